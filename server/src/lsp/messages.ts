import type { Range as LspRange } from 'vscode-languageserver';
import { NotificationType, RequestType, RequestType0 } from 'vscode-languageserver';
import type { Neighbour } from '../checks/finding.ts';
import type { FolderEntry } from '../workspace/file-system.ts';

// What Bridgekeeper's own clients and server say to each other beyond LSP. client/src/messages.ts names the same methods.

/** What a client may hand over in `initializationOptions`. */
export interface InitializationOptions {
  /** The address of a rule's page, with `{rule}` where its name goes. */
  readonly ruleLink?: string;
  /** The client has the commands that lenses name (`bridgekeeper.showPlaces`, `bridgekeeper.explainRule`, `bridgekeeper.showView`). */
  readonly commands?: boolean;
  /** What other extensions say. */
  readonly neighbours?: readonly Neighbour[];
}

/** Other extensions came, went or were told to be silent. */
export const NeighboursNotification = new NotificationType<{ readonly neighbours: readonly Neighbour[] }>(
  'bridgekeeper/neighbours',
);

/** One host as it is judged. */
export interface HostStatus {
  readonly folder: string;
  readonly name: string;
  /** The backend that findings are made for, and where that is known from. */
  readonly backend: string;
  readonly files: number;
}

/** Sent whenever a check is done: what was asked before may have another answer now. */
export const StatusNotification = new NotificationType<{ readonly hosts: readonly HostStatus[] }>('bridgekeeper/status');

/** The page of a rule, as Markdown. */
export const RulePageRequest = new RequestType<{ readonly rule: string }, string | null, void>('bridgekeeper/rulePage');

/** All rules, for choosing one. */
export const RulesRequest = new RequestType0<
  readonly { readonly id: string; readonly summary: string; readonly severity: string }[],
  void
>('bridgekeeper/rules');

/** A line of the address plan, ready to be shown. */
export interface PlanNode {
  readonly label: string;
  readonly description?: string;
  readonly kind: 'host' | 'group' | 'network' | 'subnet' | 'address' | 'interface' | 'port' | 'pool' | 'reserved' | 'conflict';
  readonly conflict?: boolean;
  /** Where it is written. */
  readonly place?: { readonly uri: string; readonly range: LspRange };
  readonly children?: readonly PlanNode[];
}

/** The address plan of every host, as a tree. */
export const PlanRequest = new RequestType0<readonly PlanNode[], void>('bridgekeeper/plan');
/** The address plan of every host, as SVG documents. */
export const PlanPictureRequest = new RequestType0<readonly string[], void>('bridgekeeper/planPicture');

/** The views that have something to show. */
export const ViewsRequest = new RequestType0<
  readonly { readonly view: string; readonly title: string; readonly extension: string; readonly host: string }[],
  void
>('bridgekeeper/views');
/** The text of a view of a host. */
export const ViewRequest = new RequestType<{ readonly view: string; readonly host: string }, string | null, void>(
  'bridgekeeper/view',
);

/** The client's answer to a server that has no file system of its own (in a browser). Names are addresses. */
export const ReadFileRequest = new RequestType<{ readonly uri: string; readonly limit?: number }, string | null, void>(
  'bridgekeeper/readFile',
);
export const ListFolderRequest = new RequestType<{ readonly uri: string }, readonly FolderEntry[] | null, void>(
  'bridgekeeper/listFolder',
);
export const KindOfRequest = new RequestType<{ readonly uri: string }, 'file' | 'folder' | null, void>('bridgekeeper/kindOf');
/** The bytes of a WebAssembly file that stands beside the server's script. */
export const WasmRequest = new RequestType<{ readonly name: string }, Uint8Array, void>('bridgekeeper/wasm');
