import {
  type CancellationToken,
  type CompletionItem,
  CompletionTriggerKind,
  type Connection,
  InlayHintKind,
  InsertTextFormat,
  LSPErrorCodes,
  type CodeAction as LspCodeAction,
  MarkupKind,
  type Position,
  ResponseError,
  type SelectionRange,
  SemanticTokensBuilder,
} from 'vscode-languageserver';
import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import { callees, callers, callItems } from '../features/call-hierarchy.ts';
import { type CodeAction, codeActions, fixAllAction } from '../features/code-actions.ts';
import { codeLenses } from '../features/code-lens.ts';
import { completions } from '../features/completion.ts';
import { definition } from '../features/definition.ts';
import { documentLinks } from '../features/document-links.ts';
import { folds } from '../features/folding.ts';
import { format, formatTyped } from '../features/formatting.ts';
import { hover } from '../features/hover.ts';
import { inlayHints } from '../features/inlay-hints.ts';
import { outline, searchSymbols } from '../features/outline.ts';
import { type CallItem, type OutlineNode, SEMANTIC_TOKEN_MODIFIERS, SEMANTIC_TOKEN_TYPES } from '../features/provider.ts';
import { highlights, references } from '../features/references.ts';
import { prepareRename, rename } from '../features/rename.ts';
import { selections } from '../features/selection.ts';
import { semanticTokens } from '../features/semantic-tokens.ts';
import { nextTurn } from './breathe.ts';
import {
  COMPLETION_KINDS,
  FOLD_KINDS,
  fromLspRange,
  HIGHLIGHT_KINDS,
  OUTLINE_KINDS,
  toLspLocation,
  toLspRange,
  toTextEdits,
  toWorkspaceEdit,
} from './convert.ts';
import type { Reports } from './reports.ts';
import type { Session, Subject } from './session.ts';
import { fromUri, toUri } from './uris.ts';

/** What the client can do that changes the shape of answers. */
export interface ClientAbilities {
  readonly snippets: boolean;
  /** Commands of our own client that links and lenses may name. */
  readonly commands: boolean;
}

