import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEnvFile } from './environment.ts';
import { substitute } from './interpolation.ts';

const env = new Map([
  ['SET', 'value'],
  ['EMPTY', ''],
]);

describe('variables', () => {
  test.each([
    ['plain', 'plain'],
    ['$SET and ${SET}', 'value and value'],
    ['$$SET', '$SET'],
    ['${NO:-d}', 'd'],
    ['${NO-d}', 'd'],
    ['${EMPTY:-d}', 'd'],
    ['${EMPTY-d}', ''],
    ['${SET:-d}', 'value'],
    ['${SET:+r}', 'r'],
    ['${EMPTY:+r}', ''],
    ['${EMPTY+r}', 'r'],
    ['${SET:?why}', 'value'],
    ['${EMPTY?why}', ''],
    ['${NO:-${NEVER:-c}}', 'c'],
    ['${A:-1}:${B:-2}', '1:2'],
    ['${NO:-}', ''],
    ['$5 costs', '$5 costs'],
    ['end $', 'end $'],
    ['${A-b:-c}', 'b:-c'],
  ])('%s', (template, text) => {
    expect(substitute(template, env)).toMatchObject({ text, invalid: false });
  });

  test.each(['$NO', '${NO}', 'x${NO}y', '${NO:?why}', '${EMPTY:?why}', '${NO:+r}', '${A:-$NO}'])(
    '%s is not known',
    (template) => {
      expect(substitute(template, env)).toMatchObject({ text: undefined, invalid: false });
    },
  );

  test.each(['${', '${X', '${1X}', '${X!}', '${}', '${X:}', '${A:-${B}'])('%s is refused', (template) => {
    expect(substitute(template, env).invalid).toBe(true);
  });

  test('required variables are named', () => {
    expect(substitute('${NO:?a}${EMPTY:?b}${SET?c}', env).required).toEqual(['NO', 'EMPTY']);
  });

  test('any text ends', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('$', '{', '}', ':', '-', '?', '+', 'A', '\n'), { maxLength: 200 }), (parts) => {
        substitute(parts.join(''), env);
      }),
    );
    expect(substitute('${A:-'.repeat(5000) + '}'.repeat(5000), env).invalid).toBe(true);
  });
});

describe('.env files', () => {
  test('keys, comments, quotes', () => {
    const text = [
      '# comment',
      'A=1',
      'export B = two words # note',
      "C='$A literal'",
      'D="a \\"b\\" $A"',
      'E: yaml',
      'F=',
      'G=${A:-x}/${NO:-y}',
      'H="two',
      'lines"',
      '1X=no',
      'bad line',
      'I=#notcomment',
    ].join('\n');
    expect(Object.fromEntries(parseEnvFile(text))).toEqual({
      A: '1',
      B: 'two words',
      C: '$A literal',
      D: 'a "b" 1',
      E: 'yaml',
      F: '',
      G: '1/y',
      H: 'two\nlines',
      I: '#notcomment',
    });
  });

  test('a value that depends on the outside is not known', () => {
    expect(parseEnvFile('A=$HOME/x\nB="open\nC=1').has('A')).toBe(false);
  });
});
