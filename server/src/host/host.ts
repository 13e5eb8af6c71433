import type { FileId } from '../base/paths.ts';
import type { HostSettings } from '../base/settings.ts';
import type { ComposeProject } from '../compose/project.ts';
import type { DaemonSource } from '../docker/daemon-source.ts';
import { buildEngines, type DockerEngine } from '../docker/engine.ts';
import type { DockerNetwork, NetworkContribution, PublishedPort } from '../docker/network.ts';
import type { NftProgram } from '../nft/program.ts';
import type { ShellScript } from '../syntax/shell/script.ts';
import type { IptablesSave } from './iptables-save.ts';
import { buildPlan } from './plan/build.ts';
import { definedSpace } from './plan/defined-space.ts';
import type { AddressPlan } from './plan/model.ts';
import { scriptContribution } from './script/contribution.ts';
import { nftInScript } from './script/nft-in-scripts.ts';
import { type NftRegion, nftRegions } from './script/nft-regions.ts';
import { effectiveSysctls, type SysctlFile, type SysctlValue } from './sysctl.ts';

/** What a host is made of, as the workspace found it. */
export interface HostParts {
  /** As the user names it in `.bridgekeeper.jsonc`, else the last segment of the root. */
  readonly name: string;
  /** The folder that stands for `/` of the host when absolute paths are looked up. */
  readonly root: FileId;
  /** The files that were found to belong to the host, without those that are only here because one of these names them. */
  readonly files: readonly FileId[];
  readonly settings: HostSettings;
  readonly nft: readonly NftProgram[];
  readonly daemon: readonly DaemonSource[];
  readonly compose: readonly ComposeProject[];
  readonly sysctl: readonly SysctlFile[];
  /** Shell scripts, and recipes of makefiles. */
  readonly scripts: readonly ShellScript[];
  /** Files that iptables-save wrote. */
  readonly iptables: readonly IptablesSave[];
}

/** Everything that the files of one host say together. Views that join several parts are computed when first asked for. */
export class Host implements HostParts {
  readonly name: string;
  readonly root: FileId;
  readonly files: readonly FileId[];
  readonly settings: HostSettings;
  readonly nft: readonly NftProgram[];
  readonly daemon: readonly DaemonSource[];
  readonly compose: readonly ComposeProject[];
  readonly sysctl: readonly SysctlFile[];
  readonly scripts: readonly ShellScript[];
  readonly iptables: readonly IptablesSave[];
  #sysctls: ReadonlyMap<string, SysctlValue> | undefined;
  #engines: readonly DockerEngine[] | undefined;
  #plan: AddressPlan | undefined;
  #nftRegions: readonly NftRegion[] | undefined;
  #networks: readonly DockerNetwork[] | undefined;
  #ports: readonly PublishedPort[] | undefined;

  constructor(parts: HostParts) {
    this.name = parts.name;
    this.root = parts.root;
    this.files = parts.files;
    this.settings = parts.settings;
    this.nft = parts.nft;
    this.daemon = parts.daemon;
    this.compose = parts.compose;
    this.sysctl = parts.sysctl;
    this.scripts = parts.scripts;
    this.iptables = parts.iptables;
  }

  /** The daemons that the files configure, the main one first. There is always one: with no file, all its options have their defaults. */
  get engines(): readonly DockerEngine[] {
    this.#engines ??= buildEngines(this.daemon, this.settings);
    return this.#engines;
  }

  /** The main daemon: what networks, ports and firewall rules of this host are judged with. */
  get engine(): DockerEngine {
    return this.engines[0]!;
  }

  /** Kernel settings after boot, as far as the host's sysctl files say. */
  get sysctls(): ReadonlyMap<string, SysctlValue> {
    this.#sysctls ??= effectiveSysctls(this.sysctl);
    return this.#sysctls;
  }

  /** What the files say about networks and published ports, file by file. */
  get contributions(): readonly NetworkContribution[] {
    return [...this.compose.map(({ contribution }) => contribution), ...this.scripts.map(scriptContribution)];
  }

  /** All networks as single files declare or use them. */
  get networks(): readonly DockerNetwork[] {
    this.#networks ??= this.contributions.flatMap(({ networks }) => networks);
    return this.#networks;
  }

  /** All ports that containers publish on the host. */
  get ports(): readonly PublishedPort[] {
    this.#ports ??= this.contributions.flatMap(({ ports }) => ports);
    return this.#ports;
  }

  /** nftables text inside the host's scripts. */
  get nftRegions(): readonly NftRegion[] {
    this.#nftRegions ??= this.scripts.flatMap(nftRegions);
    return this.#nftRegions;
  }

  /** What the host's scripts give to nft, script by script. */
  get nftInScripts(): readonly NftProgram[] {
    return this.scripts.flatMap((script) => nftInScript(script, this.settings) ?? []);
  }

  /** Where every subnet, address, bridge and port is written. */
  get plan(): AddressPlan {
    this.#plan ??= buildPlan(this.networks, this.ports, this.engine, this.settings, definedSpace(this.nft));
    return this.#plan;
  }
}
