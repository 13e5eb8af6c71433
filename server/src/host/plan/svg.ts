import {
  comparePrefixes,
  containsPrefix,
  formatIp,
  type IpPrefix,
  lastAddress,
  parseIp,
  parsePrefix,
  prefixOf,
  width,
} from '../../base/ip.ts';
import { PRIVATE_SPACE } from '../../facts/allocation.ts';
import type { PlanData } from './data.ts';

/** One box of the picture: a part of the address space with what lies in it. */
interface Block {
  readonly prefix: IpPrefix;
  readonly kind: 'space' | 'pool' | 'reserved' | 'subnet' | 'probable' | 'range' | 'address';
  readonly title: string;
  readonly detail: string;
  readonly conflict: boolean;
  readonly children: Block[];
}

const WIDTH = 880;
const MARGIN = 16;
const LINE = 22;
const GAP = 6;
const INDENT = 14;

/** The same colours serve light and dark pages: the page's own background shows through, and text follows the colour scheme. */
const STYLE = `
  :root { color-scheme: light dark; }
  text { font: 12px system-ui, sans-serif; fill: #1f2328; }
  .head { font-weight: 600; font-size: 15px; }
  .address { font-family: ui-monospace, monospace; }
  .detail, .free { fill: #59636e; }
  .free { font-style: italic; }
  rect { stroke-width: 1; }
  .space { fill: #80808010; stroke: #80808080; }
  .pool { fill: #8250df14; stroke: #8250df; stroke-dasharray: 4 3; }
  .reserved { fill: #bf870024; stroke: #bf8700; }
  .subnet { fill: #0969da1c; stroke: #0969da; }
  .probable { fill: none; stroke: #0969da; stroke-dasharray: 2 3; }
  .range { fill: #1a7f3718; stroke: #1a7f37; }
  .address-box { fill: #80808018; stroke: #80808060; }
  .conflict { fill: #cf222e2e; stroke: #cf222e; stroke-width: 2; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .detail, .free { fill: #9198a1; }
    .pool { stroke: #ab7df8; } .reserved { stroke: #d29922; } .subnet, .probable { stroke: #4493f8; }
    .range { stroke: #3fb950; } .conflict { stroke: #f85149; fill: #f8514938; }
  }`;

/**
 * Draws the plan: the address space as nested blocks in the order of addresses, not to scale, with the free space between them; what
 * conflicts is red. A whole SVG document; any plan gives one.
 */
export function svgPlan(plan: PlanData): string {
  const blocks = nest(blocksOf(plan));
  const body: string[] = [];
  let y = MARGIN + LINE;
  for (const block of blocks) y = draw(block, MARGIN, y, WIDTH - 2 * MARGIN, body) + GAP;
  if (plan.ports.length > 0) y = drawPorts(plan, y + LINE, body);
  if (blocks.length + plan.ports.length === 0) body.push(text(MARGIN, y, 'No networks and no published ports.', 'detail'));
  const height = y + LINE;
  const title = `Address plan of ${plan.host}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${xml(title)}">`,
    `<title>${xml(title)}</title>`,
    `<style>${STYLE}\n</style>`,
    text(MARGIN, MARGIN + 4, title, 'head'),
    ...body,
    '</svg>\n',
  ].join('\n');
}

