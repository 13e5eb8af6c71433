import data from './log-drivers.json';

/** What the value of a log option may be. */
export type LogOptionValue =
  | { readonly kind: 'boolean' | 'duration' | 'size' }
  | { readonly kind: 'integer'; readonly min: number; readonly max?: number }
  | { readonly kind: 'enum'; readonly values: readonly string[] };

export interface LogOption {
  readonly meaning: string;
  /** Without it any text will do. */
  readonly value?: LogOptionValue;
  readonly default?: string;
  readonly since?: string;
  /** The value is read when a container starts, not when dockerd does. */
  readonly checked?: 'container';
  /** As soon as there are options at all, this one has to be there. */
  readonly required?: boolean;
  /** Options that cannot be there too. */
  readonly excludes?: readonly string[];
  /** Another option that has to have this value. */
  readonly needs?: Readonly<Record<string, string>>;
}

export interface LogDriver {
  readonly meaning: string;
  /** Takes any option. */
  readonly unchecked?: boolean;
  readonly options: Readonly<Record<string, LogOption>>;
}

/** Options that every log driver takes. */
export const COMMON_LOG_OPTIONS = data.common as Readonly<Record<string, LogOption>>;
/** The drivers that are built in; others are plugins. */
export const LOG_DRIVERS: ReadonlyMap<string, LogDriver> = new Map(
  Object.entries(data.drivers as unknown as Record<string, LogDriver>),
);
