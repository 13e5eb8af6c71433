import { type Flavour, flavourOf } from './flavour.ts';
import { Lab } from './lab.ts';
import { isolationHolds, type Prediction, probe, probePort } from './probes.ts';
import { LabPrograms } from './programs.ts';
import type { Experiment } from './record.ts';
import { runScript } from './shell.ts';

/** What the model says of one experiment with one engine, with the names of the records. */
export interface Predicted {
  readonly started: boolean;
  readonly message: string | undefined;
  readonly networks: boolean;
  readonly containers: boolean;
  readonly warned: boolean;
  readonly probes: Readonly<Record<string, Prediction>>;
  /** Broken only while bridge-nf-call-iptables is 1. */
  readonly broken: readonly string[];
  readonly isolation: boolean | undefined;
  readonly userChain: string;
  readonly after: After | undefined;
  readonly restart: Restart | undefined;
}

interface After {
  readonly probes: Readonly<Record<string, Prediction>>;
  readonly network: boolean;
  readonly run: boolean;
  readonly reachable: Prediction | undefined;
  readonly restarted: boolean;
  readonly port: Prediction;
}

interface Restart {
  readonly started: boolean;
  readonly containers: boolean;
  readonly warned: boolean;
  readonly probes: Readonly<Record<string, Prediction>>;
}

/** Plays an experiment through: load, start, set-up, probes, the script, probes, restart, probes. */
export function predict(experiment: Experiment, engine: string): Predicted {
  const flavour = flavourOf(engine);
  const lab = new Lab(experiment, flavour);
  const start = lab.start();
  if (start.failure !== undefined) return notStarted(start.failure);
  const { networks, containers } = lab.setUp();
  const probes = probe(lab);
  const bridged = probe(lab, true);
  const broken = Object.keys(bridged).filter(
    (name) => name !== 'outbound_source' && probes[name]!.startsWith('ok') && !bridged[name]!.startsWith('ok'),
  );
  const isolation = isolationHolds(lab);
  const userChain = insertIntoUserChain(lab);
  const after = experiment.while_running ? changeWhileRunning(lab, experiment.while_running, experiment.preload) : undefined;
  return {
    started: true,
    message: undefined,
    networks: networks === undefined,
    containers: containers === undefined,
    warned: start.warning !== undefined,
    probes,
    broken,
    isolation,
    userChain,
    after,
    restart: restart(lab, flavour, after),
  };
}

function notStarted(message: string): Predicted {
  return {
    started: false,
    message,
    networks: false,
    containers: false,
    warned: false,
    probes: {},
    broken: [],
    isolation: undefined,
    userChain: '',
    after: undefined,
    restart: undefined,
  };
}

/** The records try whether `iptables -I DOCKER-USER` closes the published port. */
function insertIntoUserChain(lab: Lab): string {
  if (lab.flavour.backend === 'nftables') return '';
  const { kernel } = lab;
  kernel.pull();
  const programs = new LabPrograms(lab);
  const failure = programs.tryIptables(4, ['-I', 'DOCKER-USER', '-i', 'eth0', '-p', 'tcp', '-j', 'DROP']);
  if (failure !== undefined) return 'cannot insert';
  const said = probePort(lab, 8080);
  programs.tryIptables(4, ['-D', 'DOCKER-USER', '-i', 'eth0', '-p', 'tcp', '-j', 'DROP']);
  return said === 'unknown' ? 'unknown' : said.startsWith('ok') ? 'NOT effective' : 'effective';
}

function changeWhileRunning(lab: Lab, script: string, preload: string): After {
  runScript(script, new Map([['/media/pre.nft', preload]]), new LabPrograms(lab));
  const probes = probe(lab);
  const network = lab.createNetwork('n3') === undefined;
  const run = lab.runLate() === undefined;
  const reachable = run ? probePort(lab, 8089) : undefined;
  const restarted = lab.restartContainer('c1') === undefined;
  return { probes, network, run, reachable, restarted, port: probePort(lab, 8080) };
}

function restart(lab: Lab, flavour: Flavour, after: After | undefined): Restart {
  // a container whose restart failed comes back without a network from 29 on
  const lost = after && !after.restarted && flavour.docker.startsWith('29') ? ['c1'] : [];
  const outcome = lab.restart(lost);
  if (outcome.failure !== undefined) return { started: false, containers: false, warned: false, probes: {} };
  const probes = probe(lab);
  if (lost.includes('c1'))
    for (const name of ['container_to_host_service', 'hairpin_self', 'outbound']) probes[name] = 'FAIL Network is unreachable';
  return {
    started: true,
    containers: 'containers' in outcome && outcome.containers === undefined,
    warned: outcome.warning !== undefined,
    probes,
  };
}
