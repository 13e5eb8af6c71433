import { formatIp, parseIp } from '../../../server/src/base/ip.ts';
import { type Attempt, attempt, type Result } from '../../../server/src/host/traffic/exchange.ts';
import { addressPoint, only, point } from '../../../server/src/host/traffic/packet.ts';
import type { World } from '../../../server/src/host/traffic/world.ts';
import { type Lab, OUTSIDE } from './lab.ts';

/** What a probe is predicted to say, in the words of the records; `unknown` when the model cannot tell. */
export type Prediction = string;

type Probe = (lab: Lab) => Attempt | undefined;

const TCP = { protocol: 'tcp' } as const;
const HOST4 = parseIp('192.0.2.1')!;
const HOST6 = parseIp('2001:db8:1::1')!;

function fromContainer(name: string, attemptOf: (lab: Lab) => Pick<Attempt, 'to' | 'port' | 'protocol'>): Probe {
  return (lab) => {
    const endpoint = lab.endpoint(name);
    return endpoint && { from: { kind: 'container', endpoint }, ...attemptOf(lab) };
  };
}

function fromOutside(attemptOf: (lab: Lab) => Pick<Attempt, 'to' | 'port' | 'protocol'>): Probe {
  return (lab) => {
    const wanted = attemptOf(lab);
    return { from: { kind: 'outside' }, source: addressPoint(OUTSIDE[wanted.to.family]), ...wanted };
  };
}

function fromHost(attemptOf: (lab: Lab) => Pick<Attempt, 'to' | 'port' | 'protocol'>): Probe {
  return (lab) => ({ from: { kind: 'host' }, ...attemptOf(lab) });
}

const web = (name: string) => (lab: Lab) => ({ ...TCP, to: lab.addressOf(name), port: point(80) });
const published =
  (port: number, to = HOST4) =>
  () => ({ ...TCP, to, port: point(port) });

/** The probes of the records that are attempts to connect. */
const PROBES: Readonly<Record<string, Probe>> = {
  same_net: fromContainer('c2', web('c1')),
  same_net_ping: fromContainer('c2', (lab) => ({ protocol: 'icmp', to: lab.addressOf('c1'), port: undefined })),
  docker0_same: fromContainer('b2', web('b1')),
  outbound: fromContainer('c1', () => ({ ...TCP, to: OUTSIDE[4], port: point(9000) })),
  pub_ext: fromOutside(published(8080)),
  pub_ext_docker0: fromOutside(published(8081)),
  pub_ext_v6: fromOutside(published(8080, HOST6)),
  pub_loopback: fromHost(published(8080, parseIp('127.0.0.1')!)),
  pub_hostaddr: fromHost(published(8080)),
  host_to_container: fromHost(web('c1')),
  cross_net_direct: fromContainer('c3', web('c1')),
  cross_net_published: fromContainer('c3', published(8080)),
  hairpin_self: fromContainer('c1', published(8080)),
  ext_direct_published: fromOutside(web('c1')),
  ext_direct_unpublished: fromOutside(web('c2')),
  container_to_host_service: fromContainer('c1', (lab) => ({ ...TCP, to: lab.gatewayOf('n1'), port: point(9100) })),
  ext_to_host_service: fromOutside(published(9100)),
};

/** Containers that are asked for by their names: their address is known only while they run. */
const BY_NAME: Readonly<Record<string, string>> = { dns_name: 'same_net' };

/** Runs all probes. */
export function probe(lab: Lab, bridgeNetfilter = false): Record<string, Prediction> {
  const world = lab.world(bridgeNetfilter);
  const out: Record<string, Prediction> = {};
  let source = '';
  for (const [name, make] of Object.entries(PROBES)) {
    const results = resultsOf(world, lab, make);
    out[name] = results === undefined ? 'FAIL timeout' : say(results);
    if (name === 'outbound') source = results === undefined ? '' : sourceSeen(results);
  }
  for (const [name, like] of Object.entries(BY_NAME)) out[name] = lab.endpoint('c1') ? out[like]! : 'FAIL timeout';
  out.outbound_source = source;
  return out;
}

/** One attempt of the kinds that only some experiments make. */
export function probePort(lab: Lab, port: number): Prediction {
  return say(resultsOf(lab.world(false), lab, fromOutside(published(port))) ?? []);
}

/** d2 asks d1 in the network whose containers must not talk to each other. */
export function isolationHolds(lab: Lab): boolean | undefined {
  const results = resultsOf(lab.world(true), lab, fromContainer('d2', web('d1')));
  const said = results === undefined ? 'FAIL' : say(results);
  return said === 'unknown' ? undefined : !said.startsWith('ok');
}

function resultsOf(world: World, lab: Lab, make: Probe): Result[] | undefined {
  const wanted = make(lab);
  return wanted && attempt(world, wanted);
}

/** Results in the words of the records. */
function say(results: readonly Result[]): Prediction {
  const said = new Set(results.map(sayOne));
  return said.size === 1 ? [...said][0]! : 'unknown';
}

function sayOne(result: Result): Prediction {
  switch (result.kind) {
    case 'answered':
      return result.by === '' ? 'ok' : `ok:${result.by}`;
    case 'lost':
      return 'FAIL timeout';
    case 'unknown':
      return 'unknown';
    case 'refused':
      switch (result.how) {
        case 'refused':
          return 'FAIL refused';
        case 'no-network':
          return 'FAIL Network is unreachable';
        case 'reset':
          return 'FAIL reset';
        default:
          return 'FAIL No route to host';
      }
  }
}

function sourceSeen(results: readonly Result[]): string {
  const seen = results.map((result) => (result.kind === 'answered' ? only(result.source) : undefined));
  const [first] = seen;
  return first === undefined || seen.some((value) => value !== first) ? '' : formatIp({ family: 4, value: first });
}
