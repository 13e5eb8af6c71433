import type { NodeRef } from '../../syntax/nft/flat-tree.ts';
import { childrenOf } from '../../syntax/nft/flat-tree.ts';
import { Kind, Token } from '../../syntax/nft/kinds.generated.ts';
import type { ElementCommand, Name, ObjectCommand, Placed, QueryCommand, RuleCommand, TableName } from '../ast.ts';
import { lowerTarget } from './declarations.ts';
import { expressionsIn, lowerElements } from './expressions.ts';
import { isWord, type Reader } from './reader.ts';
import { TreeRule } from './rule-unit.ts';

/** `element T S { … }` at index 0. */
export function lowerElementCommand(reader: Reader): ElementCommand {
  const children = reader.children(0);
  const { of, name } = lowerTarget(reader, 0);
  return {
    kind: 'element',
    length: reader.end(0),
    of: of ?? { table: name },
    name,
    elements: lowerElements(reader, children[children.length - 1]!),
  };
}

/** `rule T C …`, `insert rule …`, `replace rule …`; the rule inside becomes a unit of its own. */
export function lowerRuleCommand(reader: Reader, node: NodeRef, text: string): RuleCommand {
  const ruleNode = childrenOf(node).find(({ kind }) => kind === Kind.rule);
  reader.load(node, text);
  const { of, name } = lowerTarget(reader, 0);
  const position = reader.find(0, Kind.rule_position);
  const handle = reader.find(0, Token.handle);
  const place: Name | undefined =
    position >= 0 ? reader.name(position) : handle >= 0 ? reader.name(reader.next(handle)) : undefined;
  const length = reader.end(0);
  const rule = {
    at: (ruleNode ?? node).start - node.start,
    node: new TreeRule(ruleNode?.identity ?? 0, ruleNode ? ruleNode.end - ruleNode.start : 0),
  };
  return { kind: 'rule-command', length, of: of ?? { table: name }, chain: name, position: place, rule };
}

const OBJECT_WORDS = new Set([
  'counter',
  'quota',
  'limit',
  'secmark',
  'synproxy',
  'tunnel',
  'chain',
  'set',
  'map',
  'meter',
  'rule',
  'rules',
  'table',
  'element',
  'flowtable',
  'ruleset',
  'counters',
  'quotas',
]);

/** delete, destroy, flush, rename, get, reset at index 0. */
export function lowerObjectCommand(reader: Reader): ObjectCommand {
  const children = reader.children(0);
  const verb = reader.text(children[0]!) as ObjectCommand['verb'];
  const words: string[] = [];
  const names: Name[] = [];
  let family: Name | undefined;
  let handle: Name | undefined;
  let elements: ObjectCommand['elements'];
  for (const [i, child] of children.entries()) {
    if (i === 0) continue;
    const kind = reader.kind(child);
    if (kind === Kind.family) family = reader.name(child);
    else if (kind === Token.handle) handle = reader.name(children[i + 1]!);
    else if (kind === Kind.set || (kind === Kind.variable && i === children.length - 1)) elements = lowerElements(reader, child);
    else if (isWord(kind)) names.push(reader.name(child));
    else if (kind !== Kind.number && names.length === 0) words.push(reader.text(child));
  }
  // `flush flow table` and `delete ct helper` have two words, `list counters table` a superfluous one.
  const object =
    words[0] === 'flow'
      ? 'flowtable'
      : words[0] === 'ct'
        ? `ct ${words[1] ?? ''}`
        : (words.find((word) => OBJECT_WORDS.has(word)) ?? words[0] ?? '');
  const isTable = object === 'table' || object === 'counters' || object === 'quotas';
  const rename = verb === 'rename' ? names[2] : undefined;
  return {
    kind: 'object-command',
    length: reader.end(0),
    verb,
    object,
    family,
    table: isTable ? names[0] : names[0],
    name: isTable ? undefined : names[1],
    newName: rename,
    handle,
    elements,
  };
}

/** list, monitor, describe, import, export at index 0. */
export function lowerQuery(reader: Reader): QueryCommand {
  const verb = reader.text(1);
  return {
    kind: 'query',
    length: reader.end(0),
    verb,
    expression: verb === 'describe' ? expressionsIn(reader, 0)[0] : undefined,
  };
}

export type { Placed, TableName };
