import { describe, expect, test } from 'vitest';
import { runCommand } from '../../../test/support/memory.ts';
import type { CheckResult } from '../checks/result.ts';

// A comment without a reason is a warning with a safe fix, an invalid configuration an error: enough to see what the shell does.
const WARNED = 'table inet t {\n  # bridgekeeper-ignore meta/invalid-config\n}\n';
const FIXED = 'table inet t {\n}\n';
const CLEAN = 'table inet t {\n}\n';

async function checkJson(files: Record<string, string>, ...args: string[]) {
  const { out, ...rest } = await runCommand(files, ['check', '--format', 'json', ...args]);
  return { ...rest, result: JSON.parse(out) as CheckResult };
}

describe('format', () => {
  const UGLY = 'table ip t{\nchain c {\naccept\n}\n}\n';
  const NICE = 'table ip t {\n\tchain c {\n\t\taccept\n\t}\n}\n';

  test('prints, checks and writes', async () => {
    const files = { 'a.nft': UGLY, 'b.nft': NICE };
    expect(await runCommand(files, ['format', 'a.nft'])).toMatchObject({ status: 0, out: NICE, files });
    expect(await runCommand(files, ['format', '--indent', '2', 'a.nft'])).toMatchObject({
      out: NICE.replaceAll('\t', '  '),
    });
    expect(await runCommand(files, ['format', '--check', '.'])).toMatchObject({
      status: 1,
      out: 'a.nft: not formatted\n',
      files,
    });
    expect(await runCommand(files, ['format', '--check', 'b.nft'])).toMatchObject({ status: 0, out: '' });
    expect(await runCommand(files, ['format', '--write', '.'])).toMatchObject({
      status: 0,
      out: '',
      error: 'a.nft: formatted\n',
      files: { 'a.nft': NICE, 'b.nft': NICE },
    });
  });

  test('reads standard input', async () => {
    expect(await runCommand({}, ['format', '--stdin'], UGLY)).toMatchObject({ status: 0, out: NICE });
    expect(await runCommand({}, ['format', '--stdin', '--check'], UGLY)).toMatchObject({ status: 1 });
  });

  test('a file of any name is taken, a missing one is a mistake', async () => {
    expect(await runCommand({ rules: UGLY }, ['format', 'rules'])).toMatchObject({ status: 0, out: NICE });
    expect((await runCommand({}, ['format', 'absent'])).status).toBe(2);
    expect((await runCommand({}, ['format'])).status).toBe(2);
    expect((await runCommand({ a: UGLY }, ['format', '--check', '--write', 'a'])).status).toBe(2);
  });
});

