import { type IpAddress, type IpFamily, parseIp } from '../../base/ip.ts';
import {
  BRIDGE_NAME_OPTION,
  GATEWAY_MODE_OPTIONS,
  HOST_ADDRESS_OPTIONS,
  HOST_BINDING_OPTION,
  ICC_OPTION,
  MASQUERADE_OPTION,
  TRUSTED_INTERFACES_OPTION,
} from '../../facts/network-options.ts';
import { scalarText } from '../daemon/value.ts';
import { DEFAULT_DRIVER } from '../drivers.ts';
import type { DockerEngine } from '../engine.ts';
import { parseBool } from '../go/strconv.ts';
import type { GatewayMode } from './bridge.ts';

/** What the options of a bridge network mean for the firewall. */
export interface BridgeSettings {
  readonly bridge: string | undefined;
  readonly icc: boolean;
  readonly masquerade: boolean;
  readonly trusted: readonly string[];
  readonly modes: Readonly<Record<IpFamily, GatewayMode>>;
  readonly hostAddresses: Readonly<Record<IpFamily, IpAddress | undefined>>;
  /** For published ports that name no address. */
  readonly hostBinding: IpAddress | undefined;
}

/** The value of an option: undefined when nothing sets it. */
export type ReadOption = (key: string) => string | undefined;

const MODES: readonly GatewayMode[] = ['nat', 'nat-unprotected', 'routed', 'isolated'];

/** Reads driver options of a bridge network. Wrong values count as if they were not there: Docker does not create such a network. */
export function bridgeSettings(option: ReadOption): BridgeSettings {
  const mode = (family: IpFamily) => MODES.find((known) => known === option(GATEWAY_MODE_OPTIONS[family])) ?? 'nat';
  const address = (key: string) => parseIp(option(key) ?? '');
  return {
    bridge: option(BRIDGE_NAME_OPTION) || undefined,
    icc: parseBool(option(ICC_OPTION) ?? '') ?? true,
    masquerade: parseBool(option(MASQUERADE_OPTION) ?? '') ?? true,
    trusted: (option(TRUSTED_INTERFACES_OPTION.option) ?? '')
      .split(TRUSTED_INTERFACES_OPTION.separator)
      .filter((name) => name !== ''),
    modes: { 4: mode(4), 6: mode(6) },
    hostAddresses: { 4: address(HOST_ADDRESS_OPTIONS[4]), 6: address(HOST_ADDRESS_OPTIONS[6]) },
    hostBinding: address(HOST_BINDING_OPTION),
  };
}

/** What daemon.json gives to every new bridge network that does not say otherwise. */
export function defaultNetworkOption(engine: DockerEngine, key: string): string | undefined {
  const options = engine.member('default-network-opts', DEFAULT_DRIVER);
  if (options?.kind !== 'map') return undefined;
  return scalarText(options.entries.findLast((entry) => entry.key === key)?.value);
}
