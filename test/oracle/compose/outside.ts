/**
 * Refusals that depend on the host and not on the files: nobody who reads only the files can tell. Records that end like this are
 * counted apart.
 */
const OUTSIDE: readonly (readonly [RegExp, string])[] = [
  [/declared as external, but could not be found/, 'the external network is not on the host'],
  [/No such container/, 'the container is not on the host'],
  [/non running container/, 'the container that owns the network has ended'],
  [/not a swarm manager/, 'the host is no swarm manager'],
  [/protocol not supported/, 'the kernel lacks the protocol'],
  [/cannot assign requested address$/, 'the address is not on the host'],
  [/cannot assign requested address\s*$/, 'the address is not on the host'],
  [
    /invalid subinterface vlan name|parent interface was not found|failed to find master interface/,
    'the parent is not on the host',
  ],
  [/operation not supported/, 'the kernel lacks a driver'],
  [/required variable \S+ is missing a value/, 'the variable is set in the environment'],
];

/** Why a message says nothing about the files; undefined when it does. */
export function outsideReason(message: string): string | undefined {
  // The kernel says the same of a MAC address that no interface can have: that stands in the file.
  if (/\bMAC to\b/.test(message)) return undefined;
  return OUTSIDE.find(([pattern]) => pattern.test(message.trim()))?.[1];
}
