import type { Config } from '../workspace/config.ts';
import { readConfigFile } from '../workspace/config-file.ts';

/** What the editor's settings say: the configuration under the same names as in `.bridgekeeper.jsonc`, and what only editors need. */
export interface EditorSettings {
  readonly config: Config;
  /** Whether structure errors of compose files are shown; `auto` leaves them to another extension that says them. */
  readonly composeStructure: 'auto' | 'on' | 'off';
}

export const DEFAULT_EDITOR_SETTINGS: EditorSettings = { config: {}, composeStructure: 'auto' };

/** Reads the section `bridgekeeper` of the editor's settings. What cannot be used is left out. */
export function readSettings(section: unknown): EditorSettings {
  if (typeof section !== 'object' || section === null) return DEFAULT_EDITOR_SETTINGS;
  const { compose, ...rest } = section as Record<string, unknown>;
  const said = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null && value !== undefined));
  const structure = (compose as { structure?: unknown } | null | undefined)?.structure;
  return {
    config: readConfigFile('settings', JSON.stringify(said)).config,
    composeStructure: structure === 'on' || structure === 'off' ? structure : 'auto',
  };
}
