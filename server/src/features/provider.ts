import type { FileId } from '../base/paths.ts';
import type { Location, Range } from '../base/range.ts';
import type { FileEdit } from '../checks/finding.ts';
import type { Host } from '../host/host.ts';
import type { FileKind } from '../workspace/file-kind.ts';
import type { Workspace, WorkspaceFile } from '../workspace/workspace.ts';

/** A file that somebody asks about, and the host it belongs to (undefined when no host has it). */
export interface Place {
  readonly workspace: Workspace;
  readonly host: Host | undefined;
  readonly file: WorkspaceFile;
}

/** A place in a file. `offset` counts UTF-16 units and lies within the text. */
export interface Cursor extends Place {
  readonly offset: number;
}

/** What is shown over a word. */
export interface Hover {
  readonly markdown: string;
  readonly range: Range;
}

/** What a completion stands for; decides its icon. */
export type CompletionKind =
  | 'keyword'
  | 'value'
  | 'variable'
  | 'table'
  | 'chain'
  | 'set'
  | 'object'
  | 'network'
  | 'service'
  | 'interface'
  | 'address'
  | 'port'
  | 'property'
  | 'option'
  | 'unit'
  | 'file'
  | 'snippet';

/** One proposal at the cursor. */
export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** What is inserted instead of the label. */
  readonly insertText?: string;
  /** `insertText` holds tab stops in the snippet syntax of LSP (`$1`, `${2:name}`, `$0`). */
  readonly snippet?: boolean;
  /** What is replaced; without it the word that touches the cursor. Must lie on the cursor's line. */
  readonly range?: Range;
  /** Beside the label, in one line. */
  readonly detail?: string;
  /** Markdown, shown when the proposal is selected. */
  readonly documentation?: string;
  /** Compared with what was typed, instead of the label. */
  readonly filterText?: string;
  /** Orders the list, instead of the label. */
  readonly sortText?: string;
  readonly preselect?: boolean;
  readonly deprecated?: boolean;
  /** Changes elsewhere that belong to the proposal, such as the definition of what it names. */
  readonly additionalEdits?: readonly FileEdit[];
}

/** Kinds of things that have a name, are defined somewhere and are referred to, within one language or across several. */
export type SymbolKind =
  | 'nft-table'
  | 'nft-chain'
  | 'nft-set'
  | 'nft-map'
  | 'nft-object'
  | 'nft-flowtable'
  | 'nft-variable'
  | 'compose-service'
  | 'compose-network'
  /** A network of the engine by its real name; compose, scripts and `external` networks meet here. */
  | 'docker-network'
  /** A network interface of the host: bridge names, `iifname`, `parent`. */
  | 'interface'
  /** A subnet in its canonical form. */
  | 'subnet'
  | 'shell-variable';

/**
 * A named thing. Two places mean the same thing exactly when kind, scope and name are equal, whoever reports them.
 * `scope` is where the name is valid, in a form that the kind's providers agree on (the root file of an nft program and its
 * table; the project of a compose service; the name of the host for interfaces, subnets and engine networks).
 */
export interface SymbolKey {
  readonly kind: SymbolKind;
  readonly scope: string;
  readonly name: string;
}

/** A place where a thing is named. */
export interface Occurrence {
  readonly location: Location;
  readonly role: 'definition' | 'reference';
  /** All of what defines the thing, when `location` is only its name. */
  readonly extent?: Range;
}

/** A thing under the cursor, with the range of its name there. */
export interface SymbolAt {
  readonly symbol: SymbolKey;
  readonly range: Range;
  /** Why it cannot be renamed (a name that Docker or the kernel gives); renaming is allowed without it. */
  readonly fixedName?: string;
}

/** A node of the outline. `range` holds `selection` and all children. */
export interface OutlineNode {
  readonly name: string;
  readonly detail?: string;
  readonly kind:
    | 'table'
    | 'chain'
    | 'rule'
    | 'set'
    | 'map'
    | 'object'
    | 'variable'
    | 'include'
    | 'network'
    | 'service'
    | 'option';
  readonly range: Range;
  readonly selection: Range;
  readonly children?: readonly OutlineNode[];
}

/** A piece that can be folded away; folds end on the line that holds `range.end`. */
export interface Fold {
  readonly range: Range;
  readonly kind?: 'comment' | 'imports' | 'region';
}

export const SEMANTIC_TOKEN_TYPES = [
  'comment',
  'keyword',
  'string',
  'number',
  'operator',
  'namespace',
  'function',
  'variable',
  'property',
  'type',
  'enumMember',
  'macro',
  'interface',
  'struct',
] as const;
export const SEMANTIC_TOKEN_MODIFIERS = ['declaration', 'definition', 'readonly', 'deprecated', 'defaultLibrary'] as const;

