import type { Workspace } from '../workspace/workspace.ts';
import type { View } from './provider.ts';
import { VIEWS } from './registry.generated.ts';

/** A view of one host that has something to show. */
export interface OpenableView {
  readonly view: View;
  readonly host: string;
}

/** The views that have something to show, for every host. */
export function openableViews(workspace: Workspace): OpenableView[] {
  return workspace
    .hosts()
    .flatMap((host) => VIEWS.filter((view) => view.text(host) !== undefined).map((view) => ({ view, host: host.name })));
}

/** The text of a view for the host of that name; undefined when there is no such view, host or text. */
export function viewText(workspace: Workspace, id: string, host: string): string | undefined {
  const found = workspace.hosts().find(({ name }) => name === host);
  return found && VIEWS.find((view) => view.id === id)?.text(found);
}
