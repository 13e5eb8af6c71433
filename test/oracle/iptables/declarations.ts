import type { CompatFile, RuleRecord } from './records.ts';

const DECLARATION = /^\t((?:set|map|counter|quota|limit|synproxy|secmark|ct \w+) (\S+) \{[\s\S]*?^\t\}|chain (\w+) \{\s*\})$/gm;

/** What a rule's names can be, when no ruleset of the file declares them; KEY is what stands before the name in the rule. */
const KINDS: readonly { readonly pattern: RegExp; readonly declare: (name: string, key: string) => string }[] = [
  { pattern: /(?:^|\s)((?:[\w.-]+ )*?[\w-]+) vmap @(\w+)/g, declare: (name, key) => `map ${name} { typeof ${key} : verdict; }` },
  {
    pattern: /(?:add|update|delete) @(\w+) \{ ([^{}]*?)(?: timeout| limit| counter|:| \})/g,
    declare: (name, key) => `set ${name} { typeof ${key}; flags dynamic,timeout; }`,
  },
  {
    pattern: /(?:^|\s)((?:[\w-]+ )+?(?:\. (?:[\w-]+ )+?)*)(?:!= )?@(\w+)/g,
    declare: (name, key) => `set ${name} { typeof ${key.trim()}; flags interval; }`,
  },
  { pattern: /(?:counter|quota|limit|synproxy) name "?(\w+)"?/g, declare: () => '' },
  { pattern: /(?:jump|goto) (\w+)/g, declare: (name) => `chain ${name} { }` },
];

/**
 * Tables that a rule can have been tried in: with what the rule names as the rulesets of its file declare it, and with what fits the
 * rule.
 */
export function rulesetsOf(record: RuleRecord, file: CompatFile): string[] {
  return [rulesetOf(record, declarationsIn(file)), rulesetOf(record, new Map())];
}

function declarationsIn(file: CompatFile): Map<string, string> {
  const known = new Map<string, string>();
  for (const { nft } of file.causes ?? [])
    for (const [text, , object, chain] of nft.matchAll(DECLARATION)) {
      const name = object ?? chain!;
      if (!known.has(name)) known.set(name, text);
    }
  return known;
}

function rulesetOf(record: RuleRecord, known: ReadonlyMap<string, string>): string {
  const { family, table, rule } = record;
  const declared: string[] = [];
  const done = new Set<string>();
  for (const { pattern, declare } of KINDS)
    for (const match of rule.matchAll(pattern)) {
      const isSetStatement = pattern.source.startsWith('(?:add');
      const [name, key] = match.length < 3 || isSetStatement ? [match[1]!, match[2] ?? ''] : [match[2]!, match[1]!];
      if (done.has(name)) continue;
      done.add(name);
      declared.push(known.get(name) ?? declare(name, key));
    }
  return `table ${family} ${table} {\n${declared.join('\n')}\n\tchain INPUT {\n\t\t${rule}\n\t}\n}\n`;
}
