import {
  type CodeActionKind,
  CompletionItemKind,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  DocumentHighlightKind,
  FoldingRangeKind,
  type Location as LspLocation,
  type Range as LspRange,
  SymbolKind,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { FileId } from '../base/paths.ts';
import type { Location, Range } from '../base/range.ts';
import type { Severity } from '../base/severity.ts';
import type { LineIndex } from '../base/text.ts';
import type { FileEdit, Finding } from '../checks/finding.ts';
import type { CompletionKind, Fold, Occurrence, OutlineNode } from '../features/provider.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { toUri } from './uris.ts';

/** Knows the lines of files and how the client calls them. */
export interface Places {
  lines(file: FileId): LineIndex | undefined;
  uri(file: FileId): string;
}

/** The places of a workspace; open documents keep the address that the client gave them. */
export function placesOf(workspace: Workspace, uriOf: (file: FileId) => string | undefined): Places {
  return {
    lines: (file) => workspace.file(file)?.lines,
    uri: (file) => uriOf(file) ?? toUri(file),
  };
}

export function toLspRange(range: Range, lines: LineIndex | undefined): LspRange {
  const zero = { line: 0, character: 0 };
  return lines ? { start: lines.positionAt(range.start), end: lines.positionAt(range.end) } : { start: zero, end: zero };
}

export function toLspLocation({ file, range }: Location, places: Places): LspLocation {
  return { uri: places.uri(file), range: toLspRange(range, places.lines(file)) };
}

export function fromLspRange(range: LspRange, lines: LineIndex): Range {
  return { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) };
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const TAGS = { unnecessary: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated } as const;

/** A finding for the editor. `pageOf` gives the address of a rule's page. */
export function toDiagnostic(finding: Finding, places: Places, pageOf: (rule: string) => string | undefined): Diagnostic {
  const href = pageOf(finding.rule);
  return {
    range: toLspRange(finding.range, places.lines(finding.file)),
    severity: SEVERITIES[finding.severity],
    source: 'bridgekeeper',
    code: finding.rule,
    ...(href === undefined ? {} : { codeDescription: { href } }),
    message: finding.message,
    ...(finding.tag === undefined ? {} : { tags: [TAGS[finding.tag]] }),
    ...(finding.related.length === 0
      ? {}
      : {
          relatedInformation: finding.related.map(({ message, location }) => ({
            message,
            location: toLspLocation(location, places),
          })),
        }),
  };
}

export function toTextEdits(edits: readonly FileEdit[], lines: LineIndex | undefined): TextEdit[] {
  return edits.map(({ range, newText }) => ({ range: toLspRange(range, lines), newText }));
}

/** Edits of several files. `versionOf` gives the version of an open document; edits of it are refused when it is no longer that. */
export function toWorkspaceEdit(
  edits: readonly FileEdit[],
  places: Places,
  versionOf: (file: FileId) => number | undefined,
): WorkspaceEdit {
  const files = [...new Set(edits.map(({ file }) => file))];
  return {
    documentChanges: files.map((file) => ({
      textDocument: { uri: places.uri(file), version: versionOf(file) ?? null },
      edits: toTextEdits(
        edits.filter((edit) => edit.file === file),
        places.lines(file),
      ),
    })),
  };
}

export const COMPLETION_KINDS: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  value: CompletionItemKind.EnumMember,
  variable: CompletionItemKind.Variable,
  table: CompletionItemKind.Module,
  chain: CompletionItemKind.Function,
  set: CompletionItemKind.Struct,
  object: CompletionItemKind.Class,
  network: CompletionItemKind.Interface,
  service: CompletionItemKind.Module,
  interface: CompletionItemKind.Interface,
  address: CompletionItemKind.Value,
  port: CompletionItemKind.Value,
  property: CompletionItemKind.Property,
  option: CompletionItemKind.Property,
  unit: CompletionItemKind.Unit,
  file: CompletionItemKind.File,
  snippet: CompletionItemKind.Snippet,
};

export const OUTLINE_KINDS: Readonly<Record<OutlineNode['kind'], SymbolKind>> = {
  table: SymbolKind.Module,
  chain: SymbolKind.Function,
  rule: SymbolKind.Event,
  set: SymbolKind.Struct,
  map: SymbolKind.Struct,
  object: SymbolKind.Object,
  variable: SymbolKind.Variable,
  include: SymbolKind.File,
  network: SymbolKind.Interface,
  service: SymbolKind.Module,
  option: SymbolKind.Property,
};

export const FOLD_KINDS: Readonly<Record<NonNullable<Fold['kind']>, FoldingRangeKind>> = {
  comment: FoldingRangeKind.Comment,
  imports: FoldingRangeKind.Imports,
  region: FoldingRangeKind.Region,
};

export const HIGHLIGHT_KINDS: Readonly<Record<Occurrence['role'], DocumentHighlightKind>> = {
  definition: DocumentHighlightKind.Write,
  reference: DocumentHighlightKind.Read,
};

/** Kinds of code actions that the server can give. */
export const CODE_ACTION_KINDS: readonly CodeActionKind[] = ['quickfix', 'refactor', 'source', 'source.fixAll.bridgekeeper'];
