// The schema of .bridgekeeper.jsonc and the settings section of the extension's manifest, from one description.
import { readFile } from 'node:fs/promises';
import { importTs } from '../lib/import-ts.mjs';

export const committed = true;

/** @param {string} root the repository, with a trailing slash; @returns {Promise<Record<string, string>>} text by path */
export default async function generate(root) {
  const { CONFIG_SCHEMA, EDITOR_SETTINGS } = await importTs(root, 'server/src/workspace/config-schema.ts');
  const { RULES } = await importTs(root, 'server/src/checks/registry.generated.ts');
  const levels = CONFIG_SCHEMA.properties.rules;
  const rules = {
    ...levels,
    properties: Object.fromEntries(
      RULES.map(({ id, summary, severity }) => [
        id,
        { ...levels.additionalProperties, description: `${summary}. Default: ${severity}.` },
      ]),
    ),
  };
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Bridgekeeper',
    allowComments: true,
    allowTrailingCommas: true,
    ...CONFIG_SCHEMA,
    properties: {
      ...CONFIG_SCHEMA.properties,
      rules,
      overrides: {
        ...CONFIG_SCHEMA.properties.overrides,
        items: {
          ...CONFIG_SCHEMA.properties.overrides.items,
          properties: { ...CONFIG_SCHEMA.properties.overrides.items.properties, rules: withoutDefault(rules) },
        },
      },
    },
  };
  const manifest = JSON.parse(await readFile(`${root}package.json`, 'utf8'));
  const { $schema: _, ...settings } = CONFIG_SCHEMA.properties;
  manifest.contributes.configuration = {
    title: 'Bridgekeeper',
    properties: Object.fromEntries(
      Object.entries({ ...settings, ...EDITOR_SETTINGS }).map(([name, setting]) => [`bridgekeeper.${name}`, forEditor(setting)]),
    ),
  };
  return {
    'schemas/bridgekeeper.schema.json': `${JSON.stringify(schema, undefined, 2)}\n`,
    'package.json': `${JSON.stringify(manifest, undefined, 2)}\n`,
  };
}

/** Editors show Markdown, and let every folder have its own settings. */
function forEditor({ description, enumDescriptions, ...rest }) {
  return {
    ...rest,
    ...(enumDescriptions ? { markdownEnumDescriptions: enumDescriptions } : {}),
    markdownDescription: description,
    scope: 'resource',
  };
}

function withoutDefault({ default: _, ...rest }) {
  return rest;
}
