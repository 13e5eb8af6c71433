import { type IpPrefix, parsePrefix, samePrefix } from '../../base/ip.ts';
import type { FileId } from '../../base/paths.ts';
import { oncePer } from '../../base/remember.ts';
import { FOREIGN_SPACE } from '../../facts/network-options.ts';
import type { Define, Directive, Expr, Placed, Unit } from '../../nft/ast.ts';
import type { NftFile } from '../../nft/file.ts';
import type { NftProgram } from '../../nft/program.ts';
import type { ReservedSpace } from './model.ts';

/**
 * Address space that nftables files call a LAN, a VPN and the like: `define vpn = 10.8.0.0/16`. Names that speak of Docker and blocks
 * as large as a whole private range are left out.
 */
export function definedSpace(programs: readonly NftProgram[]): ReservedSpace[] {
  const files = new Set(programs.flatMap(({ parts }) => parts));
  const defines = [...files].flatMap(definesIn);
  const values = new Map(defines.map(({ define }) => [define.name.text, define.value]));
  return defines
    .filter(({ define }) => isForeign(define.name.text))
    .flatMap(({ file, at, define: { name, value } }) =>
      prefixesOf(value, values).map((prefix) => ({
        prefix,
        name: name.text,
        kind: 'defined' as const,
        place: { file, range: { start: at + name.start, end: at + name.end } },
      })),
    );
}

/** True when two names have a word in common that is one for foreign space: `vpn` and `VPN_NET`. */
export function sharesWord(a: string, b: string): boolean {
  const words = new Set(wordsOf(a).filter((word) => FOREIGN_SPACE.words.includes(word)));
  return wordsOf(b).some((word) => words.has(word));
}

interface FoundDefine {
  readonly file: FileId;
  readonly at: number;
  readonly define: Define;
}

const definesIn = oncePer(({ file, items }: NftFile): readonly FoundDefine[] =>
  items.flatMap(({ at, node }: Placed<{ readonly kind: string }>) => {
    if (node.kind !== 'unit') return [];
    const { item } = node as Unit<Directive>;
    return item.kind === 'define' || item.kind === 'redefine' ? [{ file, at, define: item }] : [];
  }),
);

function isForeign(name: string): boolean {
  const words = wordsOf(name);
  return words.some((word) => FOREIGN_SPACE.words.includes(word)) && !words.some((word) => FOREIGN_SPACE.docker.includes(word));
}

/** `VPN_NETS`, `vpnNet`, `wg0` as words; the ending that says it is a net is left out. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .map((word) => word.replace(/(?<=..)(?:networks?|subnets?|nets?)$/, ''));
}

const WHOLE = FOREIGN_SPACE.whole.map((text) => parsePrefix(text)!.prefix);
const MOST_STEPS = 2000;

function prefixesOf(value: Expr, values: ReadonlyMap<string, Expr>): IpPrefix[] {
  const out: IpPrefix[] = [];
  let steps = 0;
  const visit = (expr: Expr, depth: number): void => {
    if (depth > 8 || steps++ > MOST_STEPS) return;
    if (expr.kind === 'set')
      for (const element of expr.elements) visit(element.kind === 'element' ? element.key : element, depth + 1);
    else if (expr.kind === 'list') for (const item of expr.items) visit(item, depth + 1);
    else if (expr.kind === 'variable') {
      const bound = values.get(expr.name);
      if (bound) visit(bound, depth + 1);
    } else if (expr.kind === 'prefix' && expr.base.kind === 'symbol') {
      const prefix = parsePrefix(`${expr.base.text}/${expr.length.text}`)?.prefix;
      if (prefix && !WHOLE.some((whole) => samePrefix(whole, prefix)) && prefix.bits > 0) out.push(prefix);
    }
  };
  visit(value, 0);
  return out;
}
