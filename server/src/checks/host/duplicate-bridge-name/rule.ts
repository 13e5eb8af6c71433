import { interfaceNameBytes, MAX_INTERFACE_NAME_BYTES } from '../../../base/ifname.ts';
import type { Host } from '../../../host/host.ts';
import { compareOwners } from '../../../host/plan/order.ts';
import { inFile, networkWords, relatedPlace } from '../../../host/plan/words.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'host/duplicate-bridge-name',
  scope: 'host',
  severity: 'error',
  fix: 'safe',
  summary: 'two bridge networks with the same bridge device',
  check(host, report, { textOf }) {
    const seen = new Map<string, ReturnType<typeof bridges>[number]>();
    const names = new Set(bridges(host).map(({ name }) => name));
    for (const bridge of bridges(host)) {
      const first = seen.get(bridge.name);
      if (!first) {
        seen.set(bridge.name, bridge);
        continue;
      }
      const { place } = bridge.written;
      const free = freeName(bridge.name, names);
      names.add(free);
      const source = textOf(place.file)?.slice(place.range.start, place.range.end);
      const file = first.written.place.file;
      report({
        ...place,
        message: `${networkWords(bridge.network)} wants the bridge "${bridge.name}", which ${networkWords(first.network)}${inFile(file, place.file)} has. Docker refuses the network that is created second; use another name, such as "${free}".`,
        related: relatedPlace(`"${bridge.name}" is taken here.`, first.written.place),
        fixes:
          source === bridge.name
            ? [{ title: `Use "${free}"`, safety: 'safe', preferred: true, edits: [{ ...place, newText: free }] }]
            : [],
      });
    }
  },
});

function bridges(host: Host) {
  return host.plan.networks
    .flatMap((network) => {
      const written = network.bridgeName;
      return written?.text && network.always && !network.external
        ? [{ network, name: written.text, written, origin: network.origin, place: written.place }]
        : [];
    })
    .sort(compareOwners);
}

/** The name with a number behind it that nobody has, within the kernel's length. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 2; ; number++) {
    const tail = String(number);
    let stem = name.replace(/\d+$/, '');
    while (interfaceNameBytes(stem + tail) > MAX_INTERFACE_NAME_BYTES && stem !== '') stem = stem.slice(0, -1);
    if (!taken.has(stem + tail)) return stem + tail;
  }
}
