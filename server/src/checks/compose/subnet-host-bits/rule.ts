import { formatPrefix, parsePrefix } from '../../../base/ip.ts';
import { addressingOf } from '../../../compose/addressing.ts';
import { ownNetworks, replaceText, whenCreated } from '../../compose-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule<'compose'>({
  id: 'compose/subnet-host-bits',
  scope: 'compose',
  severity: 'error',
  fix: 'safe',
  summary: 'A subnet or ip_range with bits set behind its prefix length',
  check(project, report, context) {
    for (const network of ownNetworks(project))
      for (const { subnet, ipRange } of network.ipam)
        for (const [what, text] of [
          ['subnet', subnet],
          ['ip_range', ipRange],
        ] as const) {
          const written = text?.text === undefined ? undefined : parsePrefix(text.text);
          if (!text || !written?.hostBits) continue;
          const right = formatPrefix(written.prefix);
          const ignored = addressingOf(network).ipv6 === false && subnet?.text?.includes(':');
          report({
            file: text.at.file,
            range: text.at.range,
            severity: ignored ? 'warning' : whenCreated(network, project),
            message: `${what} ${text.text} has bits set behind its length of ${written.prefix.bits}, so the Engine refuses network "${network.key}". Write ${right}.`,
            fixes: replaceText(`Write ${right}`, text, right, context),
          });
        }
  },
});
