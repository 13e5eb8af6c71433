import { formatIp } from '../../../base/ip.ts';
import type { PortSpan, PublishedPort } from '../../../docker/network.ts';
import { PortSpace, portConflicts } from '../../../host/plan/ports.ts';
import { inFile, ownerWords } from '../../../host/plan/words.ts';
import type { Fix } from '../../finding.ts';
import { defineRule, type RuleContext } from '../../rule.ts';

export default defineRule({
  id: 'host/duplicate-host-port',
  scope: 'host',
  severity: 'error',
  fix: 'safe',
  summary: 'two containers that publish the same port of the host',
  check(host, report, context) {
    const { ports } = host.plan;
    const space = new PortSpace(ports);
    for (const { port, other, number } of portConflicts(ports)) {
      const span = space.free(port);
      const file = inFile(other.place.file, port.place.file);
      report({
        ...(port.hostPortPlace ?? port.place),
        message: `Port ${number}/${port.protocol}${address(port)} is published by ${ownerWords(port)} and by ${ownerWords(other)}${file}. The container that starts second fails with “port is already allocated”; use ${span?.first ?? 'another port'}.`,
        related: [{ message: `${ownerWords(other)} publishes it here.`, location: other.hostPortPlace ?? other.place }],
        fixes: span ? fixes(port, span, context) : [],
      });
    }
  },
});

function address({ hostAddress }: PublishedPort): string {
  return hostAddress && hostAddress.value !== 0n ? ` on ${formatIp(hostAddress)}` : '';
}

function fixes(port: PublishedPort, span: PortSpan, { textOf }: RuleContext): Fix[] {
  const place = port.hostPortPlace;
  const source = place && textOf(place.file)?.slice(place.range.start, place.range.end);
  const { first, last } = port.hostPorts!;
  const text = (from: number, to: number) => (from === to ? String(from) : `${from}-${to}`);
  const [old, free] = [text(first, last), text(span.first, span.last)];
  const quoted = source === JSON.stringify(old);
  if (!place || (source !== old && !quoted)) return [];
  const edits = [{ ...place, newText: quoted ? JSON.stringify(free) : free }];
  return [{ title: `Use ${free}`, safety: 'safe', preferred: true, edits }];
}
