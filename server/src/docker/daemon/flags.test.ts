import { expect, test } from 'vitest';
import { splitWords } from '../../syntax/words.ts';
import { parseFlags } from './flags.ts';

function problems(text: string, version?: string): string[] {
  return parseFlags('f', splitWords(text, { start: 0, end: text.length }), version).problems.map((problem) => {
    const { start, end } = problem.range;
    return `${problem.kind} ${text.slice(start, end)}`;
  });
}

test.each([
  ['--dns 1.1.1.1,8.8.8.8', []],
  ['--mtu 0x5dc -Dl debug -H=fd:// --restart=false --log-opt max-size --feature x --no-proxy a,b', []],
  [
    '--default-address-pool base=10.0.0.0/8,size=24 --default-network-opt=bridge=a=b --default-ulimit nofile=1:2 --add-runtime kata=/x',
    [],
  ],
  ['--iptables false', ['argument false']],
  ['--mtu=abc', ['value abc']],
  ['--iptables=no', ['value no']],
  ['--nosuch --mut 5', ['unknown --nosuch', 'unknown --mut', 'argument 5']],
  ['-x', ['unknown -x']],
  ['--bip', ['argument --bip']],
  ['--label a', ['value a']],
  ['--insecure-registry -x', ['value -x']],
  ['--feature x=y', ['value x=y']],
  ['--default-network-opt bridge', ['value bridge']],
  ['--default-ulimit foo', ['value foo']],
  ['--add-runtime kata', ['value kata']],
  ['--default-address-pool size=x', ['value size=x']],
  [
    '--registry-mirror foo --ip localhost --host-gateway-ip x --dns-search foo_bar',
    ['value foo', 'value localhost', 'value x', 'value foo_bar'],
  ],
  ['--default-shm-size big', ['value big']],
  ['--debug=1 foo -- --bar', ['argument foo', 'argument --bar']],
])('%s', (text, expected) => expect(problems(text)).toEqual(expected));

test('versions', () => {
  expect(problems('--firewall-backend nftables', '28.5.2')).toEqual(['newer --firewall-backend']);
  expect(problems('--firewall-backend nftables')).toEqual([]);
  expect(problems('--api-cors-header=x', '28.5.2')).toEqual([]);
  expect(problems('--api-cors-header=x')).toEqual(['unknown --api-cors-header']);
});
