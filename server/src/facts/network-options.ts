import data from './network-options.json';

/** The driver option that names a bridge device. */
export const BRIDGE_NAME_OPTION = data.bridgeName;
/** The label with which docker compose marks a network that it makes; its value is the network's key in the file. */
export const COMPOSE_NETWORK_LABEL = data.composeNetworkLabel;
/** The driver option of macvlan and ipvlan that names the host interface. */
export const PARENT_OPTION = data.parent;
/** Drivers of which a parent interface carries one network only, and why. */
export const EXCLUSIVE_PARENTS: Readonly<Record<string, string>> = data.exclusiveParents;
/** The Docker version from which on networks of a driver may share a parent after all. */
export const SHARED_PARENT_SINCE: Readonly<Record<string, string>> = data.sharedParentSince;
/** The option and value with which a macvlan network shares its parent with nobody. */
export const PASSTHRU = data.passthru;
/** The option, by family, that turns addresses of a family on or off. */
export const FAMILY_OPTIONS: Readonly<Record<4 | 6, string>> = data.enableFamily;
/** The option, by family, that says what the bridge's gateway does. */
export const GATEWAY_MODE_OPTIONS: Readonly<Record<4 | 6, string>> = data.gatewayMode;
/** The option that keeps the gateway's IPv4 address off the bridge. */
export const INHIBIT_IPV4_OPTION = data.inhibitIpv4;
/** The option with the address for published ports that name none. */
export const HOST_BINDING_OPTION = data.hostBinding;
/** Options of dockerd that are about docker0 alone, with the driver option that other bridges need, and the usual value. */
export const DEFAULT_BRIDGE_ONLY: Readonly<Record<string, { readonly option: string; readonly usual: string }>> =
  data.defaultBridgeOnly;
/**
 * How firewalls call address space that is not Docker's: words of a name, words that say the contrary, and blocks that are too large to
 * be one site's.
 */
export const FOREIGN_SPACE = data.foreignSpace as Readonly<Record<'words' | 'docker' | 'whole', readonly string[]>>;
/** The option, by family, with the source address of outgoing packets. */
export const HOST_ADDRESS_OPTIONS: Readonly<Record<4 | 6, string>> = data.hostAddress;
/** The option that lets containers of a bridge talk to each other. */
export const ICC_OPTION = data.icc;
/** The option that translates the source of outgoing packets. */
export const MASQUERADE_OPTION = data.masquerade;
/** The option with host interfaces that count as part of the network. */
export const TRUSTED_INTERFACES_OPTION = data.trustedInterfaces;
