// syntaxes/nftables.tmLanguage.json: colours before the server is up. All words come from the facts.
import { readFile } from 'node:fs/promises';

export const committed = true;

/** @param {string} root the repository, with a trailing slash; @returns {Promise<Record<string, string>>} text by path */
export default async function generate(root) {
  const surface = JSON.parse(await readFile(`${root}server/src/facts/nft/surface.json`, 'utf8'));
  return { 'syntaxes/nftables.tmLanguage.json': `${JSON.stringify(grammar(surface), undefined, 2)}\n` };
}

/** A regular expression for one of the words, the longest first, not within a longer word. */
function words(list) {
  const escaped = [...new Set(list)]
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return `(?<![\\w./-])(?:${escaped.join('|')})(?![\\w./-])`;
}

const NAME = '[A-Za-z_.][\\w./-]*';

function grammar(surface) {
  const reserved = Object.values(surface.reserved_words)[0]['1.1.7'];
  const families = surface.families;
  const formsOf = (name) =>
    surface.statements.find((statement) => statement.name === name).forms.map((form) => form.split(' ')[0]);
  const verdicts = [...new Set([...formsOf('verdict'), ...formsOf('queue'), ...formsOf('reject')])];
  const commands = Object.keys(surface.commands);
  const definitions = ['define', 'redefine', 'undefine', 'include'];
  const objects = ['add', 'list']
    .flatMap((command) => surface.commands[command].forms.map((form) => /^[a-z]+/.exec(form)?.[0]))
    .filter(Boolean);
  const blocks = Object.keys(surface.blocks).filter((block) => /^[a-z]+$/.test(block));
  const hooks = Object.values(surface.hooks).flat();
  const chainTypes = Object.keys(surface.chain_types);
  const priorities = Object.values(surface.priorities).flatMap((names) => Object.keys(names));
  const flags = Object.values(surface.flags).flatMap((flag) => (Array.isArray(flag) ? flag : Object.keys(flag)));
  const selectors = Object.values(surface.selectors).flatMap((fields) => Object.keys(fields));
  const protocols = selectors.map((selector) => selector.split(' ')[0]).filter((word) => /^[a-z]/.test(word));
  const fields = selectors.flatMap((selector) => selector.split(' ').slice(1)).filter((word) => /^[a-z][\w-]*$/.test(word));
  const symbols = Object.values(surface.datatypes)
    .flatMap(({ constants }) => (constants && !Array.isArray(constants) ? Object.keys(constants) : (constants ?? [])))
    .filter((word) => typeof word === 'string' && /^[a-z][\w-]+$/.test(word));
  const types = Object.keys(surface.datatypes).filter((word) => /^[a-z][\w]*$/.test(word));
  const statements = surface.statements
    .flatMap(({ forms = [] }) => forms.map((form) => /^[a-z][\w-]*/.exec(form)?.[0]))
    .filter(Boolean);
  const units = [...surface.units.rate, ...surface.units.bytes];
  const operators = Object.values(surface.lexical.operator_words);
  const known = new Set([...families, ...blocks, ...verdicts, ...commands, ...definitions, ...objects, ...operators]);
  const other = reserved.filter((word) => !known.has(word));

  const name = (scope) => ({ name: `${scope}.nftables` });
  return {
    information_for_contributors: ['Generated from server/src/facts/nft by scripts/generate/textmate.mjs. Do not edit.'],
    name: 'nftables',
    scopeName: 'source.nftables',
    fileTypes: ['nft', 'nftables'],
    firstLineMatch: '^#!.*\\bnft\\b',
    patterns: [{ include: '#line' }],
    repository: {
      line: {
        patterns: [
          { include: '#comment' },
          { include: '#string' },
          { include: '#include' },
          { include: '#define' },
          { include: '#declaration' },
          { include: '#jump' },
          { include: '#reference' },
          { include: '#address' },
          { include: '#hook' },
          { include: '#word' },
          { include: '#number' },
          { include: '#operator' },
        ],
      },
      comment: { match: '#.*$', ...name('comment.line.number-sign') },
      string: { begin: '"', end: '"|$', ...name('string.quoted.double') },
      include: { match: '(?<![\\w./-])(include)(?=\\s*")', captures: { 1: name('keyword.control.import') } },
      define: {
        match: `(?<![\\w./-])(define|redefine|undefine)\\s+(${NAME})`,
        captures: { 1: name('keyword.other.define'), 2: name('variable.other.constant') },
      },
      declaration: {
        match: `(?<![\\w./-])(${blocks.join('|')})\\s+(?:(${families.join('|')})\\s+)?(?!(?:${verdicts.join('|')}|packets|bytes|rate|over|until)\\b)(${NAME})(?=\\s*(?:\\{|$|;|#))`,
        captures: {
          1: name('storage.type'),
          2: name('storage.modifier.family'),
          3: name('entity.name.function'),
        },
      },
      jump: {
        match: `(?<![\\w./-])(jump|goto)\\s+(${NAME})`,
        captures: { 1: name('keyword.control.flow'), 2: name('entity.name.function') },
      },
      reference: {
        patterns: [
          { match: `\\$${NAME}`, ...name('variable.other.constant') },
          { match: '@(?:ll|nh|th|ih)\\s*,\\s*\\d+\\s*,\\s*\\d+', ...name('support.type.property-name.raw') },
          { match: `@${NAME}`, ...name('entity.name.type.set') },
        ],
      },
      address: {
        patterns: [
          { match: '(?<![\\w.:-])(?:[0-9A-Fa-f]{1,2}:){5}[0-9A-Fa-f]{1,2}(?![\\w:])', ...name('constant.other.address.mac') },
          { match: '(?<![\\w.-])\\d{1,3}(?:\\.\\d{1,3}){3}(?:/\\d{1,2})?(?![\\w.])', ...name('constant.other.address.ipv4') },
          {
            match: '(?<![\\w.:-])(?=[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:)[0-9A-Fa-f:]+(?:\\.\\d{1,3}){0,3}(?:/\\d{1,3})?(?![\\w:])',
            ...name('constant.other.address.ipv6'),
          },
        ],
      },
      hook: {
        patterns: [
          {
            match: `(?<![\\w./-])(type)\\s+(${chainTypes.join('|')})\\s+(hook)\\s+(${[...new Set(hooks)].join('|')})(?![\\w-])`,
            captures: {
              1: name('keyword.other'),
              2: name('support.constant.chain-type'),
              3: name('keyword.other'),
              4: name('support.constant.hook'),
            },
          },
          {
            match: `(?<![\\w./-])(priority)\\s+(?:(${[...new Set(priorities)].join('|')})(?![\\w-]))?`,
            captures: { 1: name('keyword.other'), 2: name('support.constant.priority') },
          },
          { match: '(?<![\\w./-])(policy)(?![\\w-])', ...name('keyword.other') },
        ],
      },
      word: {
        patterns: [
          { match: words(verdicts), ...name('keyword.control.flow') },
          { match: words(definitions), ...name('keyword.other.define') },
          {
            match: words([...objects, ...blocks].filter((word) => !protocols.includes(word) && !statements.includes(word))),
            ...name('storage.type'),
          },
          { match: words(commands), ...name('keyword.other.command') },
          { match: words(operators), ...name('keyword.operator.word') },
          { match: words(protocols), ...name('support.class.protocol') },
          { match: words(families), ...name('storage.modifier.family') },
          { match: words(statements), ...name('keyword.other.statement') },
          { match: words([...fields, ...other]), ...name('support.type.property-name') },
          { match: words(types), ...name('support.type') },
          { match: words([...flags, ...symbols, ...priorities, ...units]), ...name('constant.language') },
        ],
      },
      number: {
        patterns: [
          { match: '(?<![\\w./-])0x[0-9A-Fa-f]+(?![\\w.])', ...name('constant.numeric.hex') },
          { match: '(?<![\\w./-])(?:\\d+(?:ms|[wdhms]))+(?![\\w.])', ...name('constant.numeric.time') },
          { match: '(?<![\\w./])\\d+(?![\\w.])', ...name('constant.numeric.decimal') },
        ],
      },
      operator: {
        patterns: [
          { match: '==|!=|<=|>=|<<|>>|[=<>&|^!]', ...name('keyword.operator') },
          { match: '[;,]', ...name('punctuation.separator') },
        ],
      },
    },
  };
}
