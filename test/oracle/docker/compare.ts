import type { Predicted } from './predict.ts';
import type { FlavourResult, Probes } from './record.ts';

/** One thing that was recorded, and what the model says of it. */
export interface Comparison {
  readonly what: string;
  readonly recorded: string;
  readonly predicted: string;
  readonly equal: boolean;
}

/** Compares everything that a result records. */
export function compare(result: FlavourResult, predicted: Predicted, reference: Probes): Comparison[] {
  const out: Comparison[] = [];
  const add = (what: string, recorded: unknown, said: unknown) =>
    out.push({ what, recorded: String(recorded), predicted: String(said), equal: sameOutcome(String(recorded), String(said)) });
  add('daemon_started', result.daemon_started, predicted.started);
  if (!result.daemon_started || !predicted.started) return out;
  if (result.network_create !== undefined) add('network_create', worked(result.network_create), predicted.networks);
  if (result.container_run !== undefined) add('container_run', worked(result.container_run), predicted.containers);
  if (result.log !== undefined) add('log', result.log.length > 0, predicted.warned);
  compareProbes(
    '',
    result.all_probes ?? { ...reference, ...result.probes_changed },
    predicted.probes,
    add,
    result.all_probes !== undefined,
  );
  const broken = result.additionally_broken_with_bridge_nf_call_iptables_1;
  if (broken)
    for (const name of new Set([...broken, ...predicted.broken, ...BRIDGED]))
      add(`bridge-nf-call-iptables ${name}`, broken.includes(name), predicted.broken.includes(name));
  if (result.icc_false_enforced !== undefined)
    add('icc_false_enforced', result.icc_false_enforced, predicted.isolation ?? 'unknown');
  const chain = result.iptables_insert_into_DOCKER_USER;
  if (chain !== undefined)
    add('insert into DOCKER-USER', chain.replace(/^cannot insert.*/s, 'cannot insert'), predicted.userChain);
  compareAfter(result, predicted, reference, add);
  const restart = result.daemon_restart;
  if (restart && predicted.restart) {
    add('restart started', restart.started, predicted.restart.started);
    if (restart.containers_start !== undefined)
      add('restart containers_start', worked(restart.containers_start), predicted.restart.containers);
    if (restart.log !== undefined) add('restart log', restart.log.length > 0, predicted.restart.warned);
    if (restart.probes_changed)
      compareProbes('restart ', { ...reference, ...restart.probes_changed }, predicted.restart.probes, add, false);
  }
  return out;
}

const BRIDGED = ['same_net', 'same_net_ping', 'dns_name', 'docker0_same'];

type Add = (what: string, recorded: unknown, said: unknown) => void;

function compareProbes(
  prefix: string,
  recorded: Probes,
  said: Readonly<Record<string, string>>,
  add: Add,
  withSource: boolean,
): void {
  for (const [name, outcome] of Object.entries(recorded))
    if (name !== 'outbound_source' || withSource) add(`${prefix}${name}`, outcome ?? '', said[name] ?? 'unknown');
}

function compareAfter(result: FlavourResult, predicted: Predicted, reference: Probes, add: Add): void {
  const after = result.after_post;
  if (!after) return;
  const said = predicted.after;
  compareProbes('after ', { ...reference, ...after.probes_changed }, said?.probes ?? {}, add, false);
  if (after.source_address_seen_outside !== undefined)
    add('after outbound_source', after.source_address_seen_outside, said?.probes.outbound_source ?? 'unknown');
  if (after.network_create !== undefined) add('after network_create', worked(after.network_create), said?.network);
  if (after.run_with_port !== undefined) add('after run_with_port', worked(after.run_with_port), said?.run);
  if (after.that_port_reachable !== undefined)
    add('after that_port_reachable', answer(after.that_port_reachable), answer(said?.reachable));
  if (after.restart_of_c1 !== undefined) add('after restart_of_c1', worked(after.restart_of_c1), said?.restarted);
  if (after.port_of_c1 !== undefined) add('after port_of_c1', answer(after.port_of_c1), answer(said?.port));
}

function worked(value: unknown): boolean {
  return value === 'ok';
}

/** These probes are recorded without `ok:`. */
function answer(value: string | null | undefined): string {
  if (value === null || value === undefined) return 'none';
  return value.startsWith('FAIL') || value === 'unknown' || value.startsWith('ok') ? value : `ok:${value}`;
}

/** Outcomes are the same when the same one answers, or the program is told the same. */
function sameOutcome(recorded: string, predicted: string): boolean {
  return outcomeOf(recorded) === outcomeOf(predicted);
}

const REASONS: readonly [RegExp, string][] = [
  [/refused/i, 'refused'],
  [/no route to host/i, 'no route'],
  [/network is unreachable/i, 'no network'],
  [/reset by peer|reset/i, 'reset'],
];

/** What a probe says, without the words of the programs: nothing came back, or which message did. */
function outcomeOf(text: string): string {
  if (!text.startsWith('FAIL')) return text;
  return `FAIL ${REASONS.find(([pattern]) => pattern.test(text))?.[1] ?? 'nothing'}`;
}
