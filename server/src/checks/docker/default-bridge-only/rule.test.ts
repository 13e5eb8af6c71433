import { expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'docker/default-bridge-only';
const compose = (options = '') =>
  `services: { web: { image: nginx, networks: [front], ports: ["80:80"] } }\nnetworks: { front: { driver_opts: { ${options} } } }\n`;
const found = (daemon: string, other = compose()) =>
  findingsIn({ files: { 'etc/docker/daemon.json': daemon, 'web/compose.yaml': other } }, RULE);

test('options of docker0 beside networks that do not have them', () => {
  expectFindings(
    RULE,
    `
    //- web/compose.yaml
    services: { web: { image: nginx, networks: [front] } }
    networks: { front: {} }
    //- deploy.sh
    docker network create back
    docker run -p 80:80 --network back nginx
    //- etc/docker/daemon.json
    {
      "mtu": 1400,
    # ^^^^^ docker/default-bridge-only: "front", "back" do not have it. Give bridge networks com.docker.network.driver.mtu: "1400"
      "ip": "127.0.0.1",
    # ^^^^ docker/default-bridge-only: host_binding_ipv4: "127.0.0.1"
      "icc": false,
    # ^^^^^ docker/default-bridge-only: enable_icc: "false"
      "ip-masq": false
    # ^^^^^^^^^ docker/default-bridge-only: enable_ip_masquerade: "false"
    }
    `,
  );
});

test('nothing where every network has it, where it is the usual value, or where there is no network', () => {
  expect(found('{ "mtu": 1500, "icc": true, "ip": "0.0.0.0" }')).toEqual([]);
  expect(found('{ "mtu": 1400 }', compose('com.docker.network.driver.mtu: "1400"'))).toEqual([]);
  expect(found('{ "mtu": 1400, "default-network-opts": { "bridge": { "com.docker.network.driver.mtu": "1400" } } }')).toEqual([]);
  expect(found('{ "mtu": 1400 }', 'services: { web: { image: nginx, network_mode: bridge } }\n')).toEqual([]);
  expect(
    found('{ "mtu": 1400 }', 'services: { web: { image: nginx, networks: [front] } }\nnetworks: { front: { external: true } }\n'),
  ).toEqual([]);
  expect(found('{ "ip": "127.0.0.1" }', compose().replace('80:80', '127.0.0.1:80:80'))).toEqual([]);
});

test('the fix sets the default of bridge networks', () => {
  const files = (daemon: string) => `//- web/compose.yaml\n${compose()}//- etc/docker/daemon.json\n${daemon}`;
  const mtu = '"com.docker.network.driver.mtu": "1400"';
  expectFix(RULE, files('{ "mtu": 1400 }'), files(`{ "mtu": 1400, "default-network-opts": { "bridge": { ${mtu} } } }`));
  expectFix(
    RULE,
    files('{ "mtu": 1400, "default-network-opts": { "macvlan": {} } }'),
    files(`{ "mtu": 1400, "default-network-opts": { "macvlan": {}, "bridge": { ${mtu} } } }`),
  );
  expectFix(
    RULE,
    files('{ "mtu": 1400, "default-network-opts": { "bridge": { "a": "b" } } }'),
    files(`{ "mtu": 1400, "default-network-opts": { "bridge": { "a": "b", ${mtu} } } }`),
  );
});
