// The list of all rules and their pages, read off the folders checks/GROUP/NAME.
import { readdir, readFile } from 'node:fs/promises';

/** @param {string} root the repository, with a trailing slash; @returns {Promise<Record<string, string>>} text by path */
export default async function generate(root) {
  const checks = `${root}server/src/checks/`;
  const rules = [];
  for (const group of (await readdir(checks, { withFileTypes: true })).filter((e) => e.isDirectory()))
    for (const name of await readdir(checks + group.name)) {
      const page = await readFile(`${checks}${group.name}/${name}/rule.md`, 'utf8');
      rules.push({ id: `${group.name}/${name}`, page });
    }
  rules.sort((a, b) => (a.id < b.id ? -1 : 1));
  const variable = (id) => id.replace(/[/-](.)/g, (_, letter) => letter.toUpperCase());
  const head = '// Generated from the rule folders by scripts/generate/rule-registry.mjs. Do not edit.\n';
  return {
    'server/src/checks/registry.generated.ts':
      head +
      "import type { Rule } from './rule.ts';\n" +
      rules.map(({ id }) => `import ${variable(id)} from './${id}/rule.ts';\n`).join('') +
      `\nexport const RULES = [\n${rules.map(({ id }) => `  ${variable(id)},\n`).join('')}] as readonly unknown[] as readonly Rule[];\n`,
    'server/src/checks/pages.generated.ts':
      `${head}\n/** The page of each rule, as Markdown. */\nexport const PAGES: Readonly<Record<string, string>> = {\n` +
      rules.map(({ id, page }) => `  ${JSON.stringify(id)}: ${JSON.stringify(page)},\n`).join('') +
      '};\n',
  };
}
