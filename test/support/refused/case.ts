/**
 * Something that nft refuses, for one rule: where it stands, what it says with the marked place in « », and words of the message.
 * `where` is `file` (the text is a whole file), `table FAMILY` (what stands in a table) or `FAMILY TYPE HOOK` (one rule of such a chain).
 */
export type RefusedCase = readonly [where: string, text: string, words: string];

/** The whole file of a case, and what is marked in it. */
export function fileOf([where, marked]: RefusedCase): { readonly text: string; readonly start: number; readonly end: number } {
  const [first, type, hook] = where.split(' ');
  let before = '';
  let after = '';
  if (first === 'table') {
    before = `table ${type} t {\n`;
    after = '\n}\n';
  } else if (first !== 'file') {
    const device = hook === 'ingress' || hook === 'egress' ? ' device "lo"' : '';
    const nat = type === 'nat' ? (hook === 'prerouting' || hook === 'output' ? 'dstnat' : 'srcnat') : 'filter';
    before = `table ${first} t {\n\tchain c {\n\t\ttype ${type} hook ${hook}${device} priority ${nat};\n\t\t`;
    after = '\n\t}\n}\n';
  } else after = '\n';
  const open = marked.indexOf('«');
  const text = marked.replace(/[«»]/g, '');
  const start = before.length + open;
  return { text: before + text + after, start, end: start + marked.indexOf('»') - open - 1 };
}
