import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createMessageConnection, type MessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import type { Diagnostic, InitializeResult } from 'vscode-languageserver';

const CLI = fileURLToPath(new URL('../../server/dist/cli.js', import.meta.url));

export interface ClientOptions {
  /** The client asks for diagnostics instead of being sent them. */
  readonly pull?: boolean;
  /** What `workspace/configuration` answers for the section `bridgekeeper`. */
  readonly settings?: unknown;
  readonly initializationOptions?: unknown;
  /** Folders below the temporary one that are opened; the temporary one itself without it, none for an empty list. */
  readonly folders?: readonly string[];
}

/** An LSP client that speaks to the built server over stdio, in a temporary folder of its own. */
export class LspClient {
  readonly diagnostics = new Map<string, Diagnostic[]>();
  readonly status: unknown[] = [];
  readonly registered: string[] = [];
  refreshes = 0;
  result!: InitializeResult;
  #versions = new Map<string, number>();
  #texts = new Map<string, string>();
  #waiters = new Set<() => void>();

  private constructor(
    readonly root: string,
    readonly process: ChildProcess,
    readonly connection: MessageConnection,
  ) {}

  static async start(files: Readonly<Record<string, string>>, options: ClientOptions = {}): Promise<LspClient> {
    const root = await realpath(await mkdtemp(join(tmpdir(), 'bridgekeeper-protocol-')));
    const server = spawn(process.execPath, [CLI, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
    const client = new LspClient(root, server, connection);
    for (const [name, text] of Object.entries(files)) await client.write(name, text);
    await client.#initialize(options);
    return client;
  }

  async #initialize({ pull, settings, initializationOptions, folders = [''] }: ClientOptions): Promise<void> {
    const { connection } = this;
    connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) => {
      this.diagnostics.set(uri, diagnostics);
      this.#wake();
    });
    connection.onNotification('bridgekeeper/status', (status) => {
      this.status.push(status);
      this.#wake();
    });
    connection.onNotification('window/logMessage', ({ type, message }) => {
      if (type === 1) throw new Error(`the server logged an error: ${message}`);
    });
    connection.onRequest('workspace/configuration', ({ items }) => items.map(() => settings ?? null));
    connection.onRequest('client/registerCapability', ({ registrations }) => {
      this.registered.push(...registrations.map(({ method }: { method: string }) => method));
      return null;
    });
    connection.onRequest('workspace/diagnostic/refresh', () => {
      this.refreshes++;
      this.#wake();
      return null;
    });
    connection.listen();
    this.result = await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      initializationOptions,
      workspaceFolders: folders.map((name) => ({ uri: this.uri(name), name: name || 'root' })),
      capabilities: {
        workspace: {
          configuration: true,
          workspaceFolders: true,
          diagnostics: { refreshSupport: true },
          didChangeWatchedFiles: { dynamicRegistration: true },
          didChangeConfiguration: { dynamicRegistration: true },
        },
        textDocument: {
          rename: { prepareSupport: true },
          completion: { completionItem: { snippetSupport: true } },
          ...(pull ? { diagnostic: {} } : { publishDiagnostics: { relatedInformation: true } }),
        },
      },
    });
    await connection.sendNotification('initialized', {});
  }

  uri(name: string): string {
    return pathToFileURL(join(this.root, name)).href.replace(/\/$/, '');
  }

  /** Writes a file and says nothing to the server. */
  async write(name: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.root, name)), { recursive: true });
    await writeFile(join(this.root, name), text);
  }

  /** Tells the server that files came (1), changed (2) or went (3). */
  async watched(changes: Readonly<Record<string, 1 | 2 | 3>>): Promise<void> {
    await this.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: Object.entries(changes).map(([name, type]) => ({ uri: this.uri(name), type })),
    });
  }

  async open(name: string, text: string, languageId = 'nftables'): Promise<void> {
    const uri = this.uri(name);
    this.#versions.set(uri, 1);
    this.#texts.set(uri, text);
    await this.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  }

  /** Replaces the first `before` of an open document by `after`, as an incremental change. */
  async edit(name: string, before: string, after: string): Promise<void> {
    const uri = this.uri(name);
    const text = this.#texts.get(uri)!;
    const at = text.indexOf(before);
    if (at < 0) throw new Error(`"${before}" does not stand in ${name}`);
    const position = (offset: number) => {
      const lines = text.slice(0, offset).split('\n');
      return { line: lines.length - 1, character: lines.at(-1)!.length };
    };
    const version = this.#versions.get(uri)! + 1;
    this.#versions.set(uri, version);
    this.#texts.set(uri, text.slice(0, at) + after + text.slice(at + before.length));
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: position(at), end: position(at + before.length) }, text: after }],
    });
  }

  async close(name: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri: this.uri(name) } });
  }

  request<T>(method: string, name: string, params: object = {}): Promise<T> {
    return this.connection.sendRequest(method, { textDocument: { uri: this.uri(name) }, ...params });
  }

  /** The diagnostics that were sent for a file, once `accept` likes their rules. */
  async sent(name: string, accept: (rules: string[], found: Diagnostic[]) => boolean): Promise<Diagnostic[]> {
    const found = () => this.diagnostics.get(this.uri(name));
    const isLiked = (list: Diagnostic[] | undefined) =>
      list !== undefined &&
      accept(
        list.map(({ code }) => String(code)),
        list,
      );
    await this.until(() => isLiked(found()), `diagnostics of ${name}`);
    return found()!;
  }

  /** Resolves when a condition holds after something arrived; rejects after ten seconds. */
  async until(condition: () => boolean, what: string): Promise<void> {
    const end = Date.now() + 10_000;
    while (!condition()) {
      if (Date.now() > end) throw new Error(`waited ten seconds for ${what}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 500);
        this.#waiters.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  #wake(): void {
    for (const wake of this.#waiters) wake();
    this.#waiters.clear();
  }

  /** Ends the conversation as the protocol says; the exit status of the server. */
  async stop(): Promise<number | null> {
    await this.connection.sendRequest('shutdown');
    const ended = new Promise<number | null>((resolve) => this.process.once('exit', resolve));
    await this.connection.sendNotification('exit');
    const status = await ended;
    this.connection.dispose();
    await rm(this.root, { recursive: true, force: true });
    return status;
  }
}
