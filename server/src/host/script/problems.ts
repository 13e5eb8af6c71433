import { contains, formatIp, formatPrefix, overlaps, parseIp, parsePrefix, sameIp } from '../../base/ip.ts';
import { nearest } from '../../base/nearest.ts';
import type { Location } from '../../base/range.ts';
import type { Severity } from '../../base/severity.ts';
import type { ComposePort } from '../../compose/port.ts';
import { addressTrouble, usableAddress } from '../../docker/default-bridge.ts';
import { checkOptionValue } from '../../docker/driver-options.ts';
import { allDrivers, DEFAULT_DRIVER, driverFact, driverOptionFact, mayBePlugin } from '../../docker/drivers.ts';
import type { DockerEngine } from '../../docker/engine.ts';
import { readAddress, readPrefix, type Written } from '../../docker/network.ts';
import { NETWORK_MODES } from '../../facts/docker-cli.ts';
import type { AddressPlan } from '../plan/model.ts';
import type { Connection, DockerCommand, NetworkCreate } from './docker-commands.ts';

/** What Docker has against the network options of a command. */
export interface CommandProblem {
  readonly place: Location;
  readonly severity: Severity;
  readonly message: string;
  /** The text at the place, and what was surely meant. */
  readonly text?: string | undefined;
  readonly instead?: string | undefined;
  readonly related?: readonly { readonly message: string; readonly location: Location }[];
}

/** Problems of a docker command by itself, and with the networks that the host's files declare. Unknown words are left alone. */
export function commandProblems(command: DockerCommand, engine: DockerEngine, plan: AddressPlan): CommandProblem[] {
  switch (command.kind) {
    case 'network-create':
      return [...nameProblems(command), ...subnetProblems(command), ...optionProblems(command, engine)];
    case 'run':
      return [
        ...command.ports.flatMap(portProblems),
        ...command.networks.flatMap((connection) => connectionProblems(connection, plan, engine)),
      ];
    case 'connect':
      return connectionProblems(command.connection, plan, engine);
  }
}

const REFUSED = 'docker refuses the command';

function problem(at: Written, message: string, instead?: string, severity: Severity = 'error'): CommandProblem {
  return { place: at.place, severity, message, text: at.text, instead };
}

function nameProblems({ name }: NetworkCreate): CommandProblem[] {
  if (!name?.text || !NETWORK_MODES.includes(name.text)) return [];
  return [problem(name, `"${name.text}" is a network that Docker makes itself; ${REFUSED}. Use another name.`)];
}

function subnetProblems({ subnets, gateways, ranges, reserved, ipam, line }: NetworkCreate): CommandProblem[] {
  const out: CommandProblem[] = [];
  for (const [option, list] of [
    ['--subnet', subnets],
    ['--ip-range', ranges],
  ] as const)
    for (const at of list) {
      if (at.text === undefined || at.text === '') continue;
      const written = readPrefix(at);
      if (!written) out.push(problem(at, `${option} ${at.text} is not a prefix such as 10.20.0.0/24; ${REFUSED}.`));
      else if (written.hostBits && option === '--subnet') {
        const right = formatPrefix(written.prefix);
        out.push(problem(at, `${option} ${at.text} has bits set behind its length; ${REFUSED}. Write ${right}.`, right));
      }
    }
  for (const at of [...gateways, ...reserved.map(({ address }) => address)])
    if (at.text && !readAddress(at)) out.push(problem(at, `${at.text} is not an IP address; ${REFUSED}.`));
  if (!line.complete) return out;
  const placed = new Set(
    ipam.flatMap(({ gateway, range, reserved: kept }) => [gateway, range, ...kept.map(({ address }) => address)]),
  );
  const known = subnets.every((at) => readPrefix(at));
  for (const at of [...gateways, ...ranges, ...reserved.map(({ address }) => address)]) {
    const readable = readAddress(at) ?? readPrefix(at);
    if (!known || !readable || placed.has(at)) continue;
    const first = ipam[0];
    const prefix = readPrefix(first?.subnet)?.prefix;
    const better = prefix && gateways.includes(at) ? usableAddress(prefix, []) : undefined;
    out.push(
      problem(
        at,
        `${at.text} lies in none of the subnets of the command; ${REFUSED}. ${subnets.length === 0 ? 'Give a --subnet with it.' : 'Take one of the subnet.'}`,
        better && formatIp(better),
      ),
    );
  }
  for (const { subnet, gateway, reserved: kept } of ipam) {
    const prefix = readPrefix(subnet)?.prefix;
    for (const at of [gateway, ...kept.map(({ address }) => address)]) {
      const address = readAddress(at);
      const trouble = prefix && address && addressTrouble(prefix, address);
      if (!at || !prefix || !trouble || trouble === 'outside') continue;
      const better = usableAddress(prefix, []);
      out.push(
        problem(
          at,
          `${at.text} is the ${trouble} address of ${formatPrefix(prefix)}, which nobody can have; ${REFUSED}.`,
          better && formatIp(better),
        ),
      );
    }
  }
  return [...out, ...meetingSubnets(subnets)];
}

