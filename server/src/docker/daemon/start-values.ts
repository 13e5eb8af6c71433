import { interfaceNameBytes, MAX_INTERFACE_NAME_BYTES } from '../../base/ifname.ts';
import { compareVersions } from '../../base/version.ts';
import { BRIDGE_MTU, DEFAULT_BRIDGE } from '../../facts/allocation.ts';
import { DAEMON_CONSTANTS } from '../../facts/daemon-options.ts';
import type { LocatedValue } from '../../syntax/located.ts';
import { BRIDGE_KEYS, bridgeIsOff, userBridge } from '../default-bridge.ts';
import { isHostInterface } from '../drivers.ts';
import type { DockerEngine, Effective } from '../engine.ts';
import { goParseCidr, isMapped } from '../go/net.ts';
import { insecureRegistryProblem, ipv6Subnet } from './format.ts';
import { logProblems } from './log-options.ts';
import { refusedDefaults } from './network-defaults.ts';
import type { InvalidValue } from './problem.ts';
import { asMap, optionOf, scalarText } from './value.ts';

/** Single values that `dockerd --validate` takes, and with which the daemon, a container or a network does not start. */
export function startProblems(engine: DockerEngine): InvalidValue[] {
  return [
    ...bridgeValues(engine),
    ...mtu(engine),
    ...bridgeName(engine),
    ...proxyPath(engine),
    ...registries(engine),
    ...runtimes(engine),
    ...tls(engine),
    ...userRemap(engine),
    ...logProblems(engine),
    ...refusedDefaults(engine),
    ...others(engine),
  ];
}

function bad(value: LocatedValue, key: string, reason: string, instead?: string): InvalidValue {
  const problem = { kind: 'value', file: value.file, range: value.range, option: optionOf(key), value, reason } as const;
  return instead === undefined ? problem : { ...problem, instead };
}

function badText(text: Effective<string | number>, key: string, reason: string, instead?: string): InvalidValue {
  return bad(text.setting.value!, key, reason, instead);
}

function bridgeValues(engine: DockerEngine): InvalidValue[] {
  if (bridgeIsOff(engine)) return [];
  const out: InvalidValue[] = [];
  for (const family of [4, 6] as const) {
    // dockerd reads the IPv6 options only when IPv6 is on; fixed-cidr-v6 is validated in any case
    if (family === 6 && !engine.isOn('ipv6')) continue;
    for (const key of [BRIDGE_KEYS[family].address, BRIDGE_KEYS[family].range]) {
      const text = engine.text(key);
      if (!text || key === 'fixed-cidr-v6') continue;
      const written = goParseCidr(text.value);
      if (!written)
        out.push(
          badText(text, key, 'is not an address with a prefix length, such as 10.9.0.1/24', withLength(text.value, family)),
        );
      else if (written.address.family !== family || isMapped(written.address))
        out.push(badText(text, key, `is not IPv${family}`));
      else if (key === 'bip6') {
        const reason = ipv6Subnet(text.value);
        if (reason !== undefined) out.push(badText(text, key, reason));
      }
    }
  }
  return out;
}

/** `10.9.0.1` with the usual length. */
function withLength(text: string, family: 4 | 6): string | undefined {
  const length = family === 4 ? '24' : '64';
  return goParseCidr(`${text}/${length}`)?.address.family === family ? `${text}/${length}` : undefined;
}

function mtu(engine: DockerEngine): InvalidValue[] {
  const number = bridgeIsOff(engine) ? undefined : engine.number('mtu');
  if (!number || number.value < 0) return [];
  if (number.value < BRIDGE_MTU.min) return [badText(number, 'mtu', `is below ${BRIDGE_MTU.min}, the least that a bridge takes`)];
  return number.value > BRIDGE_MTU.max
    ? [badText(number, 'mtu', `is above ${BRIDGE_MTU.max}, the most that a bridge takes`)]
    : [];
}

function bridgeName(engine: DockerEngine): InvalidValue[] {
  const bridge = userBridge(engine);
  if (!bridge || bridge.value === DEFAULT_BRIDGE) return [];
  const bytes = interfaceNameBytes(bridge.value);
  if (bytes > MAX_INTERFACE_NAME_BYTES)
    return [badText(bridge, 'bridge', `has ${bytes} bytes, but an interface name has at most ${MAX_INTERFACE_NAME_BYTES}`)];
  if (isHostInterface(bridge.value)) return [badText(bridge, 'bridge', 'is the name of an interface that is no bridge')];
  const known = engine.hostSettings.inventory.interfaces;
  if (!known || Object.hasOwn(known, bridge.value)) return [];
  return [badText(bridge, 'bridge', `does not exist on the host, and dockerd creates only ${DEFAULT_BRIDGE} by itself`)];
}

function proxyPath(engine: DockerEngine): InvalidValue[] {
  const path = engine.isOn('userland-proxy') ? engine.text('userland-proxy-path') : undefined;
  if (!path) return [];
  if (!path.value.startsWith('/')) return [badText(path, 'userland-proxy-path', 'is not an absolute path')];
  return missingFile(engine, path, 'userland-proxy-path');
}

function missingFile(engine: DockerEngine, path: Effective<string>, key: string): InvalidValue[] {
  const known = engine.hostSettings.inventory.files;
  return known && !known.includes(path.value) ? [badText(path, key, 'does not exist on the host')] : [];
}

function registries(engine: DockerEngine): InvalidValue[] {
  return engine.texts('insecure-registries').flatMap((item) => {
    const reason = insecureRegistryProblem(String(item.value));
    return reason === undefined ? [] : [bad(item, 'insecure-registries', reason)];
  });
}

