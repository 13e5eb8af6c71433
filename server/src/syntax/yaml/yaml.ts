import type { Document, Schema, YAMLParseError } from 'yaml';
import type { FileId } from '../../base/paths.ts';
import type { LocatedValue } from '../located.ts';
import { Converter } from './convert.ts';
import { yaml } from './library.ts';
import type { YamlProblem } from './problem.ts';
import { withoutOpenQuote } from './recover.ts';

/** Longer texts are not read: nobody writes such a file, and reading it would hold up everything else. UTF-16 units. */
export const MAX_YAML_LENGTH = 2 * 1024 * 1024;
/** Open quotes that are mended before the rest of the text is taken as it comes. */
const MAX_REPAIRS = 8;

/** One YAML text, read as far as it can be. */
export interface YamlText {
  /** The documents of the stream in order; undefined for one without content. */
  readonly documents: readonly (LocatedValue | undefined)[];
  /** Everything a strict reader would refuse, in the order of the text. */
  readonly problems: readonly YamlProblem[];
}

/**
 * Reads YAML 1.2 with anchors, aliases, merge keys and tags. Total: any text gives what could be read and a list of problems;
 * a broken line costs that line, an endless or huge expansion is cut off. Ranges are UTF-16 units.
 */
export function parseYaml(file: FileId, text: string): YamlText {
  if (text.length > MAX_YAML_LENGTH)
    return {
      documents: [],
      problems: [
        {
          kind: 'too-large',
          message: `the file is longer than ${MAX_YAML_LENGTH / 1024 / 1024} MiB and is not read`,
          range: { start: 0, end: 0 },
        },
      ],
    };
  try {
    return read(file, text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = 'the values are nested too deep to be read';
    return { documents: [], problems: [{ kind: 'too-large', message, range: { start: 0, end: 0 } }] };
  }
}

function read(file: FileId, text: string): YamlText {
  let source = text;
  let documents = compose(source);
  const errors = errorsOf(documents);
  for (let repair = 0; repair < MAX_REPAIRS; repair++) {
    const mended = withoutOpenQuote(source, documents);
    if (mended === undefined) break;
    source = mended;
    documents = compose(source);
    for (const error of errorsOf(documents)) if (!errors.some(({ pos }) => pos[0] === error.pos[0])) errors.push(error);
  }
  const problems: YamlProblem[] = errors.map(({ message, pos }) => ({
    kind: 'syntax',
    message,
    range: { start: Math.min(pos[0], text.length), end: Math.min(Math.max(pos[1], pos[0]), text.length) },
  }));
  const values = documents.map((document) => new Converter(file, text, problems).document(document));
  problems.sort((a, b) => a.range.start - b.range.start);
  return { documents: values, problems };
}

/** Made once: making it is a tenth of the work of reading a usual file. */
let schema: Schema | undefined;

function compose(text: string): Document.Parsed[] {
  // `failsafe` leaves every scalar a text: typing is ours, so that it agrees with what reads the file in the end.
  const { Composer, Parser, Schema } = yaml();
  schema ??= new Schema({ schema: 'failsafe' });
  const composer = new Composer({ schema, uniqueKeys: false, prettyErrors: false, version: '1.2' });
  return [...composer.compose(new Parser().parse(text), true, text.length)] as Document.Parsed[];
}

function errorsOf(documents: readonly Document.Parsed[]): YAMLParseError[] {
  return documents.flatMap(({ errors }) => errors);
}
