import type { FileId } from '../base/paths.ts';
import type { HostSettings } from '../base/settings.ts';
import type { ComposeProject } from '../compose/project.ts';
import type { DaemonSource } from '../docker/daemon-source.ts';
import type { NftProgram } from '../nft/program.ts';

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

  constructor(parts: HostParts) {
    this.name = parts.name;
    this.root = parts.root;
    this.files = parts.files;
    this.settings = parts.settings;
    this.nft = parts.nft;
    this.daemon = parts.daemon;
    this.compose = parts.compose;
  }
}
