import { expect, test } from 'vitest';
import { fixture } from '../../../../test/support/fixture.ts';
import { typingContext } from './context.ts';

function at(text: string) {
  const { files, cursor } = fixture(text, 'compose.yaml');
  const context = typingContext(files['compose.yaml']!, cursor!.offset);
  return context && `${context.on} ${context.path.join('.')} [${context.typed}]`;
}

test.each([
  ['networks:\n  n:\n    driver: $0\n', 'value networks.n.driver []'],
  ['networks:\n  n:\n    driver: br$0\n', 'value networks.n.driver [br]'],
  ['networks:\n  n:\n    $0\n', 'key networks.n []'],
  ['networks:\n  n:\n    driver_opts:\n      com.$0\n', 'key networks.n.driver_opts [com.]'],
  [
    'networks:\n  n:\n    driver: bridge\n    driver_opts:\n      # why\n\n      com.x: "$0\n',
    'value networks.n.driver_opts.com.x []',
  ],
  ['networks:\n  n:\n    ipam:\n      config:\n        - subnet: $0\n', 'value networks.n.ipam.config.0.subnet []'],
  [
    'networks:\n  n:\n    ipam:\n      config:\n        - subnet: x\n          gateway: $0\n',
    'value networks.n.ipam.config.0.gateway []',
  ],
  [
    'networks:\n  n:\n    ipam:\n      config:\n      - subnet: x\n        gateway: $0\n',
    'value networks.n.ipam.config.0.gateway []',
  ],
  ['services:\n  a:\n    networks:\n      - $0\n', 'key services.a.networks.0 []'],
  ['services:\n  a:\n    networks:\n    - x\n    - y$0\n', 'key services.a.networks.0 [y]'],
  ['services:\n  a:\n    networks: [x, y$0]\n', 'key services.a.networks [y]'],
  ['services:\n  a:\n    networks:\n      n:\n        ipv4_address: 10.$0\n', 'value services.a.networks.n.ipv4_address [10.]'],
  ['services:\n  a: {networks: {n: {ipv4_address: 1$0}}}\n', 'value services.a.networks.n.ipv4_address [1]'],
  ['services:\n  a:\n    ports:\n      - "80$0"\n', 'key services.a.ports.0 [80]'],
  ['services:\n  a:\n    ports:\n      - target: 80\n        published: $0\n', 'value services.a.ports.0.published []'],
  ['services:\n  a:\n    image: x\n  b:\n    network_mode: $0\n', 'value services.b.network_mode []'],
  ['networks: {n: {driver_opts: {a: b, com$0}}}\n', 'key networks.n.driver_opts [com]'],
  ['networks: {n: {ipam: {config: [{subnet: $0}]}}}\n', 'value networks.n.ipam.config.0.subnet []'],
  ['# comment $0\n', undefined],
  ['$0', 'key  []'],
])('%j', (text, context) => {
  expect(at(text)).toBe(context);
});