function runtimes(engine: DockerEngine): InvalidValue[] {
  const out: InvalidValue[] = [];
  const names = new Set<string>(DAEMON_CONSTANTS.stockRuntimes);
  for (const { value } of engine.settings('runtimes'))
    for (const entry of asMap(value)?.entries ?? []) {
      names.add(entry.key);
      const reason = entry.key === 'runc' ? 'the name runc is taken by the stock runtime' : runtimeProblem(entry.value);
      if (reason !== undefined) out.push(bad({ ...entry.value, range: entry.keyRange }, 'runtimes', reason));
    }
  const chosen = engine.text('default-runtime');
  if (chosen && !names.has(chosen.value) && !/[./]/.test(chosen.value) && !engine.isUnknown('runtimes'))
    out.push(badText(chosen, 'default-runtime', 'is not defined in "runtimes"'));
  return out;
}

function runtimeProblem(value: LocatedValue): string | undefined {
  const map = asMap(value);
  if (!map) return undefined;
  const has = (name: string) => {
    const entry = map.entries.findLast(({ key }) => key.toLowerCase() === name.toLowerCase());
    const member = entry?.value;
    if (!member || (member.kind === 'scalar' && (member.value === null || member.value === ''))) return false;
    return member.kind === 'scalar' || (member.kind === 'list' ? member.items : member.entries).length > 0;
  };
  const [path, type] = [has('path'), has('runtimeType')];
  if (!path && !type) return 'a runtime needs "path" or "runtimeType"';
  if (path && type) return 'a runtime has either "path" or "runtimeType", not both';
  if (path && has('options')) return '"options" go with "runtimeType" only';
  return type && has('runtimeArgs') ? '"runtimeArgs" go with "path" only' : undefined;
}

/** With TLS on, dockerd loads certificate and key before anything else; tlsverify turns TLS on even when it is false. */
function tls(engine: DockerEngine): InvalidValue[] {
  const known = engine.hostSettings.inventory.files;
  const on = engine.setting('tlsverify') ?? (engine.isOn('tls') ? engine.setting('tls') : undefined);
  if (!known || !on?.value) return [];
  const missing = ['tlscert', 'tlskey'].filter((key) => !known.includes(engine.text(key)?.value ?? ''));
  const { key } = on.option;
  const implied = key === 'tlsverify' && !engine.isOn(key) ? ' (tlsverify turns TLS on even when it is false)' : '';
  return missing.length === 0
    ? []
    : [bad(on.value, key, `needs ${missing.join(' and ')}, and no such file is known on the host${implied}`)];
}

/** `user[:group]`, or `default`, for which Docker makes a user itself. */
function userRemap(engine: DockerEngine): InvalidValue[] {
  const remap = engine.text('userns-remap');
  if (!remap || remap.value === 'default') return [];
  const parts = remap.value.split(':');
  if (parts.length > 2) return [badText(remap, 'userns-remap', 'has to be written user or user:group')];
  const known = engine.hostSettings.inventory.users;
  const user = parts[0]!;
  if (!known || known.includes(user) || /^\d+$/.test(user)) return [];
  return [badText(remap, 'userns-remap', 'names a user that the host does not have')];
}

function others(engine: DockerEngine): InvalidValue[] {
  const out: InvalidValue[] = [];
  const storage = engine.text('storage-driver');
  if (storage && DAEMON_CONSTANTS.removedStorageDrivers.includes(storage.value))
    out.push(badText(storage, 'storage-driver', 'was removed from Docker', DAEMON_CONSTANTS.replacementStorageDriver));
  for (const item of engine.texts('exec-opts')) {
    const [name = '', driver = ''] = String(item.value)
      .split('=')
      .map((part) => part.trim());
    if (name.toLowerCase() !== DAEMON_CONSTANTS.execOption || driver === '') continue;
    if (!DAEMON_CONSTANTS.cgroupDrivers.includes(driver))
      out.push(bad(item, 'exec-opts', `names no cgroup driver: ${DAEMON_CONSTANTS.cgroupDrivers.join(' or ')}`));
    const parent = driver === 'systemd' ? engine.text('cgroup-parent') : undefined;
    if (parent && !/^.+\.slice$/.test(parent.value))
      out.push(
        badText(parent, 'cgroup-parent', 'is not a slice, which the systemd cgroup driver wants', `${parent.value}.slice`),
      );
  }
  const metrics = engine.text('metrics-addr');
  if (metrics && !/^(?:\[[^\]]*\]|[^:[\]]*):\d+$/.test(metrics.value))
    out.push(badText(metrics, 'metrics-addr', 'is not host:port'));
  const api = engine.text('min-api-version');
  if (api && !isApiVersion(api.value))
    out.push(
      badText(
        api,
        'min-api-version',
        `is not between ${DAEMON_CONSTANTS.apiVersions.lowest} and ${DAEMON_CONSTANTS.apiVersions.highest}`,
      ),
    );
  const mode = scalarText(engine.setting('containerd-namespace')?.value);
  if (
    mode !== undefined &&
    mode === (engine.text('containerd-plugins-namespace')?.value ?? optionOf('containerd-plugins-namespace').default)
  )
    out.push(bad(engine.setting('containerd-namespace')!.value!, 'containerd-namespace', 'is also the namespace of the plugins'));
  return out;
}

function isApiVersion(text: string): boolean {
  const { lowest, highest } = DAEMON_CONSTANTS.apiVersions;
  return /^\d+\.\d+$/.test(text) && compareVersions(text, lowest) >= 0 && compareVersions(text, highest) <= 0;
}
