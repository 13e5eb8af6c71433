import {
  type ClientCapabilities,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeResult,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { PAGES } from '../checks/pages.generated.ts';
import { RULES } from '../checks/registry.generated.ts';
import { completionTriggers } from '../features/completion.ts';
import { formatTriggers } from '../features/formatting.ts';
import { SEMANTIC_TOKEN_MODIFIERS, SEMANTIC_TOKEN_TYPES } from '../features/provider.ts';
import { openableViews, viewText } from '../features/views.ts';
import { WATCHED } from '../workspace/file-kind.ts';
import type { FileSystem } from '../workspace/file-system.ts';
import { CODE_ACTION_KINDS } from './convert.ts';
import { Diagnostics } from './diagnostics.ts';
import {
  type InitializationOptions,
  NeighboursNotification,
  PlanPictureRequest,
  PlanRequest,
  RulePageRequest,
  RulesRequest,
  StatusNotification,
  ViewRequest,
  ViewsRequest,
} from './messages.ts';
import { planPictures, planTrees } from './plan.ts';
import { Reports } from './reports.ts';
import { answerRequests } from './requests.ts';
import { Session } from './session.ts';
import { DEFAULT_EDITOR_SETTINGS, readSettings } from './settings.ts';
import { hostStatus } from './status.ts';
import { fromUri, toUri } from './uris.ts';

/** What the language server needs of where it runs. */
export interface Platform {
  readonly version: string;
  /** Files by decoded address; see {@link fromUri}. */
  readonly fs: FileSystem;
  /** The address of a rule's page when the client names none. */
  rulePage(rule: string): string | undefined;
}

/** Runs a language server on a connection, which must not be listening yet. */
export function startServer(connection: Connection, platform: Platform): void {
  connection.onInitialize(({ capabilities, workspaceFolders, rootUri, initializationOptions }) => {
    const options = (initializationOptions ?? {}) as InitializationOptions;
    const folders = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
    run(connection, platform, capabilities, options, folders);
    return initializeResult(platform, capabilities);
  });
}

function run(
  connection: Connection,
  platform: Platform,
  capabilities: ClientCapabilities,
  options: InitializationOptions,
  folders: readonly string[],
): void {
  const { workspace, textDocument } = capabilities;
  const session: Session = new Session(
    platform.fs,
    async (folder) => {
      if (!workspace?.configuration) return DEFAULT_EDITOR_SETTINGS;
      return readSettings(await connection.workspace.getConfiguration({ scopeUri: toUri(folder), section: 'bridgekeeper' }));
    },
    () => diagnostics.schedule(),
    (message) => connection.console.error(message),
  );
  session.setNeighbours(options.neighbours ?? []);
  const pageOf = (rule: string) => options.ruleLink?.replace('{rule}', rule) ?? platform.rulePage(rule);
  const reports = new Reports(session, pageOf);
  const diagnostics: Diagnostics = new Diagnostics(
    connection,
    session,
    reports,
    { pull: textDocument?.diagnostic !== undefined, refresh: workspace?.diagnostics?.refreshSupport ?? false },
    () => void connection.sendNotification(StatusNotification, { hosts: hostStatus(session) }),
  );
  const closed = answerRequests(connection, session, reports, {
    snippets: textDocument?.completion?.completionItem?.snippetSupport ?? false,
    commands: options.commands ?? false,
  });

  connection.onInitialized(() => {
    session.addFolders(folders.map(fromUri));
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration)
      void connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: WATCHED.map((globPattern) => ({ globPattern })),
      });
    if (workspace?.didChangeConfiguration?.dynamicRegistration)
      void connection.client.register(DidChangeConfigurationNotification.type, { section: 'bridgekeeper' });
    if (workspace?.workspaceFolders)
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        session.removeFolders(removed.map(({ uri }) => fromUri(uri)));
        session.addFolders(added.map(({ uri }) => fromUri(uri)));
      });
  });

  const { documents } = session;
  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) =>
    session.documentChanged(documents.add(uri, languageId, version, text)),
  );
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) =>
    session.documentChanged(documents.change(uri, version, contentChanges)),
  );
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    closed(fromUri(uri));
    session.documentClosed(documents.remove(uri));
  });
  connection.onDidChangeWatchedFiles(({ changes }) => session.filesChanged(changes.map(({ uri }) => fromUri(uri))));
  connection.onDidChangeConfiguration(() => session.reloadSettings());

  connection.onNotification(NeighboursNotification, ({ neighbours }) => session.setNeighbours(neighbours));

  connection.onRequest(RulePageRequest, ({ rule }) => PAGES[rule] ?? null);
  connection.onRequest(RulesRequest, () => RULES.map(({ id, summary, severity }) => ({ id, summary, severity })));
  connection.onRequest(PlanRequest, async () => {
    await session.settled();
    return planTrees(session);
  });
  connection.onRequest(PlanPictureRequest, async () => {
    await session.settled();
    return planPictures(session);
  });
  connection.onRequest(ViewsRequest, async () => {
    await session.settled();
    return session.units.flatMap(({ workspace: inner }) =>
      openableViews(inner).map(({ view, host }) => ({ view: view.id, title: view.title, extension: view.extension, host })),
    );
  });
  connection.onRequest(ViewRequest, async ({ view, host }) => {
    await session.settled();
    for (const unit of session.units) {
      const text = viewText(unit.workspace, view, host);
      if (text !== undefined) return text;
    }
    return null;
  });
  connection.onShutdown(() => diagnostics.dispose());
}

function initializeResult(platform: Platform, { textDocument, workspace }: ClientCapabilities): InitializeResult {
  const [firstTrigger, ...moreTriggers] = formatTriggers();
  return {
    serverInfo: { name: 'Bridgekeeper', version: platform.version },
    capabilities: {
      positionEncoding: 'utf-16',
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      hoverProvider: true,
      completionProvider: { triggerCharacters: completionTriggers() },
      definitionProvider: true,
      referencesProvider: true,
      documentHighlightProvider: true,
      renameProvider: textDocument?.rename?.prepareSupport ? { prepareProvider: true } : true,
      documentSymbolProvider: true,
      workspaceSymbolProvider: true,
      foldingRangeProvider: true,
      selectionRangeProvider: true,
      documentLinkProvider: {},
      codeLensProvider: {},
      inlayHintProvider: true,
      callHierarchyProvider: true,
      codeActionProvider: { codeActionKinds: [...CODE_ACTION_KINDS] },
      documentFormattingProvider: true,
      documentRangeFormattingProvider: true,
      ...(firstTrigger === undefined
        ? {}
        : { documentOnTypeFormattingProvider: { firstTriggerCharacter: firstTrigger, moreTriggerCharacter: moreTriggers } }),
      semanticTokensProvider: {
        legend: { tokenTypes: [...SEMANTIC_TOKEN_TYPES], tokenModifiers: [...SEMANTIC_TOKEN_MODIFIERS] },
        full: { delta: true },
        range: true,
      },
      ...(textDocument?.diagnostic
        ? { diagnosticProvider: { identifier: 'bridgekeeper', interFileDependencies: true, workspaceDiagnostics: true } }
        : {}),
      ...(workspace?.workspaceFolders ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } } : {}),
    },
  };
}
