import { describe, expect, test } from 'vitest';
import { programOf } from '../../../../../test/support/nft.ts';
import type { KernelTables } from '../kernel.ts';
import { kernelOf } from '../loaded.ts';
import type { Operation } from './call.ts';
import { restore } from './restore.ts';
import { restoreSaved } from './roundtrip.ts';
import { run } from './run.ts';
import { save } from './save.ts';

const IPTABLES = { family: 'ip', version: undefined } as const;
const ACCEPT = { text: '-j ACCEPT' };

function kernel(text: string): KernelTables {
  return kernelOf(programOf(text).tables.values(), undefined);
}
/** Exit status and messages of a command on table filter. */
function outcome(text: string, operation: Operation, version?: string) {
  const found = run(kernel(text), { program: { ...IPTABLES, version }, table: 'filter', operation });
  return found && [found.status, ...found.errors, ...found.notes];
}
const filter = (body: string) => `table ip filter {\n${body}\n}\n`;
const FORWARD = 'chain FORWARD { type filter hook forward priority 0; }';
const TAINTED = "# Table `filter' contains incompatible base-chains, use 'nft' tool to list them.";

describe('builtin chains', () => {
  const append: Operation = { kind: 'append', chain: 'FORWARD', rule: ACCEPT };
  test('are made where they are missing', () => {
    const made = run(kernel(''), { program: IPTABLES, table: 'filter', operation: append });
    expect(made?.status).toBe(0);
    expect(made?.kernel.get('ip', 'filter')?.chains.get('FORWARD')?.hook).toMatchObject({ hook: 'forward', priority: 0 });
  });
  test('cannot be made where the name is taken', () => {
    const taken = [4, 'CHAIN_ADD failed (Operation not supported): chain FORWARD'];
    expect(outcome(filter('chain FORWARD { type filter hook forward priority 10; }'), append)).toEqual(taken);
    expect(outcome(filter('chain FORWARD { type filter hook input priority 0; }'), append)).toEqual(taken);
    expect(outcome(filter('chain FORWARD { }'), append)).toEqual(taken);
    expect(
      outcome(filter('chain OUTPUT { type route hook output priority 0; }'), { kind: 'policy', chain: 'OUTPUT', policy: 'drop' }),
    ).toEqual([4, 'CHAIN_ADD failed (File exists): chain OUTPUT']);
  });
  test('lower-case ones are others, and lists remark on them', () => {
    const text = filter('chain forward { type filter hook forward priority 0; }');
    expect(outcome(text, append)).toEqual([0]);
    expect(outcome(text, { kind: 'list-rules' })).toEqual([0, TAINTED]);
    expect(outcome(text, { kind: 'list-rules', chain: 'FORWARD' })).toEqual([0]);
  });
});

describe('rules that iptables does not know', () => {
  const text = filter(`chain FORWARD { type filter hook forward priority 0; ct state established accept
    accept
  }`);
  test('stop lists and whoever passes them', () => {
    expect(outcome(text, { kind: 'list' })).toEqual([1, "table `filter' is incompatible, use 'nft' tool."]);
    expect(outcome(text, { kind: 'list', chain: 'FORWARD' })?.[1]).toContain("chain `FORWARD' in table `filter' is incompatible");
    expect(outcome(text, { kind: 'check', chain: 'FORWARD', rule: ACCEPT })).toEqual([
      3,
      'Error: cmp sreg undef',
      'Parsing nftables rule failed',
    ]);
    expect(outcome(text, { kind: 'append', chain: 'FORWARD', rule: ACCEPT })).toEqual([0]);
  });
  test('make iptables-save leave the table out', () => {
    const saved = save(kernel(text), IPTABLES);
    expect(saved?.outcome.notes).toEqual(["# Table `filter' is incompatible, use 'nft' tool."]);
    expect(saved?.tables).toEqual([]);
  });
  test('a rule in front of them is found', () => {
    const before = run(kernel(text), {
      program: IPTABLES,
      table: 'filter',
      operation: { kind: 'insert', chain: 'FORWARD', rule: ACCEPT },
    });
    const found = run(before!.kernel, {
      program: IPTABLES,
      table: 'filter',
      operation: { kind: 'check', chain: 'FORWARD', rule: ACCEPT },
    });
    expect(found?.status).toBe(0);
  });
});

