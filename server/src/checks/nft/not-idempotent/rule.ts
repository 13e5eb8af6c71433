import { atLeast } from '../../../base/version.ts';
import { NFT_SINCE } from '../../../facts/nft-versions.ts';
import { ProgramAnalysis } from '../../../nft/analysis/program-analysis.ts';
import { type RefilledTable, refilledTables } from '../../../nft/analysis/second-load.ts';
import type { Fix } from '../../finding.ts';
import { defineRule, type Report, type RuleContext } from '../../rule.ts';

export default defineRule({
  id: 'nft/not-idempotent',
  scope: 'nft',
  severity: 'warning',
  fix: 'safe',
  summary: 'a table that is filled without being emptied first: each load of the file adds its rules again',
  check(program, report, context) {
    if (program.evaluation.hasMissingFiles || LOADED_BY_OTHERS.test(program.root)) return;
    const shared = new Set(
      ProgramAnalysis.of(program.evaluation)
        .tables.filter(({ isShared }) => isShared)
        .map(({ table }) => `${table.state.family} ${table.state.name}`),
    );
    const refilled = refilledTables(program);
    const isShared = (table: RefilledTable) => shared.has(nameOf(table));
    reportTables(
      refilled.filter((table) => !isShared(table)),
      false,
      report,
      context,
    );
    reportTables(refilled.filter(isShared), true, report, context);
  },
});

/** Files that the units of distributions load into an emptied host, or that a file which is not here may include. */
const LOADED_BY_OTHERS = /(?:^|\/)(?:[^/]*\.d|etc\/sysconfig|etc\/nftables(?:\/.*)?)\/[^/]*$/;

function nameOf({ family, name }: RefilledTable): string {
  return `${family} ${name}`;
}

/** One finding for all tables, at the first of them. */
function reportTables(
  tables: readonly RefilledTable[],
  isShared: boolean,
  report: (found: Report) => void,
  context: RuleContext,
): void {
  const [first, ...others] = tables;
  if (!first) return;
  const names = tables.map(nameOf);
  const which =
    names.length === 1 ? `table ${names[0]}` : `the tables ${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
  const it = names.length === 1 ? 'it' : 'them';
  const remedy = isShared
    ? `Other programs have rules in ${it}, too: put yours into a table of your own, or empty the chains that are yours first`
    : `Remove ${it} first: ${tables
        .map((table) => header(table, context).trim())
        .join('\n')
        .replaceAll('\n', '; ')}`;
  report({
    file: first.file,
    range: first.range,
    message: `Nothing empties ${which} before rules are added, so each load of the file adds all of them once more, behind the old ones. ${remedy}.`,
    related: others.map(({ file, range }) => ({ message: 'This table is filled again, too.', location: { file, range } })),
    fixes: isShared ? [] : [headerFix(tables, it, context)],
  });
}

function header({ family, name }: RefilledTable, { settings }: RuleContext): string {
  const table = `table ${family} ${name}`;
  return atLeast(settings.versions.nft, NFT_SINCE.destroy) ? `destroy ${table}\n` : `${table}\ndelete ${table}\n`;
}

function headerFix(tables: readonly RefilledTable[], it: string, context: RuleContext): Fix {
  return {
    title:
      tables.length === 1
        ? `Remove table ${nameOf(tables[0]!)} before ${it} is filled`
        : 'Remove the tables before they are filled',
    safety: 'safe',
    preferred: true,
    edits: tables.map((table) => ({
      file: table.first.file,
      range: { start: table.first.at, end: table.first.at },
      newText: header(table, context),
    })),
  };
}
