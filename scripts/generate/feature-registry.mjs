// The list of all languages' feature providers and of all views, read off the folders features/LANGUAGE and features/views.
import { readdir } from 'node:fs/promises';

/** @param {string} root the repository, with a trailing slash; @returns {Promise<Record<string, string>>} text by path */
export default async function generate(root) {
  const features = `${root}server/src/features/`;
  const providers = [];
  const views = [];
  for (const folder of (await readdir(features, { withFileTypes: true })).filter((e) => e.isDirectory())) {
    const files = await readdir(features + folder.name);
    if (files.includes('provider.ts')) providers.push(folder.name);
    if (folder.name === 'views')
      views.push(...files.filter((file) => /^[\w-]+\.ts$/.test(file)).map((file) => file.slice(0, -3)));
  }
  const variable = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  return {
    'server/src/features/registry.generated.ts':
      '// Generated from the folders by scripts/generate/feature-registry.mjs. Do not edit.\n' +
      "import type { Provider, View } from './provider.ts';\n" +
      providers.map((name) => `import ${name}Provider from './${name}/provider.ts';\n`).join('') +
      views.map((name) => `import ${variable(name)}View from './views/${name}.ts';\n`).join('') +
      `\nexport const PROVIDERS: readonly Provider[] = [${providers.map((name) => `${name}Provider`).join(', ')}];\n` +
      `export const VIEWS: readonly View[] = [${views.map((name) => `${variable(name)}View`).join(', ')}];\n`,
  };
}
