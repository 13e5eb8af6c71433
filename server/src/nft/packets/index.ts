// What becomes of packets: a Firewall is made of programs (one evaluation per root file, Docker's rules as text included), `follow`
// leads traffic through all hooks of a host, `followBridged` through one bridge, `judge` through a single base chain.
export { Firewall, type FirewallTable, type HookedChain } from './firewall.ts';
export { type Answer, type BridgedTraffic, follow, followBridged, judge, type Traffic } from './journey.ts';
export { fieldByName, type Packet, packetOf, type WrittenValue } from './packet.ts';
export { type Case, type Doubt, isStopped, type Outcome, outcomeOf } from './result.ts';
export { type HostInterface, hostSurroundings, type PacketView, type Route, type Surroundings } from './surroundings.ts';
export type { Event } from './world.ts';
