import type { FileId } from '../base/paths.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { all, cursorAt } from './place.ts';
import type { Call, CallItem } from './provider.ts';
import { PROVIDERS } from './registry.generated.ts';

/** What at an offset can call or be called. */
export function callItems(workspace: Workspace, file: FileId, offset: number): CallItem[] {
  const cursor = cursorAt(workspace, file, offset);
  return all(cursor, (provider) => provider.callItems?.(cursor!));
}

/** Who calls it. */
export function callers(workspace: Workspace, item: CallItem): Call[] {
  const host = workspace.hostOf(item.file);
  return host ? PROVIDERS.flatMap((provider) => provider.callers?.(item, host) ?? []) : [];
}

/** What it calls. */
export function callees(workspace: Workspace, item: CallItem): Call[] {
  const host = workspace.hostOf(item.file);
  return host ? PROVIDERS.flatMap((provider) => provider.callees?.(item, host) ?? []) : [];
}
