import { formatIp, formatPrefix, type IpPrefix, parseIp, parsePrefix } from '../../base/ip.ts';
import type { FileId } from '../../base/paths.ts';
import type { Range } from '../../base/range.ts';
import type { Written } from '../../docker/network.ts';
import { moveAddress, movePrefix } from './free.ts';
import type { PlanSubnet } from './model.ts';

/** One replacement in one file. */
export interface PlanEdit {
  readonly file: FileId;
  readonly range: Range;
  readonly newText: string;
}

/**
 * Moves a subnet: itself, and every gateway, range, reserved and static address in it, in all files that use the network; host parts
 * stay. Undefined when one of them is not written as such (a variable, an alias that others share, an escape), because then the
 * text cannot be changed without changing something else.
 */
export function renumber(subnet: PlanSubnet, to: IpPrefix, textOf: (file: FileId) => string | undefined): PlanEdit[] | undefined {
  const edits = new Map<string, PlanEdit>();
  for (const written of writtenIn(subnet)) {
    const moved = written.text === undefined ? undefined : move(written.text, subnet.prefix, to);
    if (moved === undefined) continue;
    const { file, range } = written.place;
    const source = textOf(file)?.slice(range.start, range.end);
    const quoted = JSON.stringify(written.text);
    if (source !== written.text && source !== quoted) return undefined;
    edits.set(`${file}\n${range.start}`, { file, range, newText: source === quoted ? JSON.stringify(moved) : moved });
  }
  return edits.size === 0 ? undefined : [...edits.values()];
}

/** Everything that may be written inside a subnet. */
function writtenIn({ network, written, prefix }: PlanSubnet): Written[] {
  const out: Written[] = [];
  const entries = network.declarations.flatMap(({ ipam }) => ipam);
  for (const entry of written && !entries.includes(written.entry) ? [...entries, written.entry] : entries) {
    const own = entry === written?.entry || (entry.subnet?.text !== undefined && samePrefix(entry.subnet.text, prefix));
    if (!own) continue;
    for (const value of [entry.subnet, entry.gateway, entry.range, ...entry.reserved.map(({ address }) => address)])
      if (value) out.push(value);
  }
  if (written && !out.some(({ place }) => place === written.place)) {
    const address = `${formatIp(written.written.address)}/${written.written.prefix.bits}`;
    if (written.entry.subnet === undefined) out.push({ text: address, place: written.place });
  }
  for (const { written: address } of network.addresses) out.push(address);
  return out;
}

function samePrefix(text: string, prefix: IpPrefix): boolean {
  const own = parsePrefix(text)?.prefix;
  return own?.network === prefix.network && own.bits === prefix.bits && own.family === prefix.family;
}

/** An address, or an address with a length, in its new place; undefined when it lies elsewhere. */
function move(text: string, from: IpPrefix, to: IpPrefix): string | undefined {
  const address = parseIp(text);
  if (address) {
    const moved = moveAddress(address, from, to);
    return moved && formatIp(moved);
  }
  const written = parsePrefix(text);
  if (!written) return undefined;
  const moved = written.hostBits ? moveAddress(written.address, from, to) : undefined;
  if (moved) return `${formatIp(moved)}/${written.prefix.bits}`;
  const prefix = movePrefix(written.prefix, from, to);
  return prefix && formatPrefix(prefix);
}
