import { ProgramItems } from '../../../nft/items.ts';
import type { NftProgram } from '../../../nft/program.ts';
import type { FileEdit } from '../../finding.ts';
import { lineOf } from '../../nft-rule-support.ts';
import { defineRule, type RuleContext } from '../../rule.ts';

export default defineRule({
  id: 'nft/unused-variable',
  scope: 'nft',
  severity: 'hint',
  fix: 'unsafe',
  summary: 'a variable that is defined and never used',
  check(program, report, context) {
    // A file without tables only defines, for others.
    if (program.evaluation.hasMissingFiles || program.tables.size === 0) return;
    let used: ReadonlySet<string> | undefined;
    for (const { binding } of program.evaluation.definitions) {
      const { name, at } = binding;
      // What an included file defines may be for another file that includes it, too.
      if (at?.file !== program.root) continue;
      used ??= usedVariables(program);
      if (used.has(name)) continue;
      const edit = removal(program, at.range.start, context);
      report({
        ...at,
        message: `Nothing uses $${name}. Use it, or remove the definition.`,
        tag: 'unnecessary',
        fixes: edit ? [{ title: `Remove the definition of ${name}`, safety: 'unsafe', preferred: true, edits: [edit] }] : [],
      });
    }
  },
});

/** Names behind a `$` anywhere in the program's files, comments included: rules that are switched off count as well. */
function usedVariables(program: NftProgram): ReadonlySet<string> {
  const used = new Set<string>();
  const name = /[A-Za-z_][\w./-]*/y;
  for (const { original } of program.parts)
    for (let at = original.indexOf('$'); at >= 0; at = original.indexOf('$', at + 1)) {
      name.lastIndex = at + 1;
      const [found] = name.exec(original) ?? [];
      if (found === undefined) continue;
      used.add(found);
      // A name may end before a sign that names can hold.
      used.add(/^\w+/.exec(found)![0]);
    }
  return used;
}

/** The edit that removes the definition whose name stands at an offset of the root file. */
function removal(program: NftProgram, offset: number, context: RuleContext): FileEdit | undefined {
  const text = context.textOf(program.root);
  if (text === undefined) return undefined;
  const items = new ProgramItems(program);
  const directives = [...items.commands(), ...items.owned()];
  for (const { file, at, node } of directives)
    if (node.kind === 'unit' && node.item.kind === 'define' && file === program.root && at + node.item.name.start === offset)
      return { file, range: lineOf(text, { start: at, end: at + node.length }), newText: '' };
  return undefined;
}
