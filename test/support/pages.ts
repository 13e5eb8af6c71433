/** The pages of rules are tests: this reads their parts. */
export interface RulePage {
  readonly title: string;
  readonly sections: ReadonlyMap<string, string>;
}

/** Splits a page at its headings; the text before the first `##` is the section `''`. */
export function readPage(markdown: string): RulePage {
  const title = /^# (.+)$/m.exec(markdown)?.[1] ?? '';
  const sections = new Map<string, string>();
  for (const part of markdown
    .replace(/^# .+\n/, '')
    .split(/^## /m)
    .entries()) {
    const [index, text] = part;
    if (index === 0) sections.set('', text.trim());
    else sections.set(text.slice(0, text.indexOf('\n')).trim(), text.slice(text.indexOf('\n') + 1).trim());
  }
  return { title, sections };
}

/** The files of a section: fenced blocks whose info line is `LANGUAGE FILE`. */
export function filesOf(section: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const match of section.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm)) files[match[1]!] = match[2]!;
  return files;
}
