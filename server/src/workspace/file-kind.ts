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

/** Globs of the files that {@link fileKind} knows by their path, wide rather than exact: what an editor should watch. */
export const WATCHED: readonly string[] = [
  '**/*.{nft,nftables,conf,rules,yml,yaml,sh,bash,service,v4,v6,save}',
  '**/{daemon.json,.env,Makefile,makefile,GNUmakefile,iptables,ip6tables,.bridgekeeper.json,.bridgekeeper.jsonc}',
  '**/{nftables.d,nftables}/**',
  '**/etc/{default,sysconfig}/docker*',
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

/** Endings under which people keep nft scripts that begin with `#!`. */
const SCRIPT_ENDINGS = /\.(?:conf|rules|fw|firewall|cfg|inc|local|script|ruleset|nftrules)$/i;

/** True when a file without a telling path may be known by its first line: it has no ending, or one that scripts are kept under. */
export function mayHaveShebang(file: FileId): boolean {
  const name = basename(file);
  return !name.includes('.', 1) || SCRIPT_ENDINGS.test(name);
}

const BY_CONTENT: readonly { readonly kind: FileKind; readonly text: RegExp }[] = [
  { kind: 'iptables-save', text: /^\*(?:filter|nat|mangle|raw|security)\s*$/m },
  { kind: 'daemon-json', text: /^\s*\{\s*(?:"|\}|$)/ },
  { kind: 'compose', text: /^(?:services|networks):/m },
  { kind: 'nftables', text: /^\s*(?:table|chain|add|create|insert|delete|destroy|flush|define|include)\s/m },
];

/** What a file of unknown name most likely is, for somebody who named it on purpose. */
export function guessKind(file: FileId, text: string): FileKind | undefined {
  return fileKind(file, text) ?? BY_CONTENT.find((pattern) => pattern.text.test(text))?.kind;
}