describe('check', () => {
  test('prints the object of the contract', async () => {
    const { status, result } = await checkJson({ 'etc/nftables.conf': WARNED });
    expect(status).toBe(0);
    expect(result).toMatchObject({
      version: 1,
      files: 1,
      findings: [
        {
          rule: 'meta/unused-suppression',
          severity: 'warning',
          file: 'etc/nftables.conf',
          range: { start: { line: 2, column: 3, offset: 17 }, end: { line: 2, column: 44, offset: 58 } },
          related: [],
          fixes: [
            { title: 'Remove the comment', safety: 'safe', preferred: true, edits: [{ file: 'etc/nftables.conf', newText: '' }] },
          ],
        },
      ],
    });
    expect(result.durationMs).toBeGreaterThan(0);
  });

  test('exit status: findings, warnings, --exit-zero, configuration, usage', async () => {
    expect((await runCommand({ 'a.nft': CLEAN }, ['check'])).status).toBe(0);
    expect((await runCommand({ 'a.nft': WARNED }, ['check'])).status).toBe(0);
    expect((await runCommand({ 'a.nft': WARNED }, ['check', '--max-warnings', '0'])).status).toBe(1);
    expect((await runCommand({ 'a.nft': WARNED }, ['check', '--max-warnings', '1'])).status).toBe(0);
    expect((await runCommand({ 'a.nft': WARNED }, ['check', '--rule', 'meta/unused-suppression=error'])).status).toBe(1);
    expect(
      (await runCommand({ 'a.nft': WARNED }, ['check', '--rule', 'meta/unused-suppression=error', '--exit-zero'])).status,
    ).toBe(0);
    expect((await runCommand({ '.bridgekeeper.jsonc': '{ "x": 1 }', 'a.nft': CLEAN }, ['check'])).status).toBe(2);
    expect((await runCommand({}, ['check', 'nowhere'])).status).toBe(2);
    expect((await runCommand({}, ['check', '--format', 'prose'])).status).toBe(2);
    expect((await runCommand({}, ['check', '--rule', 'nft/no-such-rule=off'])).status).toBe(2);
    expect((await runCommand({ 'a.nft': CLEAN }, ['check', '--config', 'absent.jsonc'])).status).toBe(2);
    expect((await runCommand({}, ['frobnicate'])).status).toBe(2);
    expect((await runCommand({}, ['--help'])).status).toBe(0);
    expect((await runCommand({}, ['--version'])).out).toBe('1.2.3\n');
  });

  test('levels come from the command line, the configuration and its overrides', async () => {
    const config =
      '{ "rules": { "meta/unused-suppression": "off" }, "overrides": [{ "files": ["b.nft"], "rules": { "meta/unused-suppression": "hint" } }] }';
    const { result } = await checkJson({ '.bridgekeeper.jsonc': config, 'a.nft': WARNED, 'b.nft': WARNED });
    expect(result.findings.map(({ file, severity }) => [file, severity])).toEqual([['b.nft', 'hint']]);
    const raised = await checkJson({ '.bridgekeeper.jsonc': config, 'a.nft': WARNED }, '--rule', 'meta/unused-suppression=error');
    expect(raised.result.findings.map(({ severity }) => severity)).toEqual(['error']);
  });

  test('reads below the path what it understands, and leaves out what the configuration excludes', async () => {
    const files = {
      '.bridgekeeper.jsonc': '{ "exclude": ["old"] }',
      'old/a.nft': WARNED,
      'node_modules/x/compose.yaml': 'x',
      '.git/compose.yaml': 'x',
      'readme.md': '#!/usr/sbin/nft -f\n',
      'bin/firewall': '#!/usr/sbin/nft -f\nflush ruleset\n',
      'bin/tool': 'ELF',
      'compose.yaml': 'services: {}\n',
    };
    const { result, opened } = await checkJson(files);
    expect(result.files).toBe(2);
    expect(opened).not.toContain('/w/readme.md');
    expect(opened).not.toContain('/w/node_modules/x/compose.yaml');
  });

  test('links are followed out of the folder, once, and loops end', async () => {
    const files = {
      'p/loop': '-> ../p',
      'p/self': '-> self',
      'p/again.nft': '-> a.nft',
      'p/a.nft': CLEAN,
      'p/out.nft': '-> ../elsewhere/b.nft',
      'p/out2.nft': '-> ../elsewhere/b.nft',
      'elsewhere/b.nft': CLEAN,
    };
    expect((await checkJson(files, 'p')).result.files).toBe(2);
  });

  test('an inner configuration begins a part of its own', async () => {
    const files = {
      '.bridgekeeper.jsonc': '{ "rules": { "meta/unused-suppression": "error" } }',
      'a.nft': WARNED,
      'inner/.bridgekeeper.jsonc': '{ "rules": { "meta/unused-suppression": "hint" }, "exclude": ["skip"] }',
      'inner/b.nft': WARNED,
      'inner/skip/c.nft': WARNED,
    };
    const { result } = await checkJson(files);
    expect(result.findings.map(({ file, severity }) => [file, severity])).toEqual([
      ['a.nft', 'error'],
      ['inner/b.nft', 'hint'],
    ]);
  });

  test('a file is judged alone; what it is may be guessed from its text', async () => {
    const files = { 'rules.txt': WARNED, 'b.nft': WARNED };
    const { result } = await checkJson(files, 'rules.txt');
    expect(result.findings.map(({ file }) => file)).toEqual(['rules.txt']);
    const unknown = await runCommand({ 'notes.txt': 'hello\n' }, ['check', 'notes.txt']);
    expect(unknown.status).toBe(0);
    expect(unknown.error).toContain('skipped');
  });

  test('--stdin judges the text under the given name', async () => {
    const { out } = await runCommand({}, ['check', '--stdin', '--stdin-filename', 'etc/x.nft', '--format', 'concise'], WARNED);
    expect(out).toBe(
      'etc/x.nft:2:3: warning[meta/unused-suppression] The comment gives no reason, so it silences nothing; write `# bridgekeeper-ignore RULE: reason`, or remove it.\n',
    );
    const fixed = await runCommand({}, ['check', '--stdin', '--stdin-filename', 'x.nft', '--fix'], WARNED);
    expect(fixed.out).toBe(FIXED);
    expect(fixed.error).toContain('No problems');
  });

  test('--fix writes, --diff shows', async () => {
    const fixed = await runCommand({ 'a.nft': WARNED }, ['check', '--fix']);
    expect(fixed.files['a.nft']).toBe(FIXED);
    expect(fixed.out).toContain('1 file fixed');
    const diff = await runCommand({ 'a.nft': WARNED }, ['check', '--diff']);
    expect(diff.files['a.nft']).toBe(WARNED);
    expect(diff.out).toBe(
      '--- a/a.nft\n+++ b/a.nft\n@@ -1,3 +1,2 @@\n table inet t {\n-  # bridgekeeper-ignore meta/invalid-config\n }\n',
    );
  });

  test('a baseline accepts what is there, wherever it moves', async () => {
    const made = await runCommand({ 'a.nft': WARNED }, ['check', '--baseline', 'base.json', '--update-baseline']);
    expect(made.status).toBe(0);
    const later = { ...made.files, 'a.nft': `# one more line\n${WARNED}`, 'b.nft': WARNED };
    const { out } = await runCommand(later, ['check', '--baseline', 'base.json']);
    expect(out).toContain('b.nft:2:3');
    expect(out).not.toContain('a.nft:');
    expect(out).toContain('1 accepted by the baseline');
    expect((await runCommand({ 'a.nft': WARNED }, ['check', '--baseline', 'absent.json'])).status).toBe(2);
    expect((await runCommand({ 'a.nft': WARNED, 'x.json': '{}' }, ['check', '--baseline', 'x.json'])).status).toBe(2);
    const configured = { ...made.files, '.bridgekeeper.jsonc': '{ "baseline": "base.json" }' };
    expect((await runCommand(configured, ['check'])).out).toContain('No problems');
  });

  test('--output writes other formats beside', async () => {
    const { files, out } = await runCommand({ 'a.nft': WARNED }, [
      'check',
      '--output',
      'sarif=out.sarif',
      '--output',
      'json=out.json',
      '--format',
      'concise',
    ]);
    expect(out.split('\n')).toHaveLength(2);
    expect(JSON.parse(files['out.json']!).findings).toHaveLength(1);
    const sarif = JSON.parse(files['out.sarif']!).runs[0];
    expect(sarif.tool.driver.rules.map((rule: { id: string }) => rule.id)).toEqual(['meta/unused-suppression']);
    expect(sarif.results[0].locations[0].physicalLocation.region.startLine).toBe(2);
  });

  test.each(['pretty', 'github', 'gitlab', 'checkstyle'])('%s', async (format) => {
    const { out } = await runCommand({ 'dir, with:odd<name>.nft': WARNED }, ['check', '--format', format]);
    expect(out).toMatchSnapshot();
  });
});

