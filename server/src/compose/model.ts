import type { Location } from '../base/range.ts';
import type { LocatedEntry, LocatedScalar, LocatedValue } from '../syntax/located.ts';
import type { ComposePort } from './port.ts';

/** A text of a file. `text` is undefined when it depends on a variable that is set outside the files. */
export interface Text {
  readonly text: string | undefined;
  readonly value: LocatedScalar;
  /** Where the value is written. */
  readonly at: Location;
  /** Where its key is written; for an item of a list, the item itself. */
  readonly keyAt: Location;
}

/** A switch. `on` is undefined when it depends on a variable that is set outside the files. */
export interface Flag {
  readonly on: boolean | undefined;
  readonly at: Location;
  readonly keyAt: Location;
}

/** A key of `driver_opts` with its value, as the driver gets it. */
export interface DriverOption {
  readonly key: string;
  readonly keyAt: Location;
  readonly value: Text;
  readonly entry: LocatedEntry;
}

/** One item of `ipam.config`. */
export interface IpamEntry {
  readonly at: Location;
  readonly value: LocatedValue;
  readonly subnet: Text | undefined;
  readonly gateway: Text | undefined;
  readonly ipRange: Text | undefined;
  readonly auxAddresses: readonly (Text & { readonly name: string })[];
}

/** A network of the project. */
export interface ComposeNetwork {
  /** The key under the top-level `networks`. */
  readonly key: string;
  /** Where that key is written; undefined for the `default` network that nobody declared. */
  readonly keyAt: Location | undefined;
  readonly value: LocatedValue | undefined;
  /** The Engine's name; undefined when it depends on something that is not known. */
  readonly realName: string | undefined;
  readonly name: Text | undefined;
  readonly external: Flag | undefined;
  readonly driver: Text | undefined;
  readonly driverOptions: readonly DriverOption[];
  readonly ipamDriver: Text | undefined;
  readonly ipamOptions: readonly DriverOption[];
  readonly ipam: readonly IpamEntry[];
  readonly enableIpv4: Flag | undefined;
  readonly enableIpv6: Flag | undefined;
  readonly internal: Flag | undefined;
  readonly attachable: Flag | undefined;
  /** Services that join it, in the order of the file. */
  readonly users: readonly ComposeService[];
  /** True when a service that runs without choosing a profile joins it: only then `up` creates it. */
  readonly created: boolean;
}

/** A service's connection to one network. */
export interface ServiceNetwork {
  readonly key: string;
  /** False when the name depends on a variable that is set outside the files; `key` then is the name as written. */
  readonly known: boolean;
  /** Where the network is named in the service; undefined for the implicit default network. */
  readonly keyAt: Location | undefined;
  readonly value: LocatedValue | undefined;
  readonly aliases: readonly Text[];
  readonly ipv4: Text | undefined;
  readonly ipv6: Text | undefined;
  readonly linkLocal: readonly Text[];
  readonly mac: Text | undefined;
  readonly driverOptions: readonly DriverOption[];
  readonly interfaceName: Text | undefined;
  readonly priority: number | undefined;
  readonly gwPriority: number | undefined;
}

/** A `host=address` item of `extra_hosts`. */
export interface ExtraHost {
  readonly host: string;
  /** `separated` is false for an item without `=` or `:`, which has no address at all. */
  readonly address: Text & { readonly separated: boolean };
}

export interface ComposeService {
  readonly name: string;
  readonly keyAt: Location;
  readonly value: LocatedValue;
  /** Empty when the service runs always. */
  readonly profiles: readonly string[];
  /** False when a profile has to be chosen for it to run. */
  readonly enabled: boolean;
  /** Containers that run; undefined when a variable decides. */
  readonly replicas: number | undefined;
  /** The implicit `default` is listed as well. Empty with `network_mode`. */
  readonly networks: readonly ServiceNetwork[];
  /** Where `networks` is written. */
  readonly networksAt: Location | undefined;
  readonly networkMode: Text | undefined;
  readonly ports: readonly ComposePort[];
  readonly portsAt: Location | undefined;
  readonly expose: readonly Text[];
  readonly links: readonly Text[];
  readonly externalLinks: readonly Text[];
  readonly extraHosts: readonly ExtraHost[];
  readonly dns: readonly Text[];
  readonly mac: Text | undefined;
  readonly hostname: Text | undefined;
  readonly sysctls: readonly (Text & { readonly name: string })[];
  /** Services that must start first: depends_on, links, shared namespaces. */
  readonly dependsOn: readonly Dependency[];
  /** True when compose hands the service to a provider; then it has no container and no networks. */
  readonly provided: boolean;
}

export interface Dependency {
  readonly service: string;
  readonly at: Location;
  readonly because: 'depends_on' | 'links' | 'network_mode' | 'namespace' | 'volumes_from';
  /** `required: false`: a missing service is passed over. */
  readonly required: boolean;
}

/** What the files of a project say about networks, with everything resolved. */
export interface ComposeModel {
  /** Undefined when it depends on something that is not known. */
  readonly name: string | undefined;
  readonly networks: readonly ComposeNetwork[];
  readonly services: readonly ComposeService[];
  network(key: string): ComposeNetwork | undefined;
  service(name: string): ComposeService | undefined;
}