/** The meaning of a word, for colours. Ranges do not overlap and do not span lines. */
export interface SemanticToken {
  readonly range: Range;
  readonly type: (typeof SEMANTIC_TOKEN_TYPES)[number];
  readonly modifiers?: readonly (typeof SEMANTIC_TOKEN_MODIFIERS)[number][];
}

/** A remark within a line that is not part of the text. */
export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  readonly tooltip?: string;
  /** Which side keeps a blank: `before` puts the hint before the offset's word, `after` behind one. */
  readonly side: 'before' | 'after';
}

/** What a click does: shows places, a rule's page, or one of the {@link View}s. */
export type LensAction =
  | { readonly kind: 'places'; readonly places: readonly Location[] }
  | { readonly kind: 'rule'; readonly rule: string }
  | { readonly kind: 'view'; readonly view: string };

/** A remark above a line. */
export interface CodeLens {
  readonly range: Range;
  readonly title: string;
  readonly action?: LensAction;
}

/** A change that is offered without a finding: a refactoring or an insertion. */
export interface Refactoring {
  readonly title: string;
  readonly kind: 'refactor' | 'refactor.rewrite' | 'refactor.extract' | 'refactor.inline' | 'refactor.move' | 'source';
  readonly edits: readonly FileEdit[];
}

/** A piece of text that leads elsewhere: a file, a folder, or a page of the web. */
export interface DocumentLink {
  readonly range: Range;
  readonly target: FileId;
  readonly tooltip?: string;
}

export interface FormatOptions {
  /** Blanks per level; undefined means tabs. */
  readonly indent: number | undefined;
}

/** A chain or what else can call and be called. */
export interface CallItem {
  readonly symbol: SymbolKey;
  readonly name: string;
  readonly detail?: string;
  readonly file: FileId;
  readonly range: Range;
  readonly selection: Range;
}

/** One edge of the call graph: the other end, and the places of the calls. */
export interface Call {
  readonly item: CallItem;
  readonly places: readonly Range[];
}

/**
 * What one language knows to answer. One object per language, in features/LANGUAGE/provider.ts, made of one file per feature;
 * the registry is generated from the folders. Every function is total and answers for the workspace as it is now.
 * A function that does not concern one file (`occurrences`, `workspaceSymbols`) is asked of all providers; the others of those
 * whose `kinds` hold the file's kind, and the answers are joined.
 */
export interface Provider {
  readonly kinds: readonly FileKind[];
  hover?(cursor: Cursor): Hover | undefined;
  completions?(cursor: Cursor): readonly Completion[];
  /** The things that the word under the cursor names; several when it is both a bridge's name and a match on it. */
  symbolsAt?(cursor: Cursor): readonly SymbolAt[];
  /** All places on the host, in files of this provider's kinds, that name the thing. */
  occurrences?(symbol: SymbolKey, host: Host): readonly Occurrence[];
  /** The text that stands for a new name at a place (quotes and other surroundings); undefined when the language cannot say the name. */
  spelled?(symbol: SymbolKey, name: string, at: Location): string | undefined;
  outline?(place: Place): readonly OutlineNode[];
  folds?(place: Place): readonly Fold[];
  /** Ever wider ranges around the cursor, the narrowest first. */
  selections?(cursor: Cursor): readonly Range[];
  semanticTokens?(place: Place, within: Range): readonly SemanticToken[];
  inlayHints?(place: Place, within: Range): readonly InlayHint[];
  codeLenses?(place: Place): readonly CodeLens[];
  refactorings?(place: Place, selection: Range): readonly Refactoring[];
  links?(place: Place): readonly DocumentLink[];
  /** Edits that format the whole file, or only what `within` touches. */
  format?(place: Place, options: FormatOptions, within: Range | undefined): readonly FileEdit[];
  /** Edits after `typed` was typed just before the cursor. */
  formatTyped?(cursor: Cursor, typed: string, options: FormatOptions): readonly FileEdit[];
  /** Characters after which {@link formatTyped} and {@link completions} are asked without being called for. */
  readonly formatTriggers?: readonly string[];
  readonly completionTriggers?: readonly string[];
  callItems?(cursor: Cursor): readonly CallItem[];
  callers?(item: CallItem, host: Host): readonly Call[];
  callees?(item: CallItem, host: Host): readonly Call[];
}

/** A read-only text about a host, such as the rules that Docker would add. In features/views/NAME.ts; the registry is generated. */
export interface View {
  /** A fixed name, part of the document's address: `docker-ruleset`. */
  readonly id: string;
  readonly title: string;
  /** The ending that gives the document its language: `nft`. */
  readonly extension: string;
  /** The text; undefined when there is nothing to show for this host. */
  text(host: Host): string | undefined;
}
