import type { Data, NetlinkExpr } from '../../server/src/nft/linearize/netlink.ts';

/** Stands for the name that the kernel gives to a set in braces. */
export const UNNAMED = '(unnamed)';

/** An expression in the words of `nft --debug=netlink`. */
export function showExpression(expression: NetlinkExpr): string {
  return wordsOf(expression)
    .map((part) => (typeof part === 'string' ? part : showData(part)))
    .join('');
}

function showData({ bytes, length }: Data): string {
  return bytes ? `0x${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}` : `(${length} bytes)`;
}

/** What nft calls a key where its language has another name for it. */
const META_KEYS: Readonly<Record<string, string>> = {
  length: 'len',
  random: 'prandom',
  ipsec: 'secpath',
  ibrname: 'bri_iifname',
  obrname: 'bri_oifname',
  ibrpvid: 'bri_iifpvid',
  ibrvproto: 'bri_iifvproto',
  ibrhwaddr: 'bri_iifhwaddr',
};
const UNITS: Readonly<Record<number, string>> = { 1: 'second', 60: 'minute', 3600: 'hour', 86400: 'day', 604800: 'week' };
const JOINS = { and: '&', or: '|', xor: '^' } as const;

/** The words of an expression with the data between them. */
export function wordsOf(e: NetlinkExpr): (string | Data)[] {
  switch (e.name) {
    case 'payload':
      return 'to' in e
        ? [`payload load ${e.length}b @ ${e.base} header + ${e.offset} => reg ${e.to}`]
        : [`payload write reg ${e.from} => ${e.length}b @ ${e.base} header + ${e.offset}`];
    case 'meta': {
      const key = META_KEYS[e.key] ?? e.key;
      return 'to' in e ? [`meta load ${key} => reg ${e.to}`] : [`meta set ${key} with reg ${e.from}`];
    }
    case 'cmp':
      return [`cmp ${e.operation} reg ${e.from} `, e.data];
    case 'bitwise':
      if (e.operation === 'mask-xor') return [`bitwise reg ${e.to} = ( reg ${e.from} & `, e.mask, ' ) ^ ', e.xor];
      if ('second' in e) return [`bitwise reg ${e.to} = ( reg ${e.from} ${JOINS[e.operation]} reg ${e.second} )`];
      return [
        `bitwise reg ${e.to} = ( reg ${e.from} ${e.operation === 'left-shift' ? '<<' : '>>'} 0x${e.by.toString(16).padStart(8, '0')} )`,
      ];
    case 'range':
      return [`range ${e.operation} reg ${e.from} `, e.low, ' ', e.high];
    case 'lookup':
      return [
        `lookup reg ${e.from} set ${e.set ?? UNNAMED}${e.to === undefined ? '' : ` dreg ${e.to}`}${e.inverted ? ' 0x1' : ''}`,
      ];
    case 'immediate':
      if ('verdict' in e) return [`immediate reg 0 ${e.verdict}${e.chain === undefined ? '' : ` -> ${e.chain}`}`];
      return [`immediate reg ${e.to} `, e.data];
    case 'byteorder':
      return [`byteorder reg ${e.to} = ${e.operation}(reg ${e.from}, ${e.size}, ${e.length})`];
    case 'counter':
      return [`counter pkts ${e.packets} bytes ${e.bytes}`];
    case 'limit':
      return [`limit rate ${e.rate}/${UNITS[e.unit]} burst ${e.burst} type ${e.type} flags 0x${e.over ? 1 : 0}`];
    default:
      return [e.name];
  }
}
