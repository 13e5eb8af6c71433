import { dirname, relativeTo } from '../../../base/paths.ts';
import type { Completion, Cursor } from '../../provider.ts';
import { ORDER, proposal, quoted } from './proposals.ts';

/** The host's other nftables files, as `include` would name them: by their path on the host, else beside this file. */
export function includePaths({ workspace, host, file }: Cursor, inQuotes: boolean): Completion[] {
  if (!host) return [];
  const out: Completion[] = [];
  for (const { file: name, kind } of workspace.files()) {
    if (kind !== 'nftables' || name === file.file) continue;
    const onHost = relativeTo(host.root, name);
    const beside = relativeTo(dirname(file.file), name);
    const isSystem =
      onHost !== undefined && host.settings.includePaths.some((folder) => relativeTo(folder, onHost) !== undefined);
    const path = isSystem ? `/${onHost}` : beside;
    if (path !== undefined) out.push(proposal(path, 'file', quoted(path, inQuotes), ORDER.first, isSystem ? 1 : 0));
  }
  return out;
}