describe('parse', () => {
  test('prints the tree with places and texts', async () => {
    const { out, status } = await runCommand({ 'a.nft': 'table inet t {\n}\n' }, ['parse', 'a.nft']);
    expect(status).toBe(0);
    expect(out).toMatch(/^source_file 1:1-\d+:1\n/);
    expect(out).toMatch(/^ +"table" 1:1-1:6$/m);
    expect(out).toMatch(/"t" 1:12-1:13$/m);
  });

  test('as data, for every language that has a tree', async () => {
    const files = {
      'daemon.json': '{ "bip": [1] }',
      'compose.yaml': 'a: [b, {c: d}]\n',
      'x.sh': 'docker network create a\n',
      'x.nft': 'flush ruleset\n',
    };
    for (const [name, text] of Object.entries(files)) {
      const { out, status } = await runCommand(files, ['parse', '--format', 'json', name]);
      expect(status).toBe(0);
      const { version, file, tree, problems } = JSON.parse(out);
      expect({ version, file, problems }).toEqual({ version: 1, file: name, problems: [] });
      expect(tree.range.end.offset).toBe(text.length);
      expect(tree.children.length).toBeGreaterThan(0);
    }
  });

  test('says what does not fit, and which files have no tree', async () => {
    const broken = await runCommand({ 'a.nft': 'table inet t {\n' }, ['parse', 'a.nft']);
    expect(broken.status).toBe(1);
    expect(broken.out).toMatch(/^a\.nft:\d+:\d+: .*never closed/m);
    expect((await runCommand({}, ['parse', 'absent.nft'])).status).toBe(2);
    expect((await runCommand({ '.env': 'A=1\n' }, ['parse', '.env'])).error).toContain('no syntax tree');
    expect((await runCommand({ 'notes.txt': 'hello\n' }, ['parse', 'notes.txt'])).status).toBe(2);
  });
});

