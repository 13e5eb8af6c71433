import { basename, type FileId } from '../base/paths.ts';

/** What a file is to us. `undefined` files are none of our business. */
export type FileKind =
  | 'nftables'
  | 'daemon-json'
  | 'compose'
  | 'env'
  | 'systemd-unit'
  | 'docker-defaults'
  | 'sysctl'
  | 'shell'
  | 'makefile'
  | 'iptables-save'
  | 'config';

interface KindPattern {
  readonly kind: FileKind;
  readonly path: RegExp;
}

// In order: the first that fits decides. Paths use `/`.
const BY_PATH: readonly KindPattern[] = [
  { kind: 'config', path: /(?:^|\/)\.bridgekeeper\.jsonc?$/ },
  { kind: 'nftables', path: /\.(?:nft|nftables)$/ },
  { kind: 'nftables', path: /(?:^|\/)(?:[\w.-]*[-_.])?nftables\.(?:conf|rules)$/ },
  { kind: 'nftables', path: /(?:^|\/)nftables(?:\.d|\/(?:[\w.-]+\/)*)\/?[^/]+\.conf$/ },
  { kind: 'nftables', path: /(?:^|\/)nftables\.d\/[^/]+$/ },
  { kind: 'nftables', path: /(?:^|\/)etc\/sysconfig\/nftables\.conf$/ },
  { kind: 'daemon-json', path: /(?:^|\/)daemon\.json$/ },
  { kind: 'compose', path: /(?:^|\/)(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/ },
  { kind: 'env', path: /(?:^|\/)\.env$/ },
  { kind: 'systemd-unit', path: /(?:^|\/)docker\.service(?:\.d\/[^/]+\.conf)?$/ },
  { kind: 'docker-defaults', path: /(?:^|\/)etc\/default\/docker$/ },
  { kind: 'docker-defaults', path: /(?:^|\/)etc\/sysconfig\/docker(?:-[\w-]+)?$/ },
  { kind: 'sysctl', path: /(?:^|\/)sysctl(?:\.conf|\.d\/[^/]+\.conf)$/ },
  { kind: 'iptables-save', path: /(?:^|\/)(?:rules\.v[46]|(?:etc\/sysconfig\/)?ip6?tables(?:\.rules|\.save)?)$/ },
  { kind: 'makefile', path: /(?:^|\/)(?:GNUmakefile|[Mm]akefile)$/ },
  { kind: 'shell', path: /\.(?:sh|bash)$/ },
];

const BY_SHEBANG: readonly KindPattern[] = [
  { kind: 'nftables', path: /^#!.*\bnft\b/ },
  { kind: 'shell', path: /^#!.*\b(?:ba|da|k|z)?sh\b/ },
];

/**
 * What a file is, by its path and, for names that say nothing, by its first line.
 * `text` may be left out when only the path is known; then only the path counts.
 */
export function fileKind(file: FileId, text?: string): FileKind | undefined {
  const byPath = BY_PATH.find(({ path }) => path.test(file));
  if (byPath) return byPath.kind;
  if (text === undefined || !text.startsWith('#!')) return undefined;
  const firstLine = text.slice(0, text.search(/[\r\n]|$/));
  return BY_SHEBANG.find(({ path }) => path.test(firstLine))?.kind;
}

/** True when a file without a telling path may be known by its first line: it has no ending, or an unusual one. */
export function mayHaveShebang(file: FileId): boolean {
  return !/\.(?:ya?ml|json|jsonc|md|txt|png|svg|log|lock|[cm]?[jt]s|py|go|rs|c|h|html|css)$/i.test(basename(file));
}
