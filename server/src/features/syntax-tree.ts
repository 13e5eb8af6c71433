import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import { LineIndex } from '../base/text.ts';
import { type ResultRange, toResultRange } from '../checks/result.ts';
import { parseNftFile } from '../nft/file.ts';
import { parseJson } from '../syntax/json/parse.ts';
import type { LocatedValue } from '../syntax/located.ts';
import { parseNft } from '../syntax/nft/parse.ts';
import { nodeOfTree, nodeOfValue, type PlainNode } from '../syntax/plain-node.ts';
import { parseBash } from '../syntax/shell/language.ts';
import { parseYaml } from '../syntax/yaml/yaml.ts';
import type { FileKind } from '../workspace/file-kind.ts';

/** A node of a syntax tree: for bug reports, and for programs that use the library. */
export interface SyntaxNode {
  /** The grammar's name of the node: `rule`, `identifier`, `{`; `ERROR` for text that fits nowhere. */
  readonly type: string;
  /** What the node is to its parent, where the grammar says it. */
  readonly field?: string;
  /** False for words and signs of the grammar itself (`{`, `table`). */
  readonly named: boolean;
  /** The parser made the token up: it should stand here. */
  readonly missing?: true;
  readonly range: ResultRange;
  readonly children: readonly SyntaxNode[];
}

/** A place that the grammar does not fit, and what to do about it. */
export interface Problem {
  readonly message: string;
  readonly range: ResultRange;
}

/** A text as its grammar sees it. Problems are in the order of the text. */
export interface SyntaxTree {
  readonly tree: SyntaxNode;
  readonly problems: readonly Problem[];
}

/**
 * The syntax tree of a text, mistakes and all; undefined for kinds of files that have none (lists of settings, line by line). The
 * kind's parser has to be loaded. Total: any text gives a tree.
 */
export function syntaxTree(kind: FileKind, file: FileId, text: string): SyntaxTree | undefined {
  switch (kind) {
    case 'nftables':
      return nftTree(text);
    case 'shell':
      return bashTree(text);
    case 'daemon-json':
    case 'config': {
      const { value, problems } = parseJson(file, text);
      return inLines(text, stream([value], text), problems);
    }
    case 'compose': {
      const { documents, problems } = parseYaml(file, text);
      return inLines(text, stream(documents, text), problems);
    }
    default:
      return undefined;
  }
}

/** The tree of an nftables text, with what nft's grammar refuses. */
export function nftTree(text: string): SyntaxTree {
  const tree = parseNft(text);
  const file = parseNftFile('', text);
  const out = inLines(text, nodeOfTree(tree), file.problems);
  tree.delete();
  file.dispose();
  return out;
}

function bashTree(text: string): SyntaxTree | undefined {
  const tree = parseBash(text);
  if (!tree) return undefined;
  const node = nodeOfTree(tree);
  tree.delete();
  return inLines(text, node, []);
}

/** A file's values under one root. */
function stream(values: readonly (LocatedValue | undefined)[], text: string): PlainNode {
  return {
    type: 'document',
    range: { start: 0, end: text.length },
    named: true,
    children: values.flatMap((value) => (value ? [nodeOfValue(value)] : [])),
  };
}

function inLines(
  text: string,
  root: PlainNode,
  problems: readonly { readonly message: string; readonly range: Range }[],
): SyntaxTree {
  const lines = new LineIndex(text);
  const convert = (node: PlainNode): SyntaxNode => ({
    ...node,
    range: toResultRange(node.range, lines),
    children: node.children.map(convert),
  });
  return {
    tree: convert(root),
    problems: problems.map(({ message, range }) => ({ message, range: toResultRange(range, lines) })),
  };
}
