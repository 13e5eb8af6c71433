import { expect, test } from 'vitest';
import { findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'docker/nftables-backend-limit';
const daemon = (more = '') => ({ 'etc/docker/daemon.json': `{ "firewall-backend": "nftables"${more} }` });
const OVERLAY = { 'compose.yaml': 'services: { a: { image: x, networks: [n] } }\nnetworks: { n: { driver: overlay } }\n' };
const found = (files: Record<string, string>, config = {}) => findingsIn({ files, config }, RULE).length;

test('overlay networks and swarm commands', () => {
  expect(found({ ...daemon(), ...OVERLAY })).toBe(1);
  expect(found({ ...daemon(), 'init.sh': 'docker swarm init\n' })).toBe(1);
  expect(found(daemon())).toBe(0);
  expect(found({ ...OVERLAY, 'etc/docker/daemon.json': '{}' })).toBe(0);
});

test('what lifts the limit', () => {
  expect(found({ ...daemon(', "iptables": false'), ...OVERLAY })).toBe(0);
  expect(found({ ...daemon(', "features": { "swarm-nftables": true }'), ...OVERLAY })).toBe(0);
  expect(found({ ...daemon(', "features": { "swarm-nftables": true }'), ...OVERLAY }, { versions: { docker: '29.1' } })).toBe(1);
});
