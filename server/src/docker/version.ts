import { compareVersions } from '../base/version.ts';

/**
 * True when the configured Docker version has what came with `since`. An unset version means the newest. A version that names only
 * a series (`28`, `28.2`) means its last release, so that `28` has what came with 28.2.
 */
export function dockerHas(version: string | undefined, since: string): boolean {
  if (version === undefined) return true;
  const parts = since.split('.');
  const given = version.replace(/^v/, '').split('.').length;
  return compareVersions(version, parts.slice(0, given).join('.')) >= 0;
}
