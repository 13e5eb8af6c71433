import type { Document, Node, Scalar } from 'yaml';
import { yaml } from './library.ts';

/**
 * A quote that is never closed swallows the rest of the text. Gives the same text with the opening quote blanked out (all offsets
 * stay), or undefined when no quoted scalar is open.
 */
export function withoutOpenQuote(text: string, documents: readonly Document.Parsed[]): string | undefined {
  for (const document of documents) {
    const open = document.errors.find(({ code, message }) => code === 'MISSING_CHAR' && message.startsWith('Missing closing'));
    if (!open) continue;
    const start = openScalarStart(document, open.pos[0]);
    if (start !== undefined) return `${text.slice(0, start)} ${text.slice(start + 1)}`;
  }
  return undefined;
}

/** Where the last quoted scalar begins that reaches to an offset, if it spans lines. */
function openScalarStart(document: Document.Parsed, offset: number): number | undefined {
  let start: number | undefined;
  yaml().visit(document, {
    Scalar(_key, node: Node) {
      const { type, range } = node as Scalar.Parsed;
      if (type?.startsWith('QUOTE') && range && range[0] < offset && range[1] >= offset - 1) start = range[0];
    },
  });
  return start;
}
