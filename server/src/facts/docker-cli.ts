import data from './docker-cli.json';

/** How a command of the docker CLI takes its options: switches take no value, everything else takes one. */
export interface CommandFacts {
  readonly switches: readonly string[];
  readonly short: Readonly<Record<string, string>>;
}

export const DOCKER_GLOBAL: CommandFacts = data.global;
export const NETWORK_CREATE: CommandFacts = data['network create'];
export const NETWORK_CONNECT: CommandFacts = data['network connect'];
export const DOCKER_RUN: CommandFacts = data.run;
/** Values of `--network` that are not names of networks. */
export const NETWORK_MODES: readonly string[] = data.networkModes;

/** Programs that run the command behind their own options; the letters are of options that take a value. */
export const WRAPPERS: Readonly<Record<string, string>> = data.wrappers.valueLetters;
/** Wrappers with an argument of their own before the command. */
export const WRAPPERS_WITH_ARGUMENT: readonly string[] = data.wrappers.firstArgument;

/** Commands that work in swarm mode only, or begin it. */
export const SWARM_COMMANDS: readonly string[] = data.swarmCommands;
