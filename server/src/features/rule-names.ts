import type { Range } from '../base/range.ts';
import { touches } from '../base/range.ts';
import { PAGES } from '../checks/pages.generated.ts';
import { RULES } from '../checks/registry.generated.ts';
import type { Completion, Cursor, Hover } from './provider.ts';

/** The rule named in a suppression comment under the cursor, explained. */
export function ruleHover(cursor: Cursor): Hover | undefined {
  const named = cursor.file.suppressions.flatMap(({ rules }) => rules).find(({ range }) => touches(range, cursor.offset));
  const page = named && PAGES[named.id];
  return page === undefined ? undefined : { markdown: introduction(page), range: named!.range };
}

/** Rule names to put behind `bridgekeeper-ignore`; undefined when the cursor is not there. */
export function ruleCompletions(cursor: Cursor): Completion[] | undefined {
  const before = cursor.file.text.slice(0, cursor.offset);
  const match = /[#;][ \t]*bridgekeeper-ignore(?:-file)?[ \t]+(?:[^\s,:]+[ \t]*,[ \t]*)*([\w/-]*)$/.exec(
    before.slice(before.lastIndexOf('\n') + 1),
  );
  if (!match) return undefined;
  const range: Range = { start: cursor.offset - match[1]!.length, end: cursor.offset };
  return RULES.filter(({ scope }) => scope !== 'meta').map(({ id, summary }) => ({
    label: id,
    kind: 'value',
    detail: summary,
    range,
  }));
}

/** A page up to its first section. */
export function introduction(page: string): string {
  return page.split(/^## /m, 1)[0]!.trim();
}