function meetingSubnets(subnets: readonly Written[]): CommandProblem[] {
  return subnets.flatMap((at, i) => {
    const own = readPrefix(at)?.prefix;
    const other =
      own &&
      subnets.slice(0, i).find((before) => {
        const prefix = readPrefix(before)?.prefix;
        return prefix !== undefined && overlaps(prefix, own);
      });
    return other ? [problem(at, `${at.text} overlaps ${other.text} of the same command; ${REFUSED}.`)] : [];
  });
}

function optionProblems({ driver, options }: NetworkCreate, engine: DockerEngine): CommandProblem[] {
  const name = driver ? driver.text : DEFAULT_DRIVER;
  if (name === undefined) return [];
  const fact = driverFact(name);
  if (!fact) {
    if (mayBePlugin(name) || !driver) return [];
    const close = nearest(
      name,
      allDrivers().map((other) => other.name),
    );
    const advice = close === undefined ? '' : ` Did you mean ${close}?`;
    return [
      problem(
        driver,
        `There is no network driver "${name}" without a plugin; ${REFUSED}.${advice}`,
        close,
        close === undefined ? 'warning' : 'error',
      ),
    ];
  }
  return options.flatMap(({ key, keyPlace, value }): CommandProblem[] => {
    const option = driverOptionFact(fact.name, key);
    if (!option) {
      const close = nearest(
        key,
        fact.options.map((other) => other.name),
      );
      const message = `The driver ${fact.name} has no option "${key}" and ignores it. ${close === undefined ? 'Remove it.' : `Did you mean ${close}?`}`;
      return [{ place: keyPlace, severity: 'warning', message, text: key, instead: close }];
    }
    const wrong = value.text === undefined ? undefined : checkOptionValue(option, value.text, engine.version);
    if (!wrong) return [];
    const odd = wrong.kind === 'odd';
    const allowed = wrong.allowed ? ` Allowed: ${wrong.allowed.join(', ')}.` : '';
    return [
      problem(
        value,
        `${key}: ${wrong.message}; ${odd ? 'Docker takes it all the same' : REFUSED}.${allowed}`,
        wrong.instead,
        odd ? 'warning' : 'error',
      ),
    ];
  });
}

const PORT_WORDS: Readonly<Record<string, string>> = {
  'no-port': 'names no port of the container',
  'bad-port': 'is no port of the container: 1 to 65535, or a range',
  'bad-host-port': 'is no port of the host: 0 to 65535, or a range',
  'bad-address': 'is no IP address of the host',
  'bad-protocol': 'is no protocol: tcp, udp or sctp',
  'range-mismatch': 'has ranges of different lengths',
  'zero-port': 'has the port 0',
  'bad-type': 'is no port',
};

function portProblems({ problems, unknown }: ComposePort): CommandProblem[] {
  if (unknown) return [];
  return problems.map(({ kind, text, at }) => ({
    place: at,
    severity: 'error',
    message: `"${text}" ${PORT_WORDS[kind] ?? 'is no port'}; ${REFUSED}.`,
  }));
}

function connectionProblems({ network, addresses }: Connection, plan: AddressPlan, engine: DockerEngine): CommandProblem[] {
  const planned = plan.networks.find(({ name, external }) => name !== undefined && name === network.text && !external);
  return addresses.flatMap((at): CommandProblem[] => {
    if (at.text === undefined || at.text === '') return [];
    const address = parseIp(at.text);
    if (!address) return [problem(at, `${at.text} is not an IP address; ${REFUSED}.`)];
    if (network.text !== undefined && NETWORK_MODES.includes(network.text))
      return [
        problem(
          at,
          `Only networks of your own give fixed addresses, "${network.text}" does not; ${REFUSED}. Create a network with a --subnet.`,
        ),
      ];
    if (!planned || planned.declarations.some(({ ipam }) => ipam.some(({ subnet }) => subnet && !parsePrefix(subnet.text ?? ''))))
      return [];
    const own = planned.subnets.filter(({ prefix }) => prefix.family === address.family);
    if (own.length === 0) {
      const needed = planned.automatic.includes(address.family) && !engine.has('29.1');
      return needed
        ? [
            problem(
              at,
              `The network "${network.text}" has no subnet of your own, so it gives no fixed addresses before Docker 29.1; ${REFUSED}. Give it a --subnet.`,
            ),
          ]
        : [];
    }
    const holder = own.find(({ prefix }) => contains(prefix, address));
    const related = own.map(({ prefix, place }) => ({ message: `The subnet ${formatPrefix(prefix)} is here.`, location: place }));
    const taken = readAddress(holder?.written?.entry.gateway);
    const better = usableAddress((holder ?? own[0]!).prefix, [
      taken ?? { family: address.family, value: (holder ?? own[0]!).prefix.network + 1n },
    ]);
    const fix = better && formatIp(better);
    if (!holder)
      return [
        {
          ...problem(
            at,
            `${at.text} lies outside ${own.map(({ prefix }) => formatPrefix(prefix)).join(' and ')} of the network "${network.text}"; ${REFUSED}.`,
            fix,
          ),
          related,
        },
      ];
    const trouble = addressTrouble(holder.prefix, address) ?? (taken && sameIp(taken, address) ? 'gateway' : undefined);
    return trouble
      ? [{ ...problem(at, `${at.text} is the ${trouble} address of the network "${network.text}"; ${REFUSED}.`, fix), related }]
      : [];
  });
}
