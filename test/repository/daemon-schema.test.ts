import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { getLanguageService, TextDocument } from 'vscode-json-languageservice';
import { filesOf, readPage } from '../support/pages.ts';
import { findingsIn } from '../support/rules.ts';
import { expandedSnippets } from '../support/snippets.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const schema = JSON.parse(readFileSync(`${root}schemas/daemon.schema.json`, 'utf8'));
const service = getLanguageService({});

/** What an editor says about a daemon.json that has only the schema. */
async function complaints(text: string): Promise<string[]> {
  const document = TextDocument.create('file:///daemon.json', 'json', 0, text);
  const json = service.parseJSONDocument(document);
  const found = await service.doValidation(document, json, { schemaValidation: 'error', comments: 'error' }, schema);
  return found.map(({ message }) => String(message));
}

/** Every daemon.json that the pages of rules show as right or wrong. */
const pages = readdirSync(`${root}server/src/checks/docker`).flatMap((rule) => {
  const { sections } = readPage(readFileSync(`${root}server/src/checks/docker/${rule}/rule.md`, 'utf8'));
  return (['Right', 'Wrong'] as const).flatMap((section) =>
    Object.entries(filesOf(sections.get(section) ?? ''))
      .filter(([name]) => name.endsWith('daemon.json'))
      .map(([, text]) => ({ rule, section, text })),
  );
});

describe('the schema of daemon.json', () => {
  test.each(pages.filter(({ section }) => section === 'Right'))('takes the right example of docker/$rule', async ({ text }) => {
    expect(await complaints(text)).toEqual([]);
  });

  test.each(expandedSnippets('daemon'))('takes the snippet $name', async ({ text }) =>
    expect(await complaints(text)).toEqual([]),
  );

  const visible = new Set(['unknown-option', 'wrong-type', 'removed-option', 'deprecated-option', 'syntax']);
  test.each(pages.filter(({ section, rule }) => section === 'Wrong' && visible.has(rule)))(
    'complains about the wrong example of docker/$rule',
    async ({ text }) => {
      expect(await complaints(text)).not.toEqual([]);
    },
  );

  test.each([
    '{ "debug": "yes" }',
    '{ "mtu": 1.5 }',
    '{ "mtu": -1 }',
    '{ "log-level": "warning" }',
    '{ "bip": "10.0.0.1" }',
    '{ "default-address-pools": [{ "base": "10.0.0.0/16" }] }',
    '{ "default-network-opts": { "bridge": { "com.docker.network.driver.mtu": 1400 } } }',
    '{ "proxies": { "http-prox": "" } }',
    '{ "log-opts": { "max-file": 3 } }',
    '{ "registry-mirrors": ["mirror.example.com"] }',
    '{ "firewall-backend": "nft" }',
  ])('complains about %s, as the rules do', async (text) => {
    expect(await complaints(text)).toHaveLength(1);
    expect(findingsIn({ files: { 'daemon.json': text } }).some(({ severity }) => severity === 'error')).toBe(true);
  });

  test.each([
    '{ "log-level": "WARN", "hosts": [], "bip": "", "dns": ["fe80::1%eth0"] }',
    '{ "builder": { "gc": { "policy": [] } } }',
  ])('takes %s, as dockerd does', async (text) => expect(await complaints(text)).toEqual([]));
});
