import type { HostStatus } from './messages.ts';
import type { Session } from './session.ts';
import { toUri } from './uris.ts';

/** The hosts that are judged, for the editor's status line. Hosts without a file are left out. */
export function hostStatus(session: Session): HostStatus[] {
  return session.units.flatMap(({ workspace }) =>
    workspace
      .hosts()
      .filter(({ files }) => files.length > 0)
      .map((host) => ({
        folder: toUri(host.root),
        name: host.name,
        backend: host.engine.firewallBackend,
        files: host.files.length,
      })),
  );
}
