import { type FileId, relativeTo } from '../base/paths.ts';

/** Files that stand at a fixed place of a real system: what is before them is the root of a host. */
const MARKERS = [
  /^(?:(.*)\/)?etc\/docker\/daemon\.json$/,
  /^(?:(.*)\/)?etc\/nftables\.conf$/,
  /^(?:(.*)\/)?etc\/nftables\.d\/[^/]+$/,
  /^(?:(.*)\/)?etc\/sysconfig\/nftables\.conf$/,
  /^(?:(.*)\/)?etc\/(?:default|sysconfig)\/docker$/,
  /^(?:(.*)\/)?etc\/systemd\/system\/docker\.service(?:\.d\/[^/]+)?$/,
];

/** One host's share of a folder. */
export interface HostFiles {
  readonly root: FileId;
  readonly files: readonly FileId[];
}

/**
 * Divides the files of one workspace folder among hosts. The folder is one host, unless several trees in it look like hosts
 * (several `etc/docker/daemon.json`, `etc/nftables.conf` …): then each tree is one, and what lies outside them all is one more.
 */
export function divideByHost(folder: FileId, files: readonly FileId[]): HostFiles[] {
  const roots = new Set<FileId>();
  for (const file of files) {
    const path = relativeTo(folder, file);
    if (path === undefined) continue;
    for (const marker of MARKERS) {
      const match = marker.exec(path);
      if (match) roots.add(file.slice(0, file.length - path.length) + (match[1] ?? ''));
    }
  }
  const trimmed = [...roots].map((root) => root.replace(/(?<=[^/])\/$/, '') || (folder === '' ? '.' : folder));
  if (trimmed.length <= 1) return [{ root: trimmed[0] ?? folder, files }];
  trimmed.sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const shares = new Map<FileId, FileId[]>(trimmed.map((root) => [root, []]));
  const rest: FileId[] = [];
  for (const file of files) {
    const root = trimmed.find((candidate) => relativeTo(candidate, file) !== undefined);
    (root === undefined ? rest : shares.get(root)!).push(file);
  }
  const out = [...shares].map(([root, own]) => ({ root, files: own })).sort((a, b) => (a.root < b.root ? -1 : 1));
  return rest.length === 0 ? out : [...out, { root: folder, files: rest }];
}