/** Answers the requests about documents. The result is to be called when a document is closed. */
export function answerRequests(
  connection: Connection,
  session: Session,
  reports: Reports,
  abilities: ClientAbilities,
): (closed: FileId) => void {
  /** The file that a request is about once all earlier changes are in; undefined when nobody judges it. */
  const subjectOf = async (uri: string, token: CancellationToken): Promise<Subject | undefined> => {
    // A cancellation that is waiting already is seen after this.
    await nextTurn();
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    await session.settled();
    return session.subject(fromUri(uri));
  };
  const at = async (params: { textDocument: { uri: string }; position: Position }, token: CancellationToken) => {
    const subject = await subjectOf(params.textDocument.uri, token);
    return subject && { ...subject, offset: subject.places.lines(subject.file)!.offsetAt(params.position) };
  };
  const versionOf = (file: FileId) => session.documents.version(file);
  const rangeIn = ({ places, file }: Subject, range: Range) => toLspRange(range, places.lines(file));

  connection.onHover(async (params, token) => {
    const here = await at(params, token);
    const found = here && hover(here.unit.workspace, here.file, here.offset);
    return found ? { contents: { kind: MarkupKind.Markdown, value: found.markdown }, range: rangeIn(here!, found.range) } : null;
  });

  connection.onCompletion(async (params, token) => {
    const here = await at(params, token);
    if (!here) return null;
    const typed =
      params.context?.triggerKind === CompletionTriggerKind.TriggerCharacter ? params.context.triggerCharacter : undefined;
    const isProposedElsewhere = session.isSaidBy('compose-names', here.file);
    const proposals = completions(here.unit.workspace, here.file, here.offset, typed).filter(
      ({ kind, label }) => !isProposedElsewhere || (kind !== 'network' && kind !== 'service') || label.includes(':'),
    );
    return proposals.map((proposal): CompletionItem => {
      const { label, kind, detail, documentation, filterText, sortText, preselect, deprecated, additionalEdits } = proposal;
      const text = proposal.insertText ?? label;
      const asSnippet = proposal.snippet === true && abilities.snippets;
      return {
        label,
        kind: COMPLETION_KINDS[kind],
        textEdit: {
          range: rangeIn(here, proposal.range),
          newText: proposal.snippet && !asSnippet ? withoutTabStops(text) : text,
        },
        insertTextFormat: asSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
        ...(detail === undefined ? {} : { detail }),
        ...(documentation === undefined ? {} : { documentation: { kind: MarkupKind.Markdown, value: documentation } }),
        ...(filterText === undefined ? {} : { filterText }),
        ...(sortText === undefined ? {} : { sortText }),
        ...(preselect === undefined ? {} : { preselect }),
        ...(deprecated ? { tags: [1 as const] } : {}),
        ...(additionalEdits
          ? {
              additionalTextEdits: toTextEdits(
                additionalEdits.filter(({ file }) => file === here.file),
                here.places.lines(here.file),
              ),
            }
          : {}),
      };
    });
  });

  connection.onDefinition(async (params, token) => {
    const here = await at(params, token);
    const found = here && definition(here.unit.workspace, here.file, here.offset);
    if (!here || !found) return null;
    return found.targets.map(({ location, extent }) => ({
      originSelectionRange: rangeIn(here, found.origin),
      targetUri: here.places.uri(location.file),
      targetRange: toLspRange(extent ?? location.range, here.places.lines(location.file)),
      targetSelectionRange: toLspRange(location.range, here.places.lines(location.file)),
    }));
  });

  connection.onReferences(async (params, token) => {
    const here = await at(params, token);
    if (!here) return null;
    return references(here.unit.workspace, here.file, here.offset)
      .filter(({ role }) => params.context.includeDeclaration || role !== 'definition')
      .map(({ location }) => toLspLocation(location, here.places));
  });

  connection.onDocumentHighlight(async (params, token) => {
    const here = await at(params, token);
    if (!here) return null;
    return highlights(here.unit.workspace, here.file, here.offset).map(({ location, role }) => ({
      range: rangeIn(here, location.range),
      kind: HIGHLIGHT_KINDS[role],
    }));
  });

  connection.onPrepareRename(async (params, token) => {
    const here = await at(params, token);
    const target = here && prepareRename(here.unit.workspace, here.file, here.offset);
    if (!here || !target) return null;
    if ('refused' in target) throw new ResponseError(LSPErrorCodes.RequestFailed, target.refused);
    return { range: rangeIn(here, target.range), placeholder: target.name };
  });

  connection.onRenameRequest(async (params, token) => {
    const here = await at(params, token);
    const result = here && rename(here.unit.workspace, here.file, here.offset, params.newName);
    if (!here || !result) return null;
    if ('refused' in result) throw new ResponseError(LSPErrorCodes.RequestFailed, result.refused);
    return toWorkspaceEdit(result.edits, here.places, versionOf);
  });

  connection.onDocumentSymbol(async (params, token) => {
    const subject = await subjectOf(params.textDocument.uri, token);
    if (!subject) return null;
    const symbol = (node: OutlineNode): import('vscode-languageserver').DocumentSymbol => ({
      name: node.name === '' ? '(unnamed)' : node.name,
      ...(node.detail === undefined ? {} : { detail: node.detail }),
      kind: OUTLINE_KINDS[node.kind],
      range: rangeIn(subject, node.range),
      selectionRange: rangeIn(subject, node.selection),
      children: (node.children ?? []).map(symbol),
    });
    return outline(subject.unit.workspace, subject.file).map(symbol);
  });

  connection.onWorkspaceSymbol(async ({ query }) => {
    await session.settled();
    return session.units.flatMap((unit) => {
      const places = session.placesOf(unit);
      return searchSymbols(unit.workspace, query).map(({ file, node, container }) => ({
        name: node.name,
        kind: OUTLINE_KINDS[node.kind],
        location: toLspLocation({ file, range: node.selection }, places),
        ...(container === undefined ? {} : { containerName: container }),
      }));
    });
  });

  connection.onFoldingRanges(async (params, token) => {
    const subject = await subjectOf(params.textDocument.uri, token);
    if (!subject) return null;
    return folds(subject.unit.workspace, subject.file).map(({ range, kind }) => {
      const { start, end } = rangeIn(subject, range);
      return { startLine: start.line, endLine: end.line, ...(kind ? { kind: FOLD_KINDS[kind] } : {}) };
    });
  });

  connection.onSelectionRanges(async (params, token) => {
    const subject = await subjectOf(params.textDocument.uri, token);
    if (!subject) return null;
    const lines = subject.places.lines(subject.file)!;
    return params.positions.map((position) => {
      const ranges = selections(subject.unit.workspace, subject.file, lines.offsetAt(position));
      let out: SelectionRange | undefined;
      for (const range of ranges.reverse())
        out = out ? { range: rangeIn(subject, range), parent: out } : { range: rangeIn(subject, range) };
      return out ?? { range: { start: position, end: position } };
    });
  });

  connection.onDocumentLinks(async (params, token) => {
    const subject = await subjectOf(params.textDocument.uri, token);
    if (!subject) return null;
    return documentLinks(subject.unit.workspace, subject.file).map(({ range, target, tooltip }) => ({
      range: rangeIn(subject, range),
      target: /^https?:/.test(target) ? target : toUri(target),
      ...(tooltip === undefined ? {} : { tooltip }),
    }));
  });

  connection.onCodeLens(async (params, token) => {
    const subject = await subjectOf(params.textDocument.uri, token);
    if (!subject) return null;
    return codeLenses(subject.unit.workspace, subject.file).map(({ range, title, action }) => {
      const lspRange = rangeIn(subject, range);
      if (!action || !abilities.commands) return { range: lspRange, command: { title, command: '' } };
      const host = subject.unit.workspace.hostOf(subject.file)?.name;
      const command =
        action.kind === 'places'
          ? {
              title,
              command: 'bridgekeeper.showPlaces',
              arguments: [
                params.textDocument.uri,
                lspRange.start,
                action.places.map((place) => toLspLocation(place, subject.places)),
              ],
            }
          : action.kind === 'rule'
            ? { title, command: 'bridgekeeper.explainRule', arguments: [action.rule] }
            : { title, command: 'bridgekeeper.showView', arguments: [action.view, host] };
      return { range: lspRange, command };
    });
  });

  connection.languages.inlayHint.on(async (params, token) => {
    const subject = await subjectOf(params.textDocument.uri, token);
    if (!subject) return null;
    const lines = subject.places.lines(subject.file)!;
    return inlayHints(subject.unit.workspace, subject.file, fromLspRange(params.range, lines)).map(
      ({ offset, label, tooltip, side }) => ({
        position: lines.positionAt(offset),
        label,
        kind: InlayHintKind.Type,
        paddingLeft: side === 'after',
        paddingRight: side === 'before',
        ...(tooltip === undefined ? {} : { tooltip: { kind: MarkupKind.Markdown, value: tooltip } }),
      }),
    );
  });

  connection.onCodeAction(async (params, token) => {
    const subject = await subjectOf(params.textDocument.uri, token);
    if (!subject) return null;
    const { unit, file, places } = subject;
    await unit.check();
    const findings = session.shown(unit);
    const wanted = (kind: string) =>
      params.context.only === undefined || params.context.only.some((only) => kind === only || kind.startsWith(`${only}.`));
    const selection = fromLspRange(params.range, places.lines(file)!);
    const fixAll = params.context.only && wanted('source.fixAll.bridgekeeper') ? fixAllAction(file, findings) : undefined;
    const hidden = unit.findings.filter((finding) => finding.file === file && !findings.includes(finding));
    const actions = [...codeActions(unit.workspace, file, selection, findings, hidden), ...(fixAll ? [fixAll] : [])];
    const diagnostics = reports.one(file).items;
    const diagnosticOf = ({ finding }: CodeAction) =>
      finding &&
      diagnostics.find(
        ({ code, message, range }) =>
          code === finding.rule &&
          message === finding.message &&
          sameStart(range.start, places.lines(file)!.positionAt(finding.range.start)),
      );
    return actions
      .filter(({ kind }) => wanted(kind))
      .map((action): LspCodeAction => {
        const diagnostic = diagnosticOf(action);
        return {
          title: action.title,
          kind: action.kind,
          ...(diagnostic ? { diagnostics: [diagnostic] } : {}),
          ...(action.preferred ? { isPreferred: true } : {}),
          edit: toWorkspaceEdit(action.edits, places, versionOf),
        };
      });
  });

  connection.onDocumentFormatting(async (params, token) => {
    const subject = await subjectOf(params.textDocument.uri, token);
    if (!subject) return null;
    return toTextEdits(
      format(subject.unit.workspace, subject.file, indentOf(params.options)),
      subject.places.lines(subject.file),
    );
  });

  connection.onDocumentRangeFormatting(async (params, token) => {
    const subject = await subjectOf(params.textDocument.uri, token);
    if (!subject) return null;
    const lines = subject.places.lines(subject.file)!;
    return toTextEdits(
      format(subject.unit.workspace, subject.file, indentOf(params.options), fromLspRange(params.range, lines)),
      lines,
    );
  });

  connection.onDocumentOnTypeFormatting(async (params, token) => {
    const here = await at(params, token);
    if (!here) return null;
    return toTextEdits(
      formatTyped(here.unit.workspace, here.file, here.offset, params.ch, indentOf(params.options)),
      here.places.lines(here.file),
    );
  });

  const builders = new Map<FileId, SemanticTokensBuilder>();
  const tokensOf = async (uri: string, token: CancellationToken, within?: (subject: Subject) => Range) => {
    const subject = await subjectOf(uri, token);
    const builder = within ? new SemanticTokensBuilder() : (builders.get(fromUri(uri)) ?? new SemanticTokensBuilder());
    return { subject, builder, fill: () => subject && fillTokens(builder, subject, within?.(subject)) };
  };
  connection.languages.semanticTokens.on(async (params, token) => {
    const { builder, fill } = await tokensOf(params.textDocument.uri, token);
    builders.set(fromUri(params.textDocument.uri), builder);
    builder.previousResult('');
    fill();
    return builder.build();
  });
  connection.languages.semanticTokens.onDelta(async (params, token) => {
    const { builder, fill } = await tokensOf(params.textDocument.uri, token);
    builders.set(fromUri(params.textDocument.uri), builder);
    builder.previousResult(params.previousResultId);
    fill();
    return builder.buildEdits();
  });
  connection.languages.semanticTokens.onRange(async (params, token) => {
    const { builder, fill } = await tokensOf(params.textDocument.uri, token, ({ places, file }) =>
      fromLspRange(params.range, places.lines(file)!),
    );
    fill();
    return builder.build();
  });
  connection.languages.callHierarchy.onPrepare(async (params, token) => {
    const here = await at(params, token);
    return here ? callItems(here.unit.workspace, here.file, here.offset).map((item) => toCallItem(item, here)) : null;
  });
  connection.languages.callHierarchy.onIncomingCalls(async ({ item }, token) => {
    const subject = await subjectOf(item.uri, token);
    if (!subject) return null;
    return callers(subject.unit.workspace, item.data as CallItem).map((call) => ({
      from: toCallItem(call.item, subject),
      fromRanges: call.places.map((range) => toLspRange(range, subject.places.lines(call.item.file))),
    }));
  });
  connection.languages.callHierarchy.onOutgoingCalls(async ({ item }, token) => {
    const subject = await subjectOf(item.uri, token);
    if (!subject) return null;
    return callees(subject.unit.workspace, item.data as CallItem).map((call) => ({
      to: toCallItem(call.item, subject),
      fromRanges: call.places.map((range) => rangeIn(subject, range)),
    }));
  });

  return (closed) => builders.delete(closed);
}

