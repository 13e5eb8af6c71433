import type { Call, GivenRule, Operation } from '../../../server/src/nft/iptables/program/call.ts';
import type { RestoreTable } from '../../../server/src/nft/iptables/program/restore.ts';
import type { IptablesProgramVersion } from '../../../server/src/nft/iptables/version.ts';

/** A command as records name it: what is run before it, and what it is. */
export type Command = { readonly before: readonly Call[] } & (
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'save'; readonly table: string | undefined }
  | { readonly kind: 'restore'; readonly flush: boolean; readonly tables: readonly RestoreTable[] }
  | { readonly kind: 'roundtrip' }
);

/** Rules that records write shorter than they were. */
const SHORT: readonly (readonly [short: string, whole: string])[] = [
  ['-m addrtype -j DOCKER', '-m addrtype --dst-type LOCAL -j DOCKER'],
  ['addrtype', '-m addrtype --dst-type LOCAL -j DOCKER'],
  ['-j MASQUERADE', '-s 172.17.0.0/16 ! -o docker0 -j MASQUERADE'],
];
const TARGETS = ['ACCEPT', 'DROP', 'RETURN', 'MASQUERADE'];

const FILTER_NOFLUSH: RestoreTable = {
  table: 'filter',
  lines: [own('DOCKER'), own('DOCKER-USER'), line('FORWARD', '-j DOCKER-USER'), line('DOCKER-USER', '-j RETURN')],
};
const FILTER_FLUSH: RestoreTable = {
  table: 'filter',
  lines: [
    { kind: 'chain', chain: 'INPUT', policy: 'accept' },
    { kind: 'chain', chain: 'FORWARD', policy: 'drop' },
    { kind: 'chain', chain: 'OUTPUT', policy: 'accept' },
    own('DOCKER'),
    line('FORWARD', '-j DOCKER'),
  ],
};
const NAT_NOFLUSH: RestoreTable = {
  table: 'nat',
  lines: [own('DOCKER'), line('PREROUTING', 'addrtype'), line('POSTROUTING', '-j MASQUERADE')],
};

function own(chain: string): RestoreTable['lines'][number] {
  return { kind: 'chain', chain, policy: undefined };
}
function line(chain: string, text: string): RestoreTable['lines'][number] {
  return { kind: 'rule', chain, rule: ruleOf(text, 'nat') };
}

/** A rule as it is given to iptables. */
function ruleOf(text: string, table: string): GivenRule {
  const whole = (table === 'nat' ? SHORT.find(([short]) => short === text)?.[1] : undefined) ?? text;
  const target = / ?-j (\S+)$/.exec(whole)?.[1];
  return target === undefined || TARGETS.includes(target) ? { text: whole } : { text: whole, jump: target };
}

/** What a label of the records stands for. Undefined when it is none that is known. */
export function commandOf(label: string, program: IptablesProgramVersion): Command | undefined {
  if (label === 'save|restore roundtrip') return { kind: 'roundtrip', before: [] };
  const saved = /^ip6?tables-save(?: -t (\w+))?$/.exec(label);
  if (saved) return { kind: 'save', table: saved[1], before: [] };
  const restored = /^ip6?tables-restore (?:(--noflush)|\(flush\))( \(nat\))?$/.exec(label);
  if (restored) {
    const tables = [restored[2] ? NAT_NOFLUSH : restored[1] ? FILTER_NOFLUSH : FILTER_FLUSH];
    return { kind: 'restore', flush: restored[1] === undefined, tables, before: [] };
  }
  const parts = /^(?:(\w+) )?(-.*?)(?: \((?:absent|after (.*))\))?$/.exec(label);
  if (!parts) return undefined;
  const [, table = 'filter', command = '', after = ''] = parts;
  const operation = operationOf(command, table);
  if (!operation) return undefined;
  const before = after
    .split(', ')
    .filter(Boolean)
    .map((word): Operation | undefined => earlier(word, operation));
  if (before.includes(undefined)) return undefined;
  const call = (each: Operation): Call => ({ program, table, operation: each });
  return { kind: 'call', call: call(operation), before: before.map((each) => call(each!)) };
}

/** `-A CHAIN -j X`, `-nL`, `-P CHAIN POLICY` and the like. */
function operationOf(command: string, table: string): Operation | undefined {
  const [option, chain, ...rest] = command.split(' ');
  const number = Number(rest[0]);
  const rule = ruleOf(rest.join(' '), table);
  switch (option) {
    case '-N':
      return { kind: 'new-chain', chain: chain! };
    case '-A':
      return { kind: 'append', chain: chain!, rule };
    case '-I':
      return { kind: 'insert', chain: chain!, rule };
    case '-C':
      return { kind: 'check', chain: chain!, rule };
    case '-D':
      return number > 0 ? { kind: 'delete-number', chain: chain!, number } : { kind: 'delete', chain: chain!, rule };
    case '-R':
      return { kind: 'replace', chain: chain!, number, rule: ruleOf(rest.slice(1).join(' '), table) };
    case '-P':
      return { kind: 'policy', chain: chain!, policy: rest[0] === 'DROP' ? 'drop' : 'accept' };
    case '-S':
      return chain === undefined ? { kind: 'list-rules' } : { kind: 'list-rules', chain };
    case '-nL':
    case '-L':
      return chain === undefined ? { kind: 'list' } : { kind: 'list', chain };
    case '-F':
      return chain === undefined ? { kind: 'flush' } : { kind: 'flush', chain };
    case '-X':
      return chain === undefined ? { kind: 'delete-chains' } : { kind: 'delete-chains', chain };
    default:
      return undefined;
  }
}

/** What was done before: the chain was made, or the rule added. */
function earlier(option: string, operation: Operation): Operation | undefined {
  switch (option) {
    case '-N': {
      const chain =
        'rule' in operation
          ? operation.rule.jump
          : operation.kind === 'list' || operation.kind === 'list-rules'
            ? operation.chain
            : undefined;
      return chain === undefined ? undefined : { kind: 'new-chain', chain };
    }
    case '-A':
    case '-I':
      return 'rule' in operation
        ? { kind: option === '-A' ? 'append' : 'insert', chain: operation.chain, rule: operation.rule }
        : undefined;
    default:
      return undefined;
  }
}
