import type { FileId } from '../base/paths.ts';
import { basename } from '../base/paths.ts';
import type { Location } from '../base/range.ts';
import { OPTION_VARIABLES } from '../facts/daemon-options.ts';
import type { Word } from '../syntax/words.ts';
import { type ParsedFlags, type PlainUse, parseFlags } from './daemon/flags.ts';
import type { DaemonSetting } from './daemon/setting.ts';
import type { DaemonSource } from './daemon-source.ts';
import type { ExecStart, OptionVariable, SystemdUnit } from './systemd-unit.ts';

/** The flags that dockerd is started with, as far as units and defaults files tell. */
export interface FlagsInEffect {
  readonly settings: readonly DaemonSetting[];
  /** Flags that no key of daemon.json corresponds to. */
  readonly plain: readonly PlainUse[];
  /** True when a unit's command line is here, so that nobody has to guess which flags there are. */
  readonly commandKnown: boolean;
  /** False when the command line holds variables whose values are not here. */
  readonly complete: boolean;
  /** Variables with options that the known command line does not use. */
  readonly unused: readonly { readonly name: string; readonly place: Location }[];
  /** Commands of drop-ins that do not forget the unit's own first: systemd refuses a second ExecStart. */
  readonly notReset: readonly { readonly file: FileId; readonly start: ExecStart }[];
}

/** Where systemd looks for units, the stronger place last. */
const PLACES = [/(?:^|\/)usr\/lib\/systemd\//, /(?:^|\/)lib\/systemd\//, /(?:^|\/)run\/systemd\//, /(?:^|\/)etc\/systemd\//];

/**
 * Joins units, drop-ins and defaults files as systemd does: drop-ins behind the unit in the order of their names, an empty
 * `ExecStart=` forgets what came before, variables come from `Environment=` and `EnvironmentFile=`. Without any command line the
 * defaults files are taken to be used, as init scripts and some packages do.
 */
export function flagsInEffect(sources: readonly DaemonSource[], version: string | undefined): FlagsInEffect {
  const units = sources.flatMap(({ unit }) => unit ?? []).sort(compareUnits);
  const { command, notReset } = lastCommand(units);
  const defaults = sources.filter(({ kind }) => kind === 'docker-defaults');
  if (!command?.start.words) {
    const settings = defaults.flatMap((source) => source.judged(version).settings);
    return { settings, plain: [], commandKnown: false, complete: command === undefined, unused: [], notReset };
  }
  const variables = knownVariables(units, defaults);
  const reader = new CommandReader(variables, version);
  reader.read(command.file, command.start.words);
  const unused = [...sources].flatMap(({ file, variables: own }) =>
    own
      .filter(({ name, words }) => OPTION_VARIABLES.has(name) && words.length > 0 && !reader.used.has(name))
      .map(({ name, nameRange }) => ({ name, place: { file, range: nameRange } })),
  );
  return { ...reader.flags(), commandKnown: true, unused, notReset };
}

function compareUnits(a: SystemdUnit, b: SystemdUnit): number {
  if (a.dropIn !== b.dropIn) return a.dropIn ? 1 : -1;
  const place = (unit: SystemdUnit) => PLACES.findLastIndex((pattern) => pattern.test(unit.file));
  if (!a.dropIn) return place(a) - place(b);
  return basename(a.file) < basename(b.file) ? -1 : basename(a.file) > basename(b.file) ? 1 : place(a) - place(b);
}

interface Command {
  readonly file: FileId;
  readonly start: ExecStart;
}

function lastCommand(units: readonly SystemdUnit[]): { command: Command | undefined; notReset: Command[] } {
  let command: Command | undefined;
  const notReset: Command[] = [];
  // of several main units only the one in the strongest place counts
  const main = units.findLast(({ dropIn }) => !dropIn);
  for (const unit of units) {
    if (!unit.dropIn && unit !== main) continue;
    let fresh = !unit.dropIn;
    for (const start of unit.starts) {
      const own = { file: unit.file, start };
      if (start.reset) {
        command = undefined;
        fresh = true;
        continue;
      }
      // the packaged unit has a command even when it is not here
      if (!fresh && (command !== undefined || main === undefined)) notReset.push(own);
      command = own;
      fresh = false;
    }
  }
  return { command, notReset };
}

/** Variables by name, with the file that sets them; `EnvironmentFile=` wins over `Environment=`. */
function knownVariables(units: readonly SystemdUnit[], defaults: readonly DaemonSource[]): Map<string, Variable> {
  const out = new Map<string, Variable>();
  for (const { file, environment } of units) for (const variable of environment) out.set(variable.name, { file, variable });
  for (const path of units.flatMap(({ environmentFiles }) => environmentFiles)) {
    const source = defaults.find(({ file }) => file === path || file.endsWith(path) || `/${file}`.endsWith(path));
    for (const variable of source?.variables ?? []) out.set(variable.name, { file: source!.file, variable });
  }
  return out;
}

interface Variable {
  readonly file: FileId;
  readonly variable: OptionVariable;
}

class CommandReader {
  readonly used = new Set<string>();
  readonly #parsed: ParsedFlags[] = [];
  #complete = true;

  constructor(
    private readonly variables: ReadonlyMap<string, Variable>,
    private readonly version: string | undefined,
  ) {}

  read(file: FileId, words: readonly Word[]): void {
    const parsed = parseFlags(file, words, this.version);
    this.#parsed.push(parsed);
    for (const name of parsed.variables) {
      const known = this.variables.get(name);
      if (!known) this.#complete = false;
      else if (!this.used.has(name)) {
        this.used.add(name);
        this.read(known.file, known.variable.words);
      }
    }
  }

  flags(): Pick<FlagsInEffect, 'settings' | 'plain' | 'complete'> {
    const settings = this.#parsed.flatMap((parsed) => parsed.settings);
    return { settings, plain: this.#parsed.flatMap(({ plain }) => plain), complete: this.#complete };
  }
}
