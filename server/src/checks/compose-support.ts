import type { IpFamily } from '../base/ip.ts';
import type { Location } from '../base/range.ts';
import { oncePer } from '../base/remember.ts';
import type { Severity } from '../base/severity.ts';
import type { TextEdit } from '../base/text.ts';
import type { ComposeNetwork, ComposeService, ServiceNetwork, Text } from '../compose/model.ts';
import type { ComposeProject } from '../compose/project.ts';
import { replaceScalar } from '../syntax/yaml/edit.ts';
import type { FileEdit, Fix } from './finding.ts';
import type { RuleContext } from './rule.ts';

/** How grave it is when the Engine refuses a network: it only does when a service that runs uses it. */
export function whenCreated(network: ComposeNetwork, project: ComposeProject): Severity {
  return network.created || !project.complete ? 'error' : 'warning';
}

/** How grave it is when the Engine refuses a service's container: services of a profile run only when that is chosen. */
export function whenRun(service: ComposeService): Severity {
  return service.enabled && service.replicas !== 0 ? 'error' : 'warning';
}

/** The networks that this project creates itself. */
export const ownNetworks = oncePer((project: ComposeProject): readonly ComposeNetwork[] =>
  project.model.networks.filter(({ external }) => external === undefined || external.on === false),
);

/** A service's connection to a network of this project or outside it. */
export interface Connection {
  readonly service: ComposeService;
  readonly connection: ServiceNetwork;
  /** Undefined when the project does not know the network. */
  readonly network: ComposeNetwork | undefined;
}

/** Every connection of every service. */
export const connections = oncePer((project: ComposeProject): readonly Connection[] =>
  project.model.services.flatMap((service) =>
    service.networks.map((connection) => ({ service, connection, network: project.model.network(connection.key) })),
  ),
);

/** The edit of another text's file as an edit of that file. */
export function inFile(file: string, edit: TextEdit | undefined): FileEdit[] {
  return edit ? [{ file, ...edit }] : [];
}

/** A fix that writes another value; none when the value is written in a way that cannot be edited, or through a variable. */
export function replaceText(
  title: string,
  text: Text,
  newValue: string,
  context: RuleContext,
  safety: Fix['safety'] = 'safe',
): readonly Fix[] {
  const source = context.textOf(text.at.file);
  const edit = source === undefined ? undefined : replaceScalar(source, text.value, newValue);
  return edit ? [{ title, safety, preferred: true, edits: [{ file: text.at.file, ...edit }] }] : [];
}

export function familyName(family: IpFamily): string {
  return `IPv${family}`;
}

/** A related place, or none when the place is not known. */
export function related(message: string, location: Location | undefined): { message: string; location: Location }[] {
  return location ? [{ message, location }] : [];
}

/** `one`, `one and two`, `one, two and three`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** `1 replica`, `2 replicas`. */
export function counted(count: number | bigint, word: string): string {
  return `${count} ${word}${count === 1 || count === 1n ? '' : 's'}`;
}

/** Files with syntax errors: the lines behind them may stand somewhere else than they were meant to. */
export function brokenFiles(project: ComposeProject): ReadonlySet<string> {
  return new Set(project.problems.filter(({ kind }) => kind === 'yaml').map(({ at }) => at.file));
}
