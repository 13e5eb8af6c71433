import {
  type CancellationToken,
  type Connection,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  ResponseError,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import type { FileId } from '../base/paths.ts';
import type { Report, Reports } from './reports.ts';
import type { Session } from './session.ts';
import { fromUri, toUri } from './uris.ts';

/** Typing is given this much time, in milliseconds, before a check begins: more where checks take longer. */
const SHORTEST_DELAY = 30;
const LONGEST_DELAY = 150;

export interface DiagnosticsOptions {
  /** The client asks for diagnostics; without it they are sent when they change. */
  readonly pull: boolean;
  /** The client can be told to ask again. */
  readonly refresh: boolean;
}

/** Has everything checked after changes, and gives the client the result the way it wants it. */
export class Diagnostics {
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What the client knows of each file. */
  readonly #delivered = new Map<FileId, string>();
  readonly #waiting = new Set<() => void>();

  constructor(
    private readonly connection: Connection,
    private readonly session: Session,
    private readonly reports: Reports,
    private readonly options: DiagnosticsOptions,
    /** Called when a check of everything is done. */
    private readonly onChecked: () => void,
  ) {
    if (!options.pull) return;
    connection.languages.diagnostics.on((params, token) =>
      this.#document(fromUri(params.textDocument.uri), params.previousResultId, token),
    );
    connection.languages.diagnostics.onWorkspace((params, token) =>
      this.#workspace(new Map(params.previousResultIds.map(({ uri, value }) => [fromUri(uri), value])), token),
    );
  }

  /** Something changed: checks after a while, later when more changes follow. */
  schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#run().catch((error: unknown) =>
        this.connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
      );
    }, this.#delay());
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #delay(): number {
    const last = Math.max(0, ...this.session.units.map(({ lastDuration }) => lastDuration));
    return Math.max(SHORTEST_DELAY, Math.min(2 * last, LONGEST_DELAY));
  }

  async #check(): Promise<void> {
    await this.session.settled();
    for (const unit of this.session.units) await unit.check();
  }

  async #run(): Promise<void> {
    await this.#check();
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
    this.onChecked();
    if (!this.options.pull) this.#send();
    else if (this.options.refresh) {
      // The client asks for the document that is being edited by itself; this is about the others.
      await new Promise((resolve) => setTimeout(resolve, LONGEST_DELAY));
      const reports = this.reports.all();
      const stale = (file: FileId) =>
        this.#delivered.has(file) && this.#delivered.get(file) !== (reports.get(file)?.resultId ?? 'none');
      if ([...this.session.documents.openFiles()].some(stale)) await this.connection.languages.diagnostics.refresh();
    }
  }

  #send(): void {
    const reports = this.reports.all();
    for (const file of new Set([...reports.keys(), ...this.#delivered.keys()])) {
      const report = reports.get(file);
      if (this.#delivered.get(file) === report?.resultId) continue;
      if (report) this.#delivered.set(file, report.resultId);
      else this.#delivered.delete(file);
      const version = this.session.documents.version(file);
      void this.connection.sendDiagnostics({
        uri: this.#uri(file),
        diagnostics: report?.items ?? [],
        ...(version === undefined ? {} : { version }),
      });
    }
  }

  #uri(file: FileId): string {
    return this.session.documents.uri(file) ?? toUri(file);
  }

  async #document(file: FileId, previous: string | undefined, token: CancellationToken): Promise<DocumentDiagnosticReport> {
    await new Promise((resolve) => setTimeout(resolve, this.#delay()));
    stopIfCancelled(token);
    await this.session.settled();
    await this.session.subject(file)?.unit.check();
    stopIfCancelled(token);
    const report = this.reports.one(file);
    this.#delivered.set(file, report.resultId);
    return report.resultId === previous
      ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId: report.resultId }
      : { kind: DocumentDiagnosticReportKind.Full, ...report };
  }

  /** Answers when something differs from what the client knows, however long that takes. */
  async #workspace(
    known: ReadonlyMap<FileId, string>,
    token: CancellationToken,
  ): Promise<{ items: WorkspaceDocumentDiagnosticReport[] }> {
    for (;;) {
      await this.#check();
      stopIfCancelled(token);
      const items = this.#changed(known, this.reports.all());
      if (items.length > 0) return { items };
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
        token.onCancellationRequested(() => resolve());
      });
      stopIfCancelled(token);
    }
  }

  #changed(known: ReadonlyMap<FileId, string>, reports: ReadonlyMap<FileId, Report>): WorkspaceDocumentDiagnosticReport[] {
    const items: WorkspaceDocumentDiagnosticReport[] = [];
    for (const file of new Set([...known.keys(), ...reports.keys()])) {
      const { resultId, items: diagnostics } = reports.get(file) ?? { resultId: 'none', items: [] };
      if (known.get(file) === resultId || (!known.has(file) && diagnostics.length === 0)) continue;
      const version = this.session.documents.version(file) ?? null;
      items.push({ kind: DocumentDiagnosticReportKind.Full, uri: this.#uri(file), version, resultId, items: diagnostics });
    }
    return items;
  }
}

function stopIfCancelled(token: CancellationToken): void {
  if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
}