function toCallItem(item: CallItem, { places }: Subject) {
  const lines = places.lines(item.file);
  return {
    name: item.name,
    kind: OUTLINE_KINDS.chain,
    uri: places.uri(item.file),
    range: toLspRange(item.range, lines),
    selectionRange: toLspRange(item.selection, lines),
    ...(item.detail === undefined ? {} : { detail: item.detail }),
    data: item,
  };
}

function fillTokens(builder: SemanticTokensBuilder, { unit, file, places }: Subject, within?: Range): void {
  const lines = places.lines(file)!;
  for (const { range, type, modifiers = [] } of semanticTokens(unit.workspace, file, within)) {
    const { line, character } = lines.positionAt(range.start);
    const bits = modifiers.reduce((sum, modifier) => sum | (1 << SEMANTIC_TOKEN_MODIFIERS.indexOf(modifier)), 0);
    builder.push(line, character, range.end - range.start, SEMANTIC_TOKEN_TYPES.indexOf(type), bits);
  }
}

function indentOf({ insertSpaces, tabSize }: { insertSpaces: boolean; tabSize: number }): { indent: number | undefined } {
  return { indent: insertSpaces ? tabSize : undefined };
}

function sameStart(a: Position, b: Position): boolean {
  return a.line === b.line && a.character === b.character;
}

/** A snippet's text for a client that has no snippets: the tab stops' own words stay. */
export function withoutTabStops(snippet: string): string {
  return snippet
    .replace(/\$\{\d+\|([^,|}]*)[^}]*\}/g, '$1')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/\$(?:\d+|\{\d+\})/g, '')
    .replace(/\\([$}\\])/g, '$1');
}
