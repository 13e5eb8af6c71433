import type { BaseLanguageClient } from 'vscode-languageclient';

// What the server and this client say to each other beyond LSP; server/src/lsp/messages.ts describes it.

export interface HostStatus {
  readonly folder: string;
  readonly name: string;
  readonly backend: string;
  readonly files: number;
}

/** A line of the address plan, ready to be shown. */
export interface PlanNode {
  readonly label: string;
  readonly description?: string;
  readonly kind: 'host' | 'group' | 'network' | 'subnet' | 'address' | 'interface' | 'port' | 'pool' | 'reserved' | 'conflict';
  readonly conflict?: boolean;
  readonly place?: { readonly uri: string; readonly range: { readonly start: PlanPosition; readonly end: PlanPosition } };
  readonly children?: readonly PlanNode[];
}
interface PlanPosition {
  readonly line: number;
  readonly character: number;
}

export interface OpenableView {
  readonly view: string;
  readonly title: string;
  readonly extension: string;
  readonly host: string;
}

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
  readonly isLink: boolean;
}

/** What this client asks the server. */
interface Requests {
  'bridgekeeper/rulePage': { params: { readonly rule: string }; result: string | null };
  'bridgekeeper/rules': {
    params: undefined;
    result: readonly { readonly id: string; readonly summary: string; readonly severity: string }[];
  };
  'bridgekeeper/plan': { params: undefined; result: readonly PlanNode[] };
  'bridgekeeper/planPicture': { params: undefined; result: readonly string[] };
  'bridgekeeper/views': { params: undefined; result: readonly OpenableView[] };
  'bridgekeeper/view': { params: { readonly view: string; readonly host: string }; result: string | null };
}

/** Asks the server. The method's name is enough, so that nothing of the client library has to be loaded for it. */
export function ask<M extends keyof Requests>(
  client: BaseLanguageClient,
  method: M,
  params: Requests[M]['params'],
): Promise<Requests[M]['result']> {
  return params === undefined ? client.sendRequest(method) : client.sendRequest(method, params);
}

/** What this client tells the server. */
export const NEIGHBOURS = 'bridgekeeper/neighbours';

/** What the server tells. */
export const STATUS = 'bridgekeeper/status';

/** What a server without files of its own asks this client. */
export interface FileRequests {
  'bridgekeeper/wasm': { params: { readonly name: string }; result: Uint8Array };
  'bridgekeeper/readFile': { params: { readonly uri: string; readonly limit?: number }; result: string | null };
  'bridgekeeper/listFolder': { params: { readonly uri: string }; result: readonly FolderEntry[] | null };
  'bridgekeeper/kindOf': { params: { readonly uri: string }; result: 'file' | 'folder' | null };
}