/** Several pictures that {@link svgPlan} gave as one, one below the other. */
export function stackedSvgs(pictures: readonly string[]): string {
  if (pictures.length === 1) return pictures[0]!;
  let height = 0;
  const placed = pictures.map((picture) => {
    const y = height;
    height += Number(/ height="(\d+)"/.exec(picture)?.[1] ?? 0);
    return picture.replace('<svg ', `<svg y="${y}" `);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">\n${placed.join('')}</svg>\n`;
}

function block(prefix: IpPrefix, kind: Block['kind'], title: string, detail: string, conflict = false): Block {
  return { prefix, kind, title, detail, conflict, children: [] };
}

function blocksOf(plan: PlanData): Block[] {
  const out: Block[] = [];
  const add = (prefix: string, kind: Block['kind'], detail: string, conflict = false) => {
    const ip = prefix.includes('/') ? undefined : parseIp(prefix);
    const known = ip ? prefixOf(ip, width(ip.family)) : parsePrefix(prefix)?.prefix;
    if (known) out.push(block(known, kind, prefix, detail, conflict));
  };
  const red = new Set(
    plan.conflicts.filter(({ kind }) => kind === 'reserved').map(({ message }) => message.split(' overlaps ')[1]),
  );
  for (const { prefix, name } of plan.reserved) add(prefix, 'reserved', name, red.has(`${prefix} (${name})`));
  for (const { prefix, size, free } of plan.pools) add(prefix, 'pool', `pool of /${size} subnets, ${free} free`);
  for (const network of plan.networks) {
    const name = network.name ?? network.label;
    const words = [
      name,
      network.driver,
      network.bridge?.name,
      network.parent && `on ${network.parent.name}`,
      network.space === 'swarm' && 'swarm',
    ];
    const facts = [...new Set(words.filter(Boolean))].join(' · ');
    for (const { prefix, conflict, certain, range, gateway, reserved } of network.subnets) {
      add(prefix, certain ? 'subnet' : 'probable', facts, conflict);
      if (range) add(range.prefix, 'range', `addresses that Docker gives in ${name}`);
      if (gateway) add(gateway.address, 'address', `gateway of ${name}`);
      for (const { name: label, address } of reserved) add(address, 'address', `${label} (kept back)`);
    }
    for (const prefix of network.probable) add(prefix, 'probable', `${facts} · probably`);
    for (const { address, owner, conflict } of network.addresses) add(address, 'address', owner, conflict);
  }
  for (const space of PRIVATE_SPACE)
    if (out.some(({ prefix }) => containsPrefix(space, prefix) && prefix.bits > space.bits))
      out.push(
        block(
          space,
          'space',
          `${formatIp({ family: space.family, value: space.network })}/${space.bits}`,
          'private address space',
        ),
      );
  return out;
}

/** The order of boxes for one prefix: the outer one first. */
const OUTER: readonly Block['kind'][] = ['space', 'pool', 'reserved', 'subnet', 'probable', 'range', 'address'];

/** Puts blocks into those that hold them. */
function nest(blocks: readonly Block[]): Block[] {
  const roots: Block[] = [];
  const open: Block[] = [];
  const sorted = blocks.toSorted((a, b) => comparePrefixes(a.prefix, b.prefix) || OUTER.indexOf(a.kind) - OUTER.indexOf(b.kind));
  for (const next of sorted) {
    while (open.length > 0 && !containsPrefix(open.at(-1)!.prefix, next.prefix)) open.pop();
    const holder = open.at(-1);
    (holder ? holder.children : roots).push(next);
    // nothing is drawn inside an address
    if (next.kind !== 'address') open.push(next);
  }
  return roots;
}

/** Draws a block at a place and returns the y below it. */
function draw(node: Block, x: number, y: number, w: number, out: string[]): number {
  const at = out.length;
  out.push('');
  let bottom = y + LINE;
  const inner = w - 2 * INDENT;
  let next = node.prefix.network;
  for (const child of node.children) {
    if (showsFree(node) && child.prefix.network > next)
      bottom = drawFree(x + INDENT, bottom, node, next, child.prefix.network - 1n, out);
    bottom = draw(child, x + INDENT, bottom, inner, out) + GAP;
    const end = lastAddress(child.prefix).value + 1n;
    if (end > next) next = end;
  }
  const last = lastAddress(node.prefix).value;
  if (showsFree(node) && node.children.length > 0 && next <= last) bottom = drawFree(x + INDENT, bottom, node, next, last, out);
  const kind = node.conflict ? 'conflict' : node.kind === 'address' ? 'address-box' : node.kind;
  const tip = `${node.title} ${node.detail}${node.conflict ? ' (conflict)' : ''}`;
  out[at] =
    `<g><title>${xml(tip)}</title><rect class="${kind}" x="${x}" y="${y}" width="${w}" height="${bottom - y}" rx="4"/>` +
    `<text x="${x + 8}" y="${y + 15}"><tspan class="address">${xml(node.title)}</tspan><tspan class="detail" dx="10">${xml(cut(node.detail, w))}</tspan>${node.conflict ? '<tspan dx="10">✗ conflict</tspan>' : ''}</text></g>`;
  return bottom;
}

/** Free space is worth a line between networks, not between the addresses of one. */
function showsFree({ kind }: Block): boolean {
  return kind === 'space' || kind === 'pool' || kind === 'reserved';
}

function drawFree(x: number, y: number, { prefix: { family } }: Block, from: bigint, to: bigint, out: string[]): number {
  const words = `free: ${formatIp({ family, value: from })} – ${formatIp({ family, value: to })}`;
  out.push(text(x, y + 13, words, 'free'));
  return y + LINE;
}

function drawPorts(plan: PlanData, top: number, out: string[]): number {
  out.push(text(MARGIN, top, 'Published ports', 'head'));
  let y = top + GAP + 2;
  for (const { protocol, address, hostPorts, containerPorts, owner, conflict } of plan.ports) {
    const span = ({ first, last }: { first: number; last: number }) => (first === last ? String(first) : `${first}-${last}`);
    const title = `${address ?? '*'}:${hostPorts ? span(hostPorts) : 'any'}/${protocol}`;
    const detail = `${owner}, port ${span(containerPorts)}`;
    out.push(
      `<g><title>${xml(`${title} ${detail}`)}</title><rect class="${conflict ? 'conflict' : 'address-box'}" x="${MARGIN}" y="${y}" width="${WIDTH - 2 * MARGIN}" height="${LINE}" rx="4"/>` +
        `<text x="${MARGIN + 8}" y="${y + 15}"><tspan class="address">${xml(title)}</tspan><tspan class="detail" dx="10">${xml(cut(detail, WIDTH))}</tspan>${conflict ? '<tspan dx="10">✗ conflict</tspan>' : ''}</text></g>`,
    );
    y += LINE + 2;
  }
  return y;
}

function text(x: number, y: number, words: string, kind: string): string {
  return `<text class="${kind}" x="${x}" y="${y}">${xml(words)}</text>`;
}

/** As much of a text as fits beside an address. */
function cut(words: string, w: number): string {
  const most = Math.max(10, Math.floor((w - 330) / 6));
  return words.length <= most ? words : `${words.slice(0, most - 1)}…`;
}

/** A text that is safe in SVG; characters that XML does not know are left out. */
function xml(words: string): string {
  return words
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