test('a misread rule is found, and deleted', () => {
  const text = filter('chain FORWARD { type filter hook forward priority 0; iifname { "a", "b" } accept\n }');
  const found = run(kernel(text), {
    program: IPTABLES,
    table: 'filter',
    operation: { kind: 'delete', chain: 'FORWARD', rule: ACCEPT },
  });
  expect(found?.status).toBe(0);
  expect(found?.kernel.get('ip', 'filter')?.chains.get('FORWARD')?.rules).toEqual([]);
});

test('ip6tables does not compare masks', () => {
  const text = 'table ip6 filter { chain FORWARD { type filter hook forward priority 0; ip6 saddr ::/96 accept\n } }';
  const call = { program: { family: 'ip6', version: undefined }, table: 'filter' } as const;
  expect(run(kernel(text), { ...call, operation: { kind: 'check', chain: 'FORWARD', rule: ACCEPT } })?.status).toBe(0);
});

describe('chains', () => {
  const text = filter(`${FORWARD}\nchain used { }\nchain full { accept\n }\nchain jumper { jump used\n }`);
  test.each<[Operation, readonly (string | number)[]]>([
    [{ kind: 'new-chain', chain: 'full' }, [1, 'Chain already exists.']],
    [{ kind: 'new-chain', chain: 'INPUT' }, [1, 'Chain already exists.']],
    [{ kind: 'new-chain', chain: 'other' }, [0]],
    [{ kind: 'delete-chains', chain: 'used' }, [4, 'CHAIN_DEL failed (Device or resource busy): chain used']],
    [{ kind: 'delete-chains', chain: 'full' }, [4, 'CHAIN_DEL failed (Device or resource busy): chain full']],
    [{ kind: 'append', chain: 'nosuch', rule: ACCEPT }, [1, 'No chain/target/match by that name.']],
    [{ kind: 'append', chain: 'FORWARD', rule: { text: '-j nosuch', jump: 'nosuch' } }, [2, "Chain 'nosuch' does not exist"]],
    [{ kind: 'delete-number', chain: 'full', number: 2 }, [1, 'Index of deletion too big.']],
    [{ kind: 'policy', chain: 'full', policy: 'drop' }, [1, 'Bad built-in chain name.']],
    [{ kind: 'list', chain: 'nosuch' }, [1, 'No chain/target/match by that name.']],
    [{ kind: 'flush' }, [0]],
  ])('%j', (operation, expected) => expect(outcome(text, operation)).toEqual(expected));
  test('one that is missing is called incompatible by older versions', () =>
    expect(outcome(text, { kind: 'list', chain: 'nosuch' }, '1.8.9')?.[1]).toContain(
      "chain `nosuch' in table `filter' is incompatible",
    ));
});

test('restoring without --noflush forgets what the table held', () => {
  const text = filter('chain forward { type filter hook forward priority 0; policy drop; }');
  const restored = restore(
    kernel(text),
    IPTABLES,
    [{ table: 'filter', lines: [{ kind: 'chain', chain: 'X', policy: undefined }] }],
    true,
  );
  expect([...(restored.kernel.get('ip', 'filter')?.chains.keys() ?? [])]).toEqual(['X']);
});

test('restoring says everything that the kernel refuses', () => {
  const text = filter('chain DOCKER-USER { type filter hook forward priority 0; }');
  const lines = [
    { kind: 'chain', chain: 'DOCKER-USER', policy: undefined },
    { kind: 'rule', chain: 'FORWARD', rule: { text: '-j DOCKER-USER', jump: 'DOCKER-USER' } },
    { kind: 'rule', chain: 'DOCKER-USER', rule: { text: '-j RETURN' } },
  ] as const;
  const restored = restore(kernel(text), IPTABLES, [{ table: 'filter', lines }], false);
  expect(restored).toMatchObject({
    status: 4,
    errors: [
      'line 2: CHAIN_USER_ADD failed (File exists): chain DOCKER-USER',
      'line 3: RULE_APPEND failed (Operation not supported): rule in chain FORWARD',
    ],
  });
});

test('what is saved is not always taken back', () => {
  const text = filter('chain INPUT { type filter hook input priority 0; oifname "eth0" accept\n }');
  const saved = save(kernel(text), IPTABLES)!;
  expect(restoreSaved(kernel(text), IPTABLES, saved.tables)).toMatchObject({
    status: 2,
    errors: ["Can't use --out-interface with INPUT"],
  });
});

test('what hangs on the host is not known', () => {
  const text = filter('chain FORWARD { type filter hook forward priority 0; iif 7 accept\n }');
  expect(outcome(text, { kind: 'list-rules' })).toEqual([0]);
  expect(outcome(text, { kind: 'check', chain: 'FORWARD', rule: ACCEPT })).toBeUndefined();
});
