import type { UnusedName } from '../nft/analysis/unused.ts';
import { ProgramItems } from '../nft/items.ts';
import type { NftProgram } from '../nft/program.ts';
import type { FileEdit } from './finding.ts';
import { itemAt, lineOf } from './nft-rule-support.ts';
import type { Report, RuleContext } from './rule.ts';

/** Reports what a table has and does not use, with the removal of its declaration where nothing else names it. */
export function reportUnused(
  program: NftProgram,
  unused: Iterable<UnusedName>,
  messageOf: (name: UnusedName) => string,
  report: (found: Report) => void,
  context: RuleContext,
): void {
  for (const found of unused) {
    const edit = found.isNamed ? undefined : removeDeclaration(program, found, context);
    report({
      ...found.at,
      message: messageOf(found),
      tag: 'unnecessary',
      fixes: edit ? [{ title: `Remove ${found.type} "${found.name}"`, safety: 'unsafe', preferred: true, edits: [edit] }] : [],
    });
  }
}

/** The edit that removes a declaration. Undefined when there are several, or commands that work on what it declares. */
function removeDeclaration(
  program: NftProgram,
  { table, kind, type, name, at }: UnusedName,
  context: RuleContext,
): FileEdit | undefined {
  const items = new ProgramItems(program);
  const { family, name: tableName } = table.table.state;
  const key = `${family} ${tableName}`;
  const text = context.textOf(at.file);
  if (text === undefined || isCommanded(items, kind, type, name)) return undefined;
  const declarations = [...items.owned()].filter(
    ({ node, table: owner }) =>
      owner === key &&
      node.kind === kind &&
      'name' in node &&
      node.name.text === name &&
      (node.kind !== 'object' || node.type === type),
  );
  const [only] = declarations;
  if (!only || declarations.length > 1 || only.file !== at.file) return undefined;
  const command = itemAt(program, only.file, only.at);
  const isOwnCommand = command?.node.kind === 'command' && command.node.what.node === only.node;
  const range = isOwnCommand
    ? { start: command.at, end: command.at + command.node.length }
    : { start: only.at, end: only.at + only.node.length };
  return { file: only.file, range: lineOf(text, range), newText: '' };
}

/** True when a command adds to what is declared, empties it or removes it. */
function isCommanded(items: ProgramItems, kind: UnusedName['kind'], type: string, name: string): boolean {
  for (const { node } of items.commands()) {
    if (
      node.kind === 'object-command' &&
      node.name?.text === name &&
      (node.object === kind || node.object === type || node.object === 'element')
    )
      return true;
    if (node.kind !== 'command') continue;
    const what = node.what.node;
    if (what.kind === 'element' && what.name.text === name && (kind === 'set' || kind === 'map')) return true;
    if (what.kind === 'rule-command' && what.chain.text === name && kind === 'chain') return true;
  }
  return false;
}
