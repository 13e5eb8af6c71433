import { IntervalSet } from '../base/interval-set.ts';
import { width } from '../base/ip.ts';
import { DEFAULT_DRIVER } from '../docker/drivers.ts';
import { DEFAULT_BRIDGE } from '../facts/allocation.ts';
import { GENERATED_BRIDGE } from '../facts/docker-firewall.ts';
import type { RuleMeaning } from '../nft/meaning/rule-meaning.ts';
import { textOfNumber } from '../nft/meaning/text-number.ts';
import type { Host } from './host.ts';

/** What makes a packet one of a container's: the bridges, subnets and ports of a host's networks, as far as its files tell. */
export class ContainerTraffic {
  readonly #bridges: ReadonlySet<string>;
  readonly #subnets: Readonly<Record<4 | 6, IntervalSet>>;
  readonly #ports: IntervalSet;

  constructor(host: Host) {
    const networks = host.plan.networks.filter(({ driver }) => driver === DEFAULT_DRIVER);
    const own = networks.flatMap(({ bridgeName }) => bridgeName?.text ?? []);
    const usual = host.engine.text('bridge')?.value ?? DEFAULT_BRIDGE;
    this.#bridges = new Set([usual, ...own]);
    const subnets = (family: 4 | 6) =>
      IntervalSet.of(
        networks
          .flatMap((network) => network.subnets.map(({ prefix }) => prefix))
          .filter((prefix) => prefix.family === family)
          .map(({ network, bits }) => ({ low: network, high: network + (1n << BigInt(width(family) - bits)) - 1n })),
      );
    this.#subnets = { 4: subnets(4), 6: subnets(6) };
    this.#ports = IntervalSet.of(
      host.ports.map(({ containerPorts: { first, last } }) => ({ low: BigInt(first), high: BigInt(last) })),
    );
  }

  /** True for a rule that asks for packets which come from containers or go to them, and for nothing else. */
  isAbout({ steps }: RuleMeaning): boolean {
    let hasOutput = false;
    let isForPorts = false;
    for (const step of steps) {
      if (step.kind !== 'values') continue;
      const { field, values } = step;
      switch (field.key) {
        case 'meta iifname':
        case 'meta oifname':
          if (this.#areBridges(values)) return true;
          hasOutput ||= field.key === 'meta oifname';
          break;
        case 'ip saddr':
        case 'ip daddr':
          if (isWithin(values, this.#subnets[4])) return true;
          break;
        case 'ip6 saddr':
        case 'ip6 daddr':
          if (isWithin(values, this.#subnets[6])) return true;
          break;
        case 'th dport':
          isForPorts ||= isWithin(values, this.#ports);
          break;
        default:
      }
    }
    // A rule for another way out is about what the host forwards elsewhere.
    return isForPorts && !hasOutput;
  }

  #areBridges(names: IntervalSet): boolean {
    const { intervals } = names;
    return (
      intervals.length > 0 &&
      intervals.every(({ low, high }) => {
        const name = textOfNumber(low);
        if (low !== high) return name === GENERATED_BRIDGE.prefix;
        return this.#bridges.has(name) || (name.startsWith(GENERATED_BRIDGE.prefix) && isGenerated(name));
      })
    );
  }
}

/** Docker's own names have that many hexadecimal digits of the network's id. */
function isGenerated(name: string): boolean {
  const digits = name.slice(GENERATED_BRIDGE.prefix.length);
  return digits.length === GENERATED_BRIDGE.digits && /^[0-9a-f]+$/.test(digits);
}

function isWithin(values: IntervalSet, all: IntervalSet): boolean {
  return all.intervals.length > 0 && values.intervals.length > 0 && values.subtract(all).isEmpty;
}
