import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findingsIn } from '../../../test/support/rules.ts';

/**
 * One file with the mistakes that people make in the network parts of compose files. A comment at the end of a line names the rule
 * that must speak up on that line; the file holds nothing else that is wrong.
 */
const MISTAKES = `
name: mistakes
services:
  web:
    image: nginx
    networks:
      front:
        ipv4_address: 10.30.9.5 # compose/address-outside-subnet
      nowhere: {} # compose/undefined-network
    ports:
      - "8000-8005:80-82" # compose/port-range-mismatch
      - "70000:90" # compose/invalid-port
      - "8443:443/tls" # compose/invalid-port
      - "8099:99" # compose/port-all-interfaces
      - 22:22 # compose/unquoted-port
  api:
    image: nginx
    network_mode: host # compose/network-mode-conflict
    networks: [front]
  proxy:
    image: nginx
    network_mode: none
    ports: # compose/network-mode-conflict
      - "127.0.0.1:8081:80"
  sidecar:
    image: nginx
    network_mode: "service:wep" # compose/network-mode-conflict
  db:
    image: postgres
    networks:
      auto:
        ipv4_address: 172.29.0.9 # compose/static-address-without-subnet
      gated:
        ipv4_address: 10.31.0.1 # compose/address-outside-subnet
      six:
        ipv6_address: fd00:5::9 # compose/ipv6-mismatch
  cache:
    image: redis
    networks: [inside]
    ports: # compose/driver-limit
      - "127.0.0.1:6379:6379"
    dns: [resolver.example] # compose/invalid-address
    mac_address: 01:00:5e:00:00:01 # compose/invalid-address
  worker:
    image: nginx
    deploy: {replicas: 2}
    networks: [far, lan, vlan, big, opts, split, wrong, hosted, brigde, mode, long, twin, looped, tiny]
    ports:
      - "127.0.0.1:9000:9000" # compose/replica-conflict
    links: [web] # compose/legacy-links
    sysctls:
      kernel.panic: 1 # compose/invalid-sysctl
networks:
  front:
    ipam:
      config:
        - subnet: 10.30.0.0/24
  unused: # compose/unused-network
    driver: bridge
  auto:
  gated:
    ipam:
      config:
        - subnet: 10.31.0.0/24
          gateway: 10.31.0.1
  six:
    ipam:
      config:
        - subnet: fd00:5::/64 # compose/ipv6-mismatch
  inside:
    internal: true
    attachable: true # compose/driver-limit
  far:
    external: true
    driver: bridge # compose/external-with-options
  lan:
    driver: macvlan # compose/driver-limit
  vlan:
    driver: ipvlan
    driver_opts:
      parent: eth0.5000 # compose/invalid-driver-option
      ipvlan_mode: L3 # compose/invalid-driver-option
  big:
    ipam:
      config:
        - subnet: 10.33.0.5/24 # compose/subnet-host-bits
          ip_range: 10.33.0.0/16 # compose/address-outside-subnet
          aux_addresses:
            printer: 10.99.0.1 # compose/address-outside-subnet
  opts:
    driver_opts:
      com.docker.network.bridge.nmae: br-opts # compose/unknown-driver-option
      com.docker.network.bridge.enable_icc: "off" # compose/invalid-driver-option
      parent: eth0 # compose/misplaced-driver-option
    ipam:
      options:
        com.docker.network.driver.mtu: "9000" # compose/misplaced-driver-option
  split:
    ipam:
      config:
        - subnet: 10.35.0.0/24
        - gateway: 10.35.0.1 # compose/ipam-split-entry
  wrong:
    subnet: 10.36.0.0/24 # compose/invalid-structure
    ipam:
      config:
        - subnet: 10.36.0.0/33 # compose/invalid-address
          gateway: 10.36.0.1/24 # compose/invalid-address
  hosted:
    driver: host # compose/unknown-driver
  brigde:
    driver: brigde # compose/unknown-driver
  mode:
    driver_opts:
      com.docker.network.bridge.gateway_mode_ipv4: isolated # compose/invalid-driver-option
  long:
    driver_opts:
      com.docker.network.bridge.name: br-production-net # compose/interface-name-too-long
  twin:
    ipam:
      config:
        - subnet: 10.40.0.0/24
        - subnet: 10.41.0.0/24 # compose/driver-limit
  looped:
    ipam:
      config:
        - subnet: 127.5.0.0/24 # compose/special-subnet
  tiny:
    ipam:
      config:
        - subnet: 10.42.0.0/30 # compose/subnet-too-small
`;

test('every mistake is found on its line', () => {
  const files = { 'compose.yaml': MISTAKES };
  const line = (offset: number) => MISTAKES.slice(0, offset).split('\n').length;
  const found = new Set(findingsIn({ files }).map(({ rule, range }) => `${line(range.start)} ${rule}`));
  const wanted = MISTAKES.split('\n').flatMap((text, index) => {
    const rule = / # (compose\/[\w-]+)$/.exec(text)?.[1];
    return rule ? [`${index + 1} ${rule}`] : [];
  });
  expect(wanted.length).toBeGreaterThan(40);
  expect(wanted.filter((mistake) => !found.has(mistake))).toEqual([]);
});

/** Small files with one mistake each, behind lines `=== NAME`. */
const SINGLE = readFileSync(new URL('../../../test/support/compose-mistakes.txt', import.meta.url), 'utf8')
  .split(/^=== /m)
  .slice(1)
  .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)] as const);

describe('single mistakes', () => {
  test.each(SINGLE)('%s', (_name, text) => {
    const at = / # ((?:compose|host)\/[\w-]+)$/m.exec(text)!;
    const lineOf = (offset: number) => text.slice(0, offset).split('\n').length;
    const found = findingsIn({ files: { 'shop/compose.yaml': text } });
    expect(found.map(({ rule, range }) => `${lineOf(range.start)} ${rule}`)).toContain(`${lineOf(at.index)} ${at[1]}`);
  });
});
