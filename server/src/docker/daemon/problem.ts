import type { FileId } from '../../base/paths.ts';
import type { Range } from '../../base/range.ts';
import type { DaemonOption, IgnoredKey, RemovedKey, ValueShape } from '../../facts/daemon-options.ts';
import type { LocatedValue } from '../../syntax/located.ts';
import type { DaemonSetting } from './setting.ts';

/** What dockerd says about one source of options, as data: the rules put it into words. */
export type DaemonProblem =
  | UnknownName
  | WrongType
  | InvalidValue
  | DoubledKey
  | IgnoredName
  | UselessObject
  | RemovedName
  | NewerName
  | DeprecatedName
  | ExclusiveKeys
  | WrongArgument;

interface Placed {
  readonly file: FileId;
  readonly range: Range;
}

/** A key or flag that no option has. */
export interface UnknownName extends Placed {
  readonly kind: 'unknown';
  readonly name: string;
  readonly via: 'key' | 'flag';
  /** The object that the key stands in; dockerd takes such members for options. */
  readonly parent?: string;
  /** Names that are allowed there. */
  readonly candidates: Iterable<string>;
}

/** A value of another type than the option's. */
export interface WrongType extends Placed {
  readonly kind: 'type';
  readonly option: DaemonOption | undefined;
  readonly value: LocatedValue;
  readonly expected: ValueShape | 'finite';
  /** The key that holds the value, when it is not the option itself. */
  readonly member?: string;
}

/** A value of the right type that dockerd refuses; `reason` ends the sentence `VALUE …`. */
export interface InvalidValue extends Placed {
  readonly kind: 'value';
  readonly option: DaemonOption;
  readonly value: LocatedValue;
  readonly reason: string;
  readonly instead?: string;
  /** dockerd starts, but containers do not, or networks cannot be created. */
  readonly later?: 'container' | 'network';
}

/** A key written twice; the last one counts. */
export interface DoubledKey extends Placed {
  readonly kind: 'doubled';
  readonly name: string;
  readonly last: Range;
  /** Key and value. */
  readonly entry: Range;
}

/** A key that dockerd takes and does not read. */
export interface IgnoredName extends Placed {
  readonly kind: 'ignored';
  readonly name: string;
  readonly fact: IgnoredKey;
  readonly value: LocatedValue;
  /** Whether the name that is read is already there. */
  readonly taken: boolean;
}

/** An object under a key that is no option: dockerd looks at its members only, and drops them. */
export interface UselessObject extends Placed {
  readonly kind: 'useless';
  readonly name: string;
  /** A member of `fields` of an object whose unknown members are dropped. */
  readonly of?: DaemonOption;
  /** What does not know the name, when that is not dockerd: `The driver bridge`. */
  readonly holder?: string;
  readonly candidates: Iterable<string>;
}

export interface RemovedName extends Placed {
  readonly kind: 'removed';
  readonly name: string;
  readonly fact: RemovedKey;
}

export interface NewerName extends Placed {
  readonly kind: 'newer';
  readonly name: string;
  readonly since: string;
  /** The daemon refuses it, or drops it without a word. */
  readonly refused: boolean;
}

export interface DeprecatedName extends Placed {
  readonly kind: 'deprecated';
  readonly setting: DaemonSetting;
  readonly since: string;
  readonly instead: string;
}

/** Two keys of one file that dockerd does not take together. */
export interface ExclusiveKeys extends Placed {
  readonly kind: 'exclusive';
  readonly name: string;
  readonly other: string;
  readonly otherPlace: Placed;
}

/** A word on the command line that no flag takes, or a flag at its end that lacks its value. */
export interface WrongArgument extends Placed {
  readonly kind: 'argument';
  readonly text: string;
  readonly missing?: boolean;
  /** The blanks before it, when it surely belongs to the flag before (`--iptables false`). */
  readonly join?: Range;
}
