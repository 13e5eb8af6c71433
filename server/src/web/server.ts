import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { KindOfRequest, ListFolderRequest, ReadFileRequest, WasmRequest } from '../lsp/messages.ts';
import { startServer } from '../lsp/server.ts';
import { toUri } from '../lsp/uris.ts';
import { setParserClock } from '../syntax/clock.ts';
import { setWasmLoader } from '../syntax/runtime.ts';
import { type FileSystem, MAX_FILE_BYTES } from '../workspace/file-system.ts';

declare const BRIDGEKEEPER_VERSION: string;

// The entry of a worker in the browser. It has no files of its own and asks its client for them.
const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
const connection = createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope));
setWasmLoader((name) => connection.sendRequest(WasmRequest, { name }));
setParserClock(() => performance.now());

const fs: FileSystem = {
  read: async (file) => {
    const text = await connection.sendRequest(ReadFileRequest, { uri: toUri(file) });
    return text === null || text.length > MAX_FILE_BYTES ? undefined : text;
  },
  readHead: async (file, limit) => (await connection.sendRequest(ReadFileRequest, { uri: toUri(file), limit })) ?? undefined,
  list: async (folder) => (await connection.sendRequest(ListFolderRequest, { uri: toUri(folder) })) ?? undefined,
  // Editors' file systems do not say where links lead; their own search does not follow them either.
  realPath: async (path) => path,
  kindOf: async (path) => (await connection.sendRequest(KindOfRequest, { uri: toUri(path) })) ?? undefined,
};

startServer(connection, { version: BRIDGEKEEPER_VERSION, fs, rulePage: () => undefined });
connection.listen();
