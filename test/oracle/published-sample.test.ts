import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fixAll } from '../../server/src/checks/fix-rounds.ts';
import { Checker } from '../../server/src/checks/run.ts';
import { workspaceOf } from '../../server/src/library/files.ts';
import { canUnshare, GENERATIONS, inNamespace } from '../support/oracle.ts';

const FOLDER = new URL('../../../shared/cases/blog/', import.meta.url);
const FILE = 'etc/nftables.conf';
const missing = existsSync(FOLDER) ? '' : ' (skipped: ../shared/cases/blog is not here)';

/** A firewall as a blog shows it, with « » for quotes, and the same with plain ones. */
describe.skipIf(missing !== '')(`a published sample${missing}`, () => {
  const read = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8');
  const errorsOf = (text: string) =>
    new Checker().check(workspaceOf({ files: { [FILE]: text } })).filter(({ severity }) => severity === 'error');

  test('each quoted comment is one mistake, and there is no other', () => {
    const text = read('nftables.conf');
    const found = errorsOf(text);
    expect(new Set(found.map(({ rule }) => rule))).toEqual(new Set(['nft/typographic-quote']));
    expect(found.map(({ range }) => text.slice(range.start, range.end))).toEqual(text.match(/«[^»\n]*»/g));
    expect(found.length).toBeGreaterThanOrEqual(20);
  });

  describe('with the safe fixes applied', () => {
    const workspace = workspaceOf({ files: { [FILE]: read('nftables.conf') } });
    const { findings, changed } = fixAll(workspace, new Checker(), false);
    const fixed = changed.get(FILE) ?? '';

    test('it has no mistake left but warnings: of what iptables cannot read, and of the priority of INPUT', () => {
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
      const chains = findings.filter(({ rule }) => rule === 'iptables/builtin-chain-mismatch');
      expect(chains.map(({ severity, message }) => [severity, message.includes('INPUT')])).toEqual([['warning', true]]);
      expect(new Set(findings.map(({ rule }) => rule.split('/')[0]))).toEqual(new Set(['iptables']));
    });

    test.runIf(canUnshare()).each(GENERATIONS.filter(({ program }) => program('nft')))(
      '$name nft makes the same ruleset of both',
      (nft) => {
        const script = 'nft -c -f fixed.nft && nft -f $FILE && nft -j list ruleset';
        const rulesets = ['fixed.nft', 'straight.nft'].map((name) =>
          inNamespace(nft, ['nft'], script.replace('$FILE', name), {
            'fixed.nft': fixed,
            'straight.nft': read('nftables.straight.conf'),
          }),
        );
        expect(rulesets[0]).toEqual(rulesets[1]);
        expect(rulesets[0]!.status).toBe(0);
        expect(rulesets[0]!.output).toContain('"chain": {"family": "ip", "table": "nat", "name": "INPUT"');
      },
    );
  });
});
