import {
  contains,
  containsPrefix,
  formatIp,
  formatPrefix,
  type IpAddress,
  type IpPrefix,
  overlaps,
  sameIp,
} from '../../../base/ip.ts';
import { bridgePrefix } from '../../../docker/bridge-prefix.ts';
import { settingName } from '../../../docker/daemon/names.ts';
import {
  addressTrouble,
  bridgeIsOff,
  type DefaultBridge,
  defaultBridge,
  usableAddress,
  userBridge,
} from '../../../docker/default-bridge.ts';
import type { DockerEngine, Effective } from '../../../docker/engine.ts';
import { goParseIp } from '../../../docker/go/net.ts';
import { enginePools } from '../../../docker/pools.ts';
import type { Fix, RelatedPlace } from '../../finding.ts';
import { defineRule, type Report } from '../../rule.ts';

export default defineRule({
  id: 'docker/address-out-of-bridge',
  scope: 'host',
  severity: 'error',
  fix: 'safe',
  summary: 'addresses of docker0 that do not fit together: bip, fixed-cidr, default-gateway',
  check(host, report) {
    for (const engine of host.engines) {
      if (bridgeIsOff(engine)) continue;
      for (const family of [4, 6] as const) {
        if (family === 6 && !engine.isOn('ipv6')) continue;
        const bridge = defaultBridge(engine, family);
        checkAddress(bridge, report);
        checkRange(bridge, report);
        checkOwnBridge(engine, family, bridge, report);
        checkGateway(engine, family, bridge, report);
      }
    }
  },
});

type Reporter = (found: Report) => void;

function checkAddress({ address }: DefaultBridge, report: Reporter): void {
  if (!address) return;
  const { prefix, address: ip } = address.value;
  const trouble = addressTrouble(prefix, ip);
  if (trouble === undefined) return;
  const better = usableAddress(prefix, []);
  const name = trouble === 'broadcast' ? 'broadcast' : prefix.family === 4 ? 'network' : 'subnet-router anycast';
  report({
    ...address.place,
    message: `${settingName(address.setting)}: ${formatIp(ip)} is the ${name} address of its subnet, so docker0 cannot have it. dockerd does not start; write the address that docker0 shall have.`,
    fixes: better ? [replace(address, `${formatIp(better)}/${prefix.bits}`)] : [],
  });
}

function checkRange({ address, range }: DefaultBridge, report: Reporter): void {
  if (!address || !range) return;
  const [bridge, part] = [address.value.prefix, range.value.prefix];
  if (bridge.family !== part.family || containsPrefix(bridge, part)) return;
  const names = `${settingName(range.setting)} ${formatPrefix(part)}`;
  const related = [{ message: `docker0 has ${formatPrefix(bridge)} by this.`, location: address.place }];
  if (overlaps(bridge, part))
    report({
      ...range.place,
      severity: 'warning',
      message: `${names} is bigger than the subnet ${formatPrefix(bridge)} of docker0. Docker takes addresses from the whole subnet, as if it were not set; write a part of the subnet or remove it.`,
      related,
    });
  else
    report({
      ...range.place,
      message: `${names} lies outside the subnet ${formatPrefix(bridge)} of docker0. dockerd starts, but no container on the predefined network does; write a part of that subnet.`,
      related,
      fixes: [replace(range, formatPrefix(bridge))],
    });
}

/** fixed-cidr with a bridge that the user manages: IPv6 is refused, IPv4 is ignored with a line in the log. */
function checkOwnBridge(engine: DockerEngine, family: 4 | 6, { range }: DefaultBridge, report: Reporter): void {
  const own = userBridge(engine);
  if (!own || !range) return;
  const subnet = bridgePrefix(engine, family);
  if (!subnet?.address || containsPrefix(subnet.prefix, range.value.prefix)) return;
  const fatal = family === 6;
  report({
    ...range.place,
    severity: fatal ? 'error' : 'warning',
    message: `${settingName(range.setting)} ${formatPrefix(range.value.prefix)} lies outside the subnet ${formatPrefix(subnet.prefix)} of ${own.value}. ${fatal ? 'dockerd does not start' : 'dockerd ignores it'}; write a part of that subnet.`,
    related: [{ message: 'The bridge is named here.', location: own.place }],
  });
}

function checkGateway(engine: DockerEngine, family: 4 | 6, bridge: DefaultBridge, report: Reporter): void {
  const ip = bridge.gateway && goParseIp(bridge.gateway.value);
  if (!bridge.gateway || !ip) return;
  const subnet = bridgePrefix(engine, family);
  if (!subnet) return;
  const trouble = gatewayTrouble(subnet.prefix, ip, subnet.address);
  if (trouble === undefined || ((!subnet.certain || !subnet.exact) && trouble !== 'outside')) return;
  // whatever piece of the pools docker0 gets, it does not hold an address that no pool holds
  const sure = subnet.certain || !enginePools(engine, family).some((pool) => contains(pool.prefix, ip));
  const better = usableAddress(subnet.prefix, subnet.address ? [subnet.address] : [], 'last');
  const why = {
    outside: subnet.exact
      ? `lies outside the subnet ${formatPrefix(subnet.prefix)} of the bridge`
      : `lies outside ${formatPrefix(subnet.prefix)}, where docker0 gets its subnet from`,
    network: 'is the network address of the subnet',
    broadcast: 'is the broadcast address of the subnet',
    taken: 'is the address of the bridge itself, which containers use anyway',
  }[trouble];
  const related: RelatedPlace[] = subnet.place
    ? [{ message: `docker0 has ${formatPrefix(subnet.prefix)} by this.`, location: subnet.place }]
    : [];
  report({
    ...bridge.gateway.place,
    severity: sure ? 'error' : 'warning',
    message: `${settingName(bridge.gateway.setting)} ${bridge.gateway.value} ${why}. dockerd does not start; ${trouble === 'taken' ? 'remove it' : 'write another address of the subnet, or remove it'}.`,
    related,
    fixes: better && subnet.place ? [replace(bridge.gateway, formatIp(better))] : [],
  });
}

type GatewayTrouble = 'outside' | 'network' | 'broadcast' | 'taken';

function gatewayTrouble(prefix: IpPrefix, ip: IpAddress, own: IpAddress | undefined): GatewayTrouble | undefined {
  return addressTrouble(prefix, ip) ?? (own && sameIp(own, ip) ? 'taken' : undefined);
}

function replace({ place }: Effective<unknown>, text: string): Fix {
  const newText = place.file.endsWith('.json') ? JSON.stringify(text) : text;
  return { title: `Write ${text}`, safety: 'safe', preferred: true, edits: [{ ...place, newText }] };
}
