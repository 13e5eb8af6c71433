import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Programs of one age, to compare with. */
export interface Generation {
  readonly name: 'Debian’s' | 'newer';
  /** The program's path; undefined when this generation lacks it. */
  program(name: string): string | undefined;
}

const cache = process.env.BRIDGEKEEPER_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'bridgekeeper');
const newer = process.env.BRIDGEKEEPER_ORACLE ?? join(cache, 'oracle/bin');

/** The installed programs, and the newer ones that scripts/oracle-tools.sh unpacks. */
export const GENERATIONS: readonly Generation[] = [
  { name: 'Debian’s', program: (name) => [`/usr/sbin/${name}`, `/usr/bin/${name}`].find((path) => existsSync(path)) },
  { name: 'newer', program: (name) => [join(newer, name)].find((path) => existsSync(path)) },
];

export interface Outcome {
  readonly status: number;
  readonly output: string;
}

/** Runs a shell script in a network namespace of its own, with `NAME` standing for each program's path. Needs root. */
export function inNamespace(
  generation: Generation,
  programs: readonly string[],
  script: string,
  files: Readonly<Record<string, string>> = {},
): Outcome {
  const folder = mkdtempSync(join(tmpdir(), 'bridgekeeper-oracle-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const functions = programs.map(
    (name) => `${name.replaceAll('-', '_')}() { ${generation.program(name) ?? `echo ${name} is missing; false`} "$@"; }`,
  );
  const { status, stdout, stderr, error } = spawnSync(
    'unshare',
    ['-n', 'bash', '-c', `${functions.join('\n')}\nip link set lo up 2>/dev/null\n${script}`],
    {
      cwd: folder,
      encoding: 'utf8',
      timeout: 600_000,
      maxBuffer: 1e8,
    },
  );
  rmSync(folder, { recursive: true, force: true });
  // A script that was cut off says nothing about what it was to judge.
  if (status === null) throw error ?? new Error(`the script was ended from outside: ${script.slice(0, 200)}`);
  return { status, output: stdout + stderr };
}

/** True when namespaces can be made here. */
export function canUnshare(): boolean {
  try {
    execFileSync('unshare', ['-n', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
