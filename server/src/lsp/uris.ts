import { URI } from 'vscode-uri';
import type { FileId } from '../base/paths.ts';

/** An address as the core's name of the file: the same address with nothing percent-encoded, so that names can be joined. */
export function fromUri(uri: string): FileId {
  const { scheme, authority, path } = URI.parse(uri);
  return path.startsWith('/') || authority ? `${scheme}://${authority}${path}` : `${scheme}:${path}`;
}

/** The address of a name that {@link fromUri} or joining gave. */
export function toUri(file: FileId): string {
  const [, scheme = 'file', authority = '', path = file] = /^([A-Za-z][\w+.-]*):(?:\/\/([^/]*))?(.*)$/s.exec(file) ?? [];
  return URI.from({ scheme, authority, path }).toString();
}
