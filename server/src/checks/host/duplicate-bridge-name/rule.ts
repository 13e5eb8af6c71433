import { interfaceNameBytes, MAX_INTERFACE_NAME_BYTES } from '../../../base/ifname.ts';
import type { Location } from '../../../base/range.ts';
import type { NetworkOrigin, Written } from '../../../docker/network.ts';
import type { Host } from '../../../host/host.ts';
import type { PlanNetwork } from '../../../host/plan/model.ts';
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
    const byName = bridges(host);
    const names = new Set(byName.keys());
    for (const group of byName.values()) if (group.length > 1) group.sort(compareOwners);
    const later = [...byName.values()].flatMap((group) => group.slice(1));
    for (const bridge of later.sort(compareOwners)) {
      const first = byName.get(bridge.name)![0]!;
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

interface NamedBridge {
  readonly network: PlanNetwork;
  readonly name: string;
  readonly written: Written;
  readonly origin: NetworkOrigin;
  readonly place: Location;
}

/** The networks that want each bridge. */
function bridges(host: Host): Map<string, NamedBridge[]> {
  const out = new Map<string, NamedBridge[]>();
  for (const network of host.plan.networks) {
    const written = network.bridgeName;
    if (!written?.text || !network.always || network.external) continue;
    const bridge = { network, name: written.text, written, origin: network.origin, place: written.place };
    const group = out.get(bridge.name);
    if (group) group.push(bridge);
    else out.set(bridge.name, [bridge]);
  }
  return out;
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
