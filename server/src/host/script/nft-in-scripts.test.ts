import { describe, expect, test } from 'vitest';
import { applyFix, findingsIn } from '../../../../test/support/rules.ts';

/** Findings of nft rules in a script: `LINE RULE TEXT`. */
function found(script: string, config = {}): string[] {
  return findingsIn({ files: { 'fw.sh': script }, config })
    .filter(({ rule }) => rule.startsWith('nft/'))
    .map(({ rule, range }) => {
      const line = script.slice(0, range.start).split('\n').length;
      return `${line} ${rule} ${script.slice(range.start, range.end)}`;
    });
}

describe('what a script gives to nft', () => {
  test('is judged at its places: here-documents and arguments', () => {
    expect(
      found(
        "#!/bin/sh\nnft -f - <<'EOF'\ntable inet y {\n  chain c { tcp dport 70000 accept; jump nowhere; }\n}\nEOF\nnft add rule inet filter input tcp dport 99999 accept\nnft 'add rule inet filter input ip6 saddr 192.0.2.4 accept'\n",
      ),
    ).toEqual([
      '4 nft/invalid-value 70000',
      '4 nft/undefined-chain nowhere',
      '7 nft/invalid-value 99999',
      '8 nft/type-mismatch 192.0.2.4',
    ]);
  });

  test('tables that the script does not make are left alone', () => {
    expect(found('#!/bin/sh\nnft add rule inet filter input jump mine\nnft flush table inet filter\nnft list ruleset\n')).toEqual(
      [],
    );
  });

  test('what the shell puts in is unknown, with its line', () => {
    const text = (line: string) =>
      `#!/bin/sh\nnft -f - <<EOF\ntable inet y {\n  chain c {\n    ${line}\n    tcp dport 70000 accept\n  }\n}\nEOF\n`;
    expect(found(text('ip saddr $LAN tcp dport 70000 accept'))).toEqual(['6 nft/invalid-value 70000']);
    expect(found(text('$RULES'))).toEqual(['6 nft/invalid-value 70000']);
    expect(found(text('jump `echo x`'))).toEqual(['6 nft/invalid-value 70000']);
    expect(found('#!/bin/sh\nnft add rule inet filter input tcp dport $PORT acept\n')).toEqual([]);
  });

  test('fixes change the script where it says what nft gets', () => {
    const script = (rule: string) => `#!/bin/sh\nnft -f - <<'EOF'\ntable inet y {\n  chain c { ${rule}; }\n}\nEOF\n`;
    const files = { 'fw.sh': script('ip saddr ::1 accept') };
    const [finding] = findingsIn({ files }, 'nft/type-mismatch');
    expect(applyFix(files, finding!.fixes[0]!)).toEqual({ 'fw.sh': script('ip6 saddr ::1 accept') });
    const command = { 'fw.sh': '#!/bin/sh\nnft "add rule inet y c ip saddr ::1 accept"\n' };
    expect(findingsIn({ files: command }, 'nft/type-mismatch')[0]!.fixes).toEqual([]);
  });

  test('a comment silences it', () => {
    const script =
      '#!/bin/sh\n# bridgekeeper-ignore nft/invalid-value: a test\nnft add rule inet filter input tcp dport 99999 accept\n';
    expect(found(script)).toEqual([]);
  });
});
