import type { Parser, Tree } from 'web-tree-sitter';
import { parserDeadline } from '../clock.ts';
import type { WasmLoader } from '../runtime.ts';

let parser: Parser | undefined;

/** Loads the grammar of Bash, and the runtime when nobody needed it before. Has to be awaited before {@link parseBash}. */
export async function loadShell(load: WasmLoader): Promise<void> {
  if (parser) return;
  const { loadLanguage, newParser } = await import('../tree-sitter.ts');
  parser = newParser(await loadLanguage(load, 'tree-sitter-bash.wasm'));
}

/** Longer scripts are not written by hand; they are not read. */
const LONGEST = 1_000_000;
/** Milliseconds for one script, and more for each of its characters: an ordinary megabyte takes half a second. */
const BASE_TIME = 500;
const TIME_PER_CHARACTER = 0.002;

/**
 * Parses a script. The caller deletes the tree. Undefined for a text that is too long or takes too long (some nonsense costs the
 * grammar quadratic time), and when the grammar is not loaded. Offsets are UTF-16 units.
 */
export function parseBash(text: string): Tree | undefined {
  if (!parser || text.length > LONGEST) return undefined;
  const isLate = parserDeadline(BASE_TIME + text.length * TIME_PER_CHARACTER);
  try {
    const tree = parser.parse(text, null, { progressCallback: isLate });
    if (!tree) parser.reset();
    return tree ?? undefined;
  } catch {
    // the grammar's scanner gave up on itself: its state is not to be trusted
    parser = renewed(parser);
    return undefined;
  }
}

function renewed(broken: Parser): Parser {
  const fresh = new (broken.constructor as new () => Parser)();
  fresh.setLanguage(broken.language);
  return fresh;
}
