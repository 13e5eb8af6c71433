import { type IpPrefix, prefixSize } from '../../base/ip.ts';
import type { Range } from '../../base/range.ts';
import { addressingOf, isFamilyOn, reservedAddresses } from '../../compose/addressing.ts';
import type { InlayHint, Place } from '../provider.ts';
import { probableSubnets, projectOf } from './project.ts';

/** More addresses than this are not worth counting out. */
const MANY = 1_000_000n;

/** How many addresses a subnet has for containers, and the subnet that Docker will probably give to a network without one. */
export function inlayHints({ host, file }: Place, within: Range): InlayHint[] {
  const project = projectOf(host, file.file);
  if (!project) return [];
  const out: InlayHint[] = [];
  const probable = probableSubnets(host);
  for (const network of project.model.networks) {
    const addressing = addressingOf(network);
    for (const { text, prefix, unspecified } of addressing.subnets)
      if (text.at.file === file.file && !unspecified && overlapsRange(text.at.range, within))
        out.push({
          offset: text.at.range.end,
          label: hostsIn(prefix),
          side: 'after',
          tooltip: 'Addresses for the gateway and containers',
        });
    const { keyAt } = network;
    const subnet = probable.get(network);
    if (!keyAt || keyAt.file !== file.file || subnet === undefined || isFamilyOn(addressing, 4) !== true) continue;
    if (!overlapsRange(keyAt.range, within)) continue;
    out.push({
      offset: keyAt.range.end + colonAfter(file.text, keyAt.range.end),
      label: `${subnet}?`,
      side: 'after',
      tooltip:
        'The subnet that Docker will probably choose. It depends on the order in which networks are created; give the network a subnet of its own to be sure.',
    });
  }
  return out;
}

function hostsIn(prefix: IpPrefix): string {
  const size = prefixSize(prefix);
  if (size > MANY) return 'more than a million hosts';
  const hosts = size - BigInt(reservedAddresses(prefix).length);
  return hosts === 1n ? '1 host' : `${hosts} hosts`;
}

function overlapsRange(a: Range, b: Range): boolean {
  return a.start <= b.end && b.start <= a.end;
}

function colonAfter(text: string, offset: number): number {
  return /^["']?\s*:/.exec(text.slice(offset, offset + 10))?.[0].length ?? 0;
}
