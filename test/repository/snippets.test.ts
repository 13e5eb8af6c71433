import { describe, expect, test } from 'vitest';
import { findingsIn } from '../support/rules.ts';
import { expandedSnippets } from '../support/snippets.ts';

/** A part of a compose file with what it needs around it. */
function composeFile(text: string): string {
  const indented = text.replace(/^(?=.)/gm, '    ');
  if (text.startsWith('networks:') && text.includes('ipv4_address'))
    return `services:\n  web:\n    image: nginx\n${indented}networks:\n  front:\n    ipam:\n      config:\n        - subnet: 172.28.0.0/24\n`;
  if (!text.startsWith('networks:')) return `services:\n  web:\n    image: nginx\n${indented}`;
  const name = /^ {2}(\w+):/m.exec(text)![1];
  return `services:\n  web:\n    image: nginx\n    networks: [${name}]\n${text}`;
}

describe('snippets have no mistake that Bridgekeeper would find', () => {
  test.each(expandedSnippets('compose'))('compose: $name', ({ text, prefix }) => {
    const found = findingsIn({ files: { 'compose.yaml': composeFile(text) } }).filter(
      ({ severity }) => severity === 'error' || severity === 'warning',
    );
    // An overlay network on a host that is in no swarm is what the rule is about; the snippet is for one that is.
    const expected = prefix === 'network-overlay' ? ['compose/driver-limit'] : [];
    expect(found.map(({ rule }) => rule)).toEqual(expected);
  });

  test.each(expandedSnippets('daemon'))('daemon.json: $name', ({ text }) => {
    expect(findingsIn({ files: { 'etc/docker/daemon.json': text } }).map(({ rule, message }) => `${rule}: ${message}`)).toEqual(
      [],
    );
  });

  test.each(expandedSnippets('nftables').filter(({ prefix }) => prefix.startsWith('docker-')))(
    'nftables: $name',
    ({ text, prefix }) => {
      const backend = prefix === 'docker-nftables' ? 'nftables' : 'iptables';
      const files = { 'etc/nftables.conf': text, 'etc/docker/daemon.json': `{ "firewall-backend": "${backend}" }\n` };
      expect(findingsIn({ files }).map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
    },
  );
});
