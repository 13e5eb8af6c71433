import { basename } from '../../base/paths.ts';
import type { DaemonSetting } from './setting.ts';

/** What a setting is called in messages: `"bip"`, `--bip in docker.service`. */
export function settingName(setting: DaemonSetting): string {
  return setting.via === 'key' ? `"${setting.name}"` : `${setting.name} in ${basename(setting.place.file)}`;
}

/** A long list of words, cut: `a, b, c …`. */
export function shortList(words: readonly string[], most = 8): string {
  return words.length <= most ? words.join(', ') : `${words.slice(0, most).join(', ')} …`;
}

/** A text in quotes, cut when it is long. */
export function shown(text: string, most = 60): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}

/** The first letter as a capital. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
