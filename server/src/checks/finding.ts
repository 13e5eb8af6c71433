import type { FileId } from '../base/paths.ts';
import type { Location, Range } from '../base/range.ts';
import type { Severity } from '../base/severity.ts';

/** A rule's fixed name, such as `nft/undefined-chain`. */
export type RuleId = `${'nft' | 'iptables' | 'docker' | 'compose' | 'host' | 'meta'}/${string}`;

/** One replacement in one file; `range` refers to the text that was checked. */
export interface FileEdit {
  readonly file: FileId;
  readonly range: Range;
  readonly newText: string;
}

/** A change that answers a finding. Its edits are applied together or not at all. */
export interface Fix {
  readonly title: string;
  /** `safe` keeps what the files do apart from the mistake; `unsafe` changes behaviour and is never applied by `--fix`. */
  readonly safety: 'safe' | 'unsafe';
  /** The one to take when several answer the same finding. */
  readonly preferred?: boolean;
  readonly edits: readonly FileEdit[];
}

/**
 * Programs beside us in an editor, by what they say: the syntax of JSON with what a known schema refuses, the syntax of YAML, what
 * the schema of compose files refuses; and which names of networks and services may be typed in a compose file.
 */
export const NEIGHBOURS = ['json', 'yaml', 'compose-schema', 'compose-names'] as const;
export type Neighbour = (typeof NEIGHBOURS)[number];

/** Another place that a finding involves. */
export interface RelatedPlace {
  readonly message: string;
  readonly location: Location;
}

/** What a rule says about a place: what is wrong, what happens because of it, what to do. */
export interface Finding {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly message: string;
  readonly file: FileId;
  readonly range: Range;
  readonly related: readonly RelatedPlace[];
  readonly fixes: readonly Fix[];
  /** Shown faded or struck through where the editor can. */
  readonly tag?: 'unnecessary' | 'deprecated' | undefined;
  /** Who says the same about a file that is open in the editor, where that program is there. */
  readonly alsoSaidBy?: Neighbour | undefined;
}

/** Orders findings by file, place, then rule, so that output is the same on every run. */
export function compareFindings(a: Finding, b: Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.range.start - b.range.start || a.range.end - b.range.end || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}
