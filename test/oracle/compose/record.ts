import { readFileSync } from 'node:fs';

/** What one engine did at `docker compose up`. */
export interface EngineVerdict {
  readonly ok: boolean;
  readonly message: string;
}

/** One case: files, and what docker compose and the engines said to them. */
export interface ComposeRecord {
  readonly id: string;
  readonly files: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>> | null;
  /** `docker compose config`. */
  readonly config: EngineVerdict;
  /** `docker compose up`, by major version of the engine. */
  readonly up: Readonly<Record<string, EngineVerdict>>;
}

interface Line {
  readonly id: string;
  readonly files?: Record<string, string>;
  readonly env?: Record<string, string> | null;
  readonly ok?: boolean;
  readonly message?: string;
  readonly up?: Record<string, EngineVerdict>;
}

/** Reads record files of both shapes (static verdicts with the files, engine verdicts by id) and joins them by id. */
export function readRecords(paths: readonly string[]): ComposeRecord[] {
  const lines = paths.flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as Line),
  );
  const engines = new Map(lines.filter(({ up }) => up).map(({ id, up }) => [id, up!]));
  return lines.flatMap(({ id, files, env, ok, message, up }) =>
    files && ok !== undefined
      ? [{ id, files, env: env ?? null, config: { ok, message: message ?? '' }, up: up ?? engines.get(id) ?? {} }]
      : [],
  );
}
