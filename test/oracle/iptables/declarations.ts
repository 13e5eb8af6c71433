import type { CompatFile, RuleRecord } from './records.ts';

const DECLARATION = /^\t((?:set|map|counter|quota|limit|synproxy|secmark|ct \w+) (\S+) \{[\s\S]*?^\t\}|chain (\w+) \{\s*\})$/gm;
/** A selector, or several joined by dots. */
const KEY = String.raw`(?:[a-z][\w.-]*(?: [a-z][\w.-]*)*?(?: \. [a-z][\w-]*(?: [a-z][\w-]*)*?)*)`;

/** What a rule's names can be, when no ruleset of the file declares them. Groups: what is asked before, and the name. */
const KINDS: readonly {
  readonly pattern: RegExp;
  readonly declare: (groups: Readonly<Record<string, string>>, family: string) => string;
}[] = [
  {
    pattern: new RegExp(String.raw`(?:[sd]nat(?: ip6?)? to|redirect to :?) ?(?<key>${KEY}) map @(?<name>\w+)`, 'g'),
    declare: ({ key, name }, family) => `map ${name} { typeof ${key} : ${family} daddr; }`,
  },
  {
    pattern: new RegExp(String.raw`(?<data>[a-z]+ [a-z]+) set (?<key>${KEY}) map @(?<name>\w+)`, 'g'),
    declare: ({ key, name, data }) => `map ${name} { typeof ${key} : ${data}; }`,
  },
  {
    pattern: new RegExp(String.raw`(?<key>${KEY}) vmap @(?<name>\w+)`, 'g'),
    declare: ({ key, name }) => `map ${name} { typeof ${lastSelector(key!)} : verdict; }`,
  },
  {
    pattern: /(?:add|update) @(?<name>\w+) \{ (?<key>[^{}:]*?)(?: timeout \w+)? : /g,
    declare: ({ key, name }) => `map ${name} { typeof ${key} : meta mark; flags dynamic,timeout; }`,
  },
  {
    pattern: /(?:add|update|delete) @(?<name>\w+) \{ (?<key>[^{}]*?)(?: timeout| limit| counter| ct count| \})/g,
    declare: ({ key, name }) => `set ${name} { typeof ${key}; flags dynamic,timeout; }`,
  },
  {
    pattern: new RegExp(String.raw`(?<key>${KEY}) (?:[!=]= |& \S+ [!=]= )?@(?<name>\w+)`, 'g'),
    declare: ({ key, name }) => `set ${name} { typeof ${lastSelector(key!)}; flags interval; }`,
  },
  { pattern: /(?:jump|goto) (?<name>\w+)/g, declare: ({ name }) => `chain ${name} { }` },
];

/** The words before may belong to another statement: a selector has two words at most, three behind "ct original". */
function lastSelector(words: string): string {
  const parts = words.split(' . ');
  const first = parts[0]!.split(' ');
  const long = /^ct (?:original|reply)$/.test(first.slice(-4, -2).join(' '))
    ? 4
    : /^(?:iifname|oifname|iif|oif|mark)$/.test(first.at(-1)!)
      ? 1
      : 2;
  return [first.slice(-long).join(' '), ...parts.slice(1)].join(' . ');
}

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
  const declared = new Map<string, string>();
  for (const { pattern, declare } of KINDS)
    for (const { groups } of rule.matchAll(pattern)) {
      const { name } = groups as { name: string };
      if (!declared.has(name)) declared.set(name, known.get(name) ?? declare(groups!, family));
    }
  return `table ${family} ${table} {\n${[...declared.values()].join('\n')}\n\tchain INPUT {\n\t\t${rule}\n\t}\n}\n`;
}
