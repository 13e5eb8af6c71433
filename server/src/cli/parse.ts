import { createColors } from 'picocolors';
import { type SyntaxNode, syntaxTree } from '../features/syntax-tree.ts';
import { guessKind } from '../workspace/file-kind.ts';
import { prepareKinds } from '../workspace/prepare.ts';
import { type Environment, UsageError } from './environment.ts';
import { relativeName } from './names.ts';

/** How a syntax tree can be printed. */
export type TreeFormat = 'tree' | 'json';

/**
 * `bridgekeeper parse`: the syntax tree of one file. Answers whether the grammar fits all of it. Throws {@link UsageError} for a file
 * that cannot be read or has no tree.
 */
export async function parse(env: Environment, path: string, format: TreeFormat): Promise<boolean> {
  const file = env.resolve(path);
  const text = await env.fs.read(file);
  if (text === undefined) throw new UsageError(`${path}: the file cannot be read`);
  const kind = guessKind(file, text);
  if (kind === undefined) throw new UsageError(`${path}: Bridgekeeper does not know this kind of file`);
  await prepareKinds([kind]);
  const found = syntaxTree(kind, file, text);
  if (!found) throw new UsageError(`${path}: files of this kind (${kind}) have no syntax tree`);
  const name = relativeName(env.cwd, file);
  if (format === 'json') env.out(`${JSON.stringify({ version: 1, file: name, kind, ...found }, undefined, 2)}\n`);
  else {
    const colours = createColors(env.colour);
    const out = [...treeLines(found.tree, text, colours.dim)];
    for (const { message, range } of found.problems)
      out.push(`${name}:${range.start.line}:${range.start.column}: ${colours.red(message)}`);
    env.out(`${out.join('\n')}\n`);
  }
  return found.problems.length === 0;
}

/** One line per node: its field, its type, the text of what has no children, and where it is. */
function* treeLines(
  { field, type, range: { start, end }, children, missing, named }: SyntaxNode,
  text: string,
  dim: (text: string) => string,
  indent = '',
): Generator<string> {
  const words = [
    ...(field === undefined ? [] : [`${field}:`]),
    ...(missing ? ['MISSING'] : []),
    named ? type : JSON.stringify(type),
    ...(children.length === 0 && named ? [JSON.stringify(text.slice(start.offset, end.offset))] : []),
    dim(`${start.line}:${start.column}-${end.line}:${end.column}`),
  ];
  yield indent + words.join(' ');
  for (const child of children) yield* treeLines(child, text, dim, `${indent}  `);
}
