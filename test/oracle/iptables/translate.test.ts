import { describe, expect, test } from 'vitest';
import { toNftRule } from '../../../server/src/host/iptables-to-nft.ts';
import { splitWords } from '../../../server/src/syntax/words.ts';
import { programOf } from '../../support/nft.ts';
import { canUnshare, GENERATIONS } from '../../support/oracle.ts';
import { runAll } from './real.ts';

const RULES = [
  '-j DROP',
  '-i eth0 -j DROP',
  '! -i eth0 -o br-+ -j DROP',
  '-s 10.0.0.0/8 -j ACCEPT',
  '! -s 192.0.2.1 -d 198.51.100.0/24 -j RETURN',
  '-s 0.0.0.0/0 -j DROP',
  '-p tcp -j DROP',
  '! -p tcp -j DROP',
  '-p 47 -j DROP',
  '-p tcp --dport 80 -j DROP',
  '-p tcp ! --dport 80 --sport 1024: -j DROP',
  '-p udp --sport :1023 -j DROP',
  '-p tcp -m multiport --dports 80,443,8000:9000 -j DROP',
  '-p tcp -m multiport ! --dports 80,443 -j DROP',
  '-p udp -m multiport --sports 53 -j DROP',
  '-p tcp --syn -j DROP',
  '-p tcp ! --syn -j DROP',
  '-m conntrack --ctstate RELATED,ESTABLISHED -j RETURN',
  '-m conntrack ! --ctstate NEW,ESTABLISHED -j DROP',
  '-m state --state INVALID -j DROP',
  '-m conntrack --ctstate DNAT -j ACCEPT',
  '-p tcp -m conntrack --ctorigdstport 8080 --ctdir ORIGINAL -j DROP',
  '-m conntrack --ctorigdst 192.0.2.1 ! --ctorigsrc 10.0.0.0/8 -j DROP',
  '-m mark --mark 0x10 -j ACCEPT',
  '-m mark ! --mark 0x1/0xff -j DROP',
  '-p icmp --icmp-type echo-request -j ACCEPT',
  '-p icmp --icmp-type 8 -j ACCEPT',
  '-m limit --limit 5/min --limit-burst 9 -j RETURN',
  '-m iprange --src-range 10.0.0.1-10.0.0.9 -j DROP',
  '-m mac --mac-source 00:11:22:33:44:55 -j DROP',
  '-m pkttype --pkt-type broadcast -j DROP',
  '-m comment --comment "hello you" -j DROP',
  '-j REJECT',
  '-p tcp -j REJECT --reject-with tcp-reset',
  '-j REJECT --reject-with icmp-host-prohibited',
  '-j LOG --log-prefix "x: "',
];

/** What a rule does with packets, without the places of its words. */
function meaning(rule: string): string[] {
  const text = `table ip filter {\n\tchain c {\n\t\t${rule}\n\t}\n}\n`;
  const program = programOf(text);
  expect(program.problems.map(({ message }) => `${rule}: ${message}`)).toEqual([]);
  const steps = program.tables.get('ip filter')?.chains.get('c')?.rules[0]?.result.meaning?.steps ?? [];
  const shown = steps
    .filter((step) => step.kind !== 'side-effect' || step.effect !== 'counter')
    .map((step) =>
      JSON.stringify(step, (key, value: unknown) =>
        key === 'start' || key === 'end' ? undefined : typeof value === 'bigint' ? `${value}` : value,
      ),
    );
  // Order of conditions and what one says twice mean nothing.
  return [...new Set(shown)].sort();
}

describe.skipIf(!canUnshare())('rules of iptables in words of nft', () => {
  test.each(GENERATIONS.filter(({ program }) => program('iptables-translate')))(
    'mean what $name iptables-translate says',
    (generation) => {
      const commands = RULES.map((rule) => `iptables_translate -A c ${rule}`);
      const results = runAll(generation, ['iptables-translate'], '', commands, {});
      for (const [i, rule] of RULES.entries()) {
        const theirs = /^nft '?add rule ip filter c (.*?)'?$/m.exec(results[i]?.stdout ?? '')?.[1];
        const ours = toNftRule(
          splitWords(rule, { start: 0, end: rule.length }).map(({ text }) => text),
          4,
        );
        expect(theirs, rule).toBeDefined();
        expect(ours, rule).toBeDefined();
        expect(meaning(ours!), rule).toEqual(meaning(theirs!));
      }
    },
  );
});