describe('plan', () => {
  const files = {
    'etc/docker/daemon.json': '{ "bip": "10.200.0.1/24" }\n',
    'shop/compose.yaml':
      'services: { web: { image: x, ports: ["8080:80"], networks: [front] } }\nnetworks: { front: { ipam: { config: [{ subnet: 10.200.0.0/25 }] } } }\n',
  };

  test('names every subnet and port with its line', async () => {
    const { out, status } = await runCommand(files, ['plan']);
    expect(status).toBe(0);
    expect(out).toMatch(/10\.200\.0\.0\/24 .*docker0.* etc\/docker\/daemon\.json:1/);
    expect(out).toMatch(/8080\/tcp .* shop\/compose\.yaml:1/);
    expect(out).toContain('Conflicts');
  });

  test('as data, with files named from the working directory', async () => {
    const { out } = await runCommand(files, ['plan', '--format', 'json']);
    const { version, hosts } = JSON.parse(out);
    expect(version).toBe(1);
    expect(hosts).toHaveLength(1);
    expect(hosts[0].ports[0]).toMatchObject({
      protocol: 'tcp',
      place: { file: 'shop/compose.yaml', range: { start: { line: 1 } } },
    });
    expect(hosts[0].conflicts).toHaveLength(1);
  });

  test('as one picture, also for several hosts', async () => {
    const two = Object.fromEntries(
      ['a', 'b'].flatMap((host) => Object.entries(files).map(([name, text]) => [`${host}/${name}`, text])),
    );
    const { out } = await runCommand(two, ['plan', '--format', 'svg']);
    expect(out.match(/<svg /g)).toHaveLength(3);
    expect(out.match(/<title>Address plan of [ab]</g)).toHaveLength(2);
  });

  test('a path that does not exist is a usage error', async () => {
    expect((await runCommand({}, ['plan', 'nowhere'])).status).toBe(2);
  });
});

describe('explain and rules', () => {
  test('explain prints the page, and names the nearest rule for one that is misspelt', async () => {
    expect((await runCommand({}, ['explain', 'meta/unknown-rule'])).out).toContain('## Why it matters');
    const { status, error } = await runCommand({}, ['explain', 'meta/unknown-rul']);
    expect(status).toBe(2);
    expect(error).toContain('did you mean "meta/unknown-rule"');
  });

  test('rules lists every rule', async () => {
    const rules = JSON.parse((await runCommand({}, ['rules', '--format', 'json'])).out);
    expect(rules).toContainEqual({ id: 'meta/invalid-config', severity: 'error', fix: 'safe', summary: expect.any(String) });
  });
});
