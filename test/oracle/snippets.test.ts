import { describe, expect, test } from 'vitest';
import { canUnshare, GENERATIONS, inNamespace } from '../support/oracle.ts';
import { expandedSnippets } from '../support/snippets.ts';

/** A snippet that is a part stands in a table, and where it names a chain there is one. */
function asFile(text: string): string {
  if (/^#!|^table/m.test(text)) return text;
  if (/^chain|^set/m.test(text)) return `table inet t {\n${text}}\n`;
  return `table inet t {\nchain web {\n}\nchain c {\n${text}}\n}\n`;
}

describe.skipIf(!canUnshare())('snippets', () => {
  describe.each(GENERATIONS.filter(({ program }) => program('nft')))('load with $name nft', (generation) => {
    test.each(expandedSnippets('nftables'))('$name', ({ text }) => {
      const { output, status } = inNamespace(generation, ['nft'], 'nft -f snippet.nft', { 'snippet.nft': asFile(text) });
      expect(output).toBe('');
      expect(status).toBe(0);
    });
  });

  test.each(expandedSnippets('daemon'))('$name is accepted by dockerd', ({ text }) => {
    const newer = GENERATIONS.find(({ program }) => program('dockerd'));
    // dockerd 28 does not know the nftables backend yet.
    const script =
      "sed -i '/firewall-backend/d' daemon.json; dockerd --validate --userland-proxy-path /bin/true --config-file daemon.json";
    const { output } = inNamespace(newer!, ['dockerd'], script, { 'daemon.json': text });
    expect(output).toContain('configuration OK');
  });
});
