import {
  findNodeAtLocation,
  type Node,
  type ParseError,
  type ParseErrorCode,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { nearest } from '../base/nearest.ts';
import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import type { TextEdit } from '../base/text.ts';
import type { Config } from './config.ts';
import { CONFIG_SCHEMA, type SettingSchema } from './config-schema.ts';

/** Something in a configuration file that cannot be used. The part it is about is left out of {@link ConfigFile.config}. */
export interface ConfigProblem {
  readonly range: Range;
  readonly message: string;
  readonly fix?: { readonly title: string; readonly edit: TextEdit };
}

/** A configuration file: what can be used of it, and what cannot. */
export interface ConfigFile {
  readonly file: FileId;
  readonly config: Config;
  readonly problems: readonly ConfigProblem[];
  /** Where the file names rules. */
  readonly rules: readonly { readonly id: string; readonly range: Range }[];
}

/** Reads `.bridgekeeper.jsonc`: JSON with comments and trailing commas. Total: any text gives a configuration. */
export function readConfigFile(file: FileId, text: string): ConfigFile {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const problems: ConfigProblem[] = errors.map(({ error, offset, length }) => ({
    range: { start: offset, end: Math.max(offset + length, Math.min(offset + 1, text.length)) },
    message: `This is not JSON: ${SYNTAX_WORDS[printParseErrorCode(error as ParseErrorCode)] ?? 'it cannot be read'}. What cannot be read has no effect; write it as JSON.`,
  }));
  const config = root ? validated(root, CONFIG_SCHEMA, 'the configuration', problems) : {};
  return { file, config: (config ?? {}) as Config, problems, rules: root ? ruleNames(root) : [] };
}

const SYNTAX_WORDS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'a word that JSON does not have stands here',
  InvalidNumberFormat: 'the number is malformed',
  PropertyNameExpected: 'a key in double quotes is expected',
  ValueExpected: 'a value is expected',
  ColonExpected: '":" is expected',
  CommaExpected: '"," is expected',
  CloseBraceExpected: '"}" is missing',
  CloseBracketExpected: '"]" is missing',
  EndOfFileExpected: 'nothing may follow the closing brace',
  UnexpectedEndOfComment: 'the comment is not closed',
  UnexpectedEndOfString: 'the text is not closed with a double quote',
  InvalidEscapeCharacter: 'the escape behind "\\" is unknown',
  InvalidUnicode: 'four hexadecimal digits are expected behind "\\u"',
};

const TYPE_WORDS = {
  object: 'an object in braces',
  array: 'a list in square brackets',
  string: 'a text in quotes',
  boolean: 'true or false',
  number: 'a number',
} as const;

/** The usable part of a value, or undefined when nothing of it is. */
function validated(node: Node, schema: SettingSchema, name: string, problems: ConfigProblem[]): unknown {
  const range = { start: node.offset, end: node.offset + node.length };
  const refuse = (wanted: string, fix?: ConfigProblem['fix']) => {
    const message = `${name} must be ${wanted}. The entry has no effect until it is corrected.`;
    problems.push(fix ? { range, message, fix } : { range, message });
    return undefined;
  };
  if (node.type !== schema.type) return refuse(TYPE_WORDS[schema.type]);
  if (schema.enum && !schema.enum.includes(node.value)) {
    const close = nearest(node.value, schema.enum);
    return refuse(
      `one of ${schema.enum.map((word) => `"${word}"`).join(', ')}`,
      close === undefined ? undefined : { title: `Change to "${close}"`, edit: { range, newText: JSON.stringify(close) } },
    );
  }
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(node.value))
    return refuse(schema.patternErrorMessage ?? `a text that matches ${schema.pattern}`);
  if (node.type === 'array')
    return (node.children ?? [])
      .map((item) => validated(item, schema.items!, `each entry of ${name}`, problems))
      .filter((item) => item !== undefined);
  if (node.type === 'object') return validatedObject(node, schema, name, problems);
  return node.value;
}

function validatedObject(node: Node, schema: SettingSchema, name: string, problems: ConfigProblem[]): unknown {
  const out: Record<string, unknown> = {};
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    if (!key || !value) continue;
    const range = { start: key.offset, end: key.offset + key.length };
    const inner = Object.hasOwn(schema.properties ?? {}, key.value) ? schema.properties![key.value] : schema.additionalProperties;
    if (!inner) {
      const known = Object.keys(schema.properties ?? {});
      const close = nearest(key.value, known);
      const message = `${name} has no setting "${key.value}". It has no effect; ${close === undefined ? `remove it, or use one of ${known.join(', ')}` : `did you mean "${close}"?`}`;
      problems.push(
        close === undefined
          ? { range, message }
          : { range, message, fix: { title: `Change to "${close}"`, edit: { range, newText: JSON.stringify(close) } } },
      );
      continue;
    }
    const usable = validated(value, inner, `"${key.value}"`, problems);
    if (usable !== undefined)
      Object.defineProperty(out, key.value, { value: usable, enumerable: true, configurable: true, writable: true });
  }
  const missing = (schema.required ?? []).filter((key) => !findNodeAtLocation(node, [key]));
  if (missing.length === 0) return (schema.required ?? []).every((key) => key in out) ? out : undefined;
  problems.push({
    range: { start: node.offset, end: node.offset + 1 },
    message: `${name} lacks ${missing.map((key) => `"${key}"`).join(' and ')}. The entry has no effect until it is added.`,
  });
  return undefined;
}

function ruleNames(root: Node): { id: string; range: Range }[] {
  const maps = [findNodeAtLocation(root, ['rules'])];
  for (const entry of findNodeAtLocation(root, ['overrides'])?.children ?? []) maps.push(findNodeAtLocation(entry, ['rules']));
  return maps
    .filter((map) => map?.type === 'object')
    .flatMap((map) => map!.children ?? [])
    .flatMap(({ children: [key] = [] }) =>
      key ? [{ id: String(key.value), range: { start: key.offset + 1, end: key.offset + key.length - 1 } }] : [],
    );
}
