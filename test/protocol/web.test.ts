import { readFileSync } from 'node:fs';
import { createContext, Script } from 'node:vm';
import { afterEach, expect, test } from 'vitest';
import {
  type AbstractMessageReader,
  createMessageConnection,
  type DataCallback,
  type Message,
  type MessageConnection,
  AbstractMessageReader as Reader,
  AbstractMessageWriter as Writer,
} from 'vscode-jsonrpc/node';
import type { Diagnostic, Hover } from 'vscode-languageserver';

const DIST = new URL('../../server/dist/', import.meta.url);
const program = new Script(readFileSync(new URL('web.js', DIST), 'utf8'), { filename: 'web.js' });
const FOLDER = 'memfs:/host';

/** What the program finds in a browser's worker that was started from a blob; nothing of Node is there. */
function worker(post: (message: Message) => void): { readonly scope: object; send(message: Message): void } {
  const scope: Record<string, unknown> & { onmessage?: (event: { data: unknown }) => void } = {
    WorkerGlobalScope: class {},
    location: { href: 'blob:http://127.0.0.1/6a5c0a9e-7d3d-4f0b-9d10-1a2b3c4d5e6f' },
    postMessage: (message: Message) => queueMicrotask(() => post(structuredClone(message))),
    addEventListener: () => {},
    ...{ console, performance, setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask, structuredClone },
    ...{ MessageChannel, TextDecoder, TextEncoder, URL, AbortController, Uint8Array, ArrayBuffer },
  };
  scope.self = scope;
  return { scope, send: (message) => scope.onmessage?.({ data: structuredClone(message) }) };
}

let connection: MessageConnection | undefined;
afterEach(() => connection?.dispose());

/** A conversation with the browser's server about files that its client holds. */
async function start(files: Readonly<Record<string, string>>): Promise<{
  readonly connection: MessageConnection;
  readonly diagnostics: ReadonlyMap<string, Diagnostic[]>;
  readonly errors: readonly string[];
}> {
  let receive: DataCallback | undefined;
  const { scope, send } = worker((message) => receive?.(message));
  const reader: AbstractMessageReader = new (class extends Reader {
    listen(callback: DataCallback) {
      receive = callback;
      return { dispose: () => {} };
    }
  })();
  const writer = new (class extends Writer {
    async write(message: Message) {
      send(message);
    }
    end() {}
  })();
  program.runInContext(createContext(scope));
  const client = createMessageConnection(reader, writer);
  connection = client;
  const diagnostics = new Map<string, Diagnostic[]>();
  const errors: string[] = [];
  const names = Object.keys(files).map((name) => `${FOLDER}/${name}`);
  const textOf = (uri: string) => files[uri.slice(FOLDER.length + 1)];
  client.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics: found }) => {
    diagnostics.set(uri, found);
  });
  client.onNotification('window/logMessage', ({ message }) => {
    errors.push(message);
  });
  client.onRequest('bridgekeeper/wasm', ({ name }) => new Uint8Array(readFileSync(new URL(name, DIST))));
  client.onRequest('bridgekeeper/readFile', ({ uri, limit }) => textOf(uri)?.slice(0, limit) ?? null);
  client.onRequest('bridgekeeper/kindOf', ({ uri }) =>
    textOf(uri) !== undefined ? 'file' : names.some((name) => name.startsWith(`${uri}/`)) ? 'folder' : null,
  );
  client.onRequest('bridgekeeper/listFolder', ({ uri }) => {
    const below = names.filter((name) => name.startsWith(`${uri}/`)).map((name) => name.slice(uri.length + 1).split('/'));
    const kinds = new Map(below.map(([name, ...more]) => [name, more.length > 0 ? 'folder' : 'file']));
    return [...kinds].map(([name, kind]) => ({ name, kind, isLink: false }));
  });
  client.listen();
  await client.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: [{ uri: FOLDER, name: 'host' }],
    capabilities: { textDocument: { publishDiagnostics: {} } },
  });
  await client.sendNotification('initialized', {});
  return { connection: client, diagnostics, errors };
}

test('the browser’s server judges every kind of file, and needs nothing of Node', async () => {
  const {
    connection: client,
    diagnostics,
    errors,
  } = await start({
    'etc/nftables.conf': 'table inet t {\n  # bridgekeeper-ignore meta/invalid-config\n}\n',
    'etc/docker/daemon.json': '{ "bip": "10.200.0.1/24", "iptable": false }\n',
    'srv/compose.yaml':
      'services: { web: { image: x, networks: [front] } }\nnetworks: { front: { ipam: { config: [{ subnet: 10.200.0.0/25 }] } } }\n',
    'up.sh': 'docker network create --subnet 10.200.0.128/25 back\n',
  });
  const rules = (name: string) => (diagnostics.get(`${FOLDER}/${name}`) ?? []).map(({ code }) => code);
  await expect
    .poll(
      () => [errors, rules('etc/nftables.conf'), rules('etc/docker/daemon.json'), rules('srv/compose.yaml'), rules('up.sh')],
      {
        timeout: 20_000,
      },
    )
    .toEqual([
      [],
      ['meta/unused-suppression'],
      ['docker/unknown-option'],
      expect.arrayContaining(['host/subnet-overlap']),
      expect.arrayContaining(['host/subnet-overlap']),
    ]);
  const hover = await client.sendRequest<Hover | null>('textDocument/hover', {
    textDocument: { uri: `${FOLDER}/etc/docker/daemon.json` },
    position: { line: 0, character: 4 },
  });
  expect(hover?.contents).toMatchObject({ value: expect.stringContaining('bip') });
});
