import type { FileId } from '../../base/paths.ts';
import { readScript, type ShellScript } from './script.ts';

const RECIPE = /^\t[^\n]*(?:\\\n[^\n]*)*/gm;
const ASSIGNMENT = /^(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*(?::{0,3}|\?)=[ \t]*([^\n#$]*?)[ \t]*(?:#[^\n]*)?$/gm;

/**
 * Reads the recipes of a makefile as shell commands: lines that begin with a tab. Variables that the makefile sets to a fixed text are
 * filled in; `$(NAME)` of others is unknown, `$$` is a dollar sign. Places are those of the makefile.
 */
export function readMakefile(file: FileId, text: string): ShellScript {
  const constants = new Map<string, string>();
  for (const [, name, value] of text.matchAll(ASSIGNMENT)) constants.set(name!, value!);
  let masked = '';
  let at = 0;
  for (const match of text.matchAll(RECIPE)) {
    masked += blank(text.slice(at, match.index)) + recipe(match[0]);
    at = match.index + match[0].length;
  }
  return readScript(file, text, masked + blank(text.slice(at)), constants);
}

/** The same length and lines, nothing else. */
function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

/** A recipe as shell text of the same length: without make's prefixes, with make's variables in the shell's spelling. */
function recipe(text: string): string {
  return text
    .replace(/^\t[@+ -]*/, blank)
    .replace(/\$\$|\$\((\w+)\)|\$\(([^()\n]*)\)/g, (all, name?: string) =>
      all === '$$' ? ' $' : name === undefined ? `\${${'x'.repeat(all.length - 3)}}` : `\${${name}}`,
    );
}
