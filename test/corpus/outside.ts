import type { CorpusRecord } from './record.ts';

/** Answers that nft or the kernel give when something that a command names is not there. */
const ABSENT =
  /No such file or directory|does not exist|File exists|Device or resource busy|Object busy|File not found|is not empty/;

/** Commands and what they may work on; behind these words stand a family and a table. */
const TARGET =
  /^\s*(?:(?:add|create|insert|replace|delete|destroy|flush|reset|rename|get|list)\s+)?(?:rule|chain|set|map|element|table|flowtable|counters?|quotas?|limits?|secmarks?|synproxys?|tunnels?|ct\s+\w+|meter|vmap)?\s*(?:(ip6?|inet|arp|bridge|netdev)\s+)?([\w./$-]+)/;

/**
 * True when the recorded refusal depends on something that is not in the input: tables that another file made, files, interfaces,
 * handles. Nothing can be said about those from the input alone.
 */
export function needsOutsideState(record: CorpusRecord): boolean {
  const [first] = record.errors117 ?? [];
  if (!first || !ABSENT.test(first.message)) return false;
  if (/File not found|Interface does not exist/.test(first.message)) return true;
  const line = record.nft.split('\n')[first.line - 1] ?? '';
  if (/\b(?:handle|index|position)\b/.test(line)) return true;
  const [, family = 'ip', name] = TARGET.exec(line) ?? [];
  return name === undefined || !declares(record.nft.split('\n').slice(0, first.line).join('\n'), family, name);
}

/** True when a text makes a table: with a block, or by a command. */
function declares(text: string, family: string, name: string): boolean {
  for (const [, ofFamily = 'ip', made] of text.matchAll(
    /(?:^|[;{}\n])\s*(?:(?:add|create)\s+)?table\s+(?:(ip6?|inet|arp|bridge|netdev)\s+)?([\w./-]+)/g,
  ))
    if (made === name && ofFamily === family) return true;
  return insideTable(text);
}

/** True when a text ends inside a table's block: then what is missing is missing there. */
function insideTable(text: string): boolean {
  const table = text.search(/(?:^|\n)\s*(?:add\s+)?table\s[^\n]*\{/);
  if (table < 0) return false;
  const rest = text.slice(table).replace(/"[^"\n]*"|#[^\n]*/g, '');
  return rest.split('{').length >= rest.split('}').length;
}
