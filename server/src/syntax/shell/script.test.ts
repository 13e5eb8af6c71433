import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMakefile } from './makefile.ts';
import { readScript } from './script.ts';

const words = (text: string) =>
  readScript('f', text).commands.map((command) =>
    command.words.map(({ text: word, variable }) => word ?? `$${variable ?? '?'}`).join('|'),
  );

describe('words', () => {
  test('quotes, escapes, continuations, concatenations', () => {
    expect(words(`docker network create --subnet="10.1.0.0/24" 'my net' a"b"'c' \\\n  x\\ y`)).toEqual([
      'docker|network|create|--subnet=10.1.0.0/24|my net|abc|x y',
    ]);
  });

  test('variables that are set once are filled in, others are not', () => {
    expect(
      words('NET=10.1.0.0/24\nexport NAME="a b"\nTWICE=1\nTWICE=2\nNOW=$(date)\nrun $NET "${NAME}-x" $TWICE $NOW $OTHER "$1"'),
    ).toEqual(['run|10.1.0.0/24|a b-x|$TWICE|$NOW|$OTHER|$1', 'date'].reverse());
  });

  test('defaults of variables that nobody sets', () => {
    expect(words('A=1\nrun ${A:-9} ${B:-8} ${C-7} ${D:?x} ${#E}')).toEqual(['run|1|8|7|$?|$?']);
  });

  test('a word knows where its text is written', () => {
    const text = 'A=1\nrun "x y" \'z\' b\\c $A';
    const [command] = readScript('f', text).commands;
    expect(
      command!.words.map(({ text: word, literalAt }) =>
        literalAt === undefined ? undefined : text.slice(literalAt, literalAt + word!.length),
      ),
    ).toEqual(['run', 'x y', 'z', undefined, undefined]);
  });
});

test('commands in lists, pipes, conditions, functions and substitutions', () => {
  const { commands } = readScript(
    'f',
    'a && b || c\nd | e\nif f; then g; fi\nh() { i; }\nfor x in 1 2; do j; done\n(k)\nl $(m)\n! n > /dev/null\n',
  );
  expect(commands.map((command) => `${command.words[0]!.text}${command.conditional ? '?' : ''}`)).toEqual([
    'a',
    'b',
    'c',
    'd',
    'e',
    'f?',
    'g?',
    'i?',
    'j?',
    'k',
    'l',
    'm',
    'n',
  ]);
});

describe('input', () => {
  const input = (text: string) => {
    const command = readScript('f', text).commands.at(-1)!;
    const found = command.input ?? command.piped;
    return found && { text: text.slice(found.range.start, found.range.end), expands: found.expands };
  };
  test.each([
    ['x <<EOF\na $b\nEOF\n', { text: 'a $b\n', expands: true }],
    ["x <<'EOF'\na $b\nEOF\n", { text: 'a $b\n', expands: false }],
    ["cat <<'EOF' | x\na\nEOF\n", { text: 'a\n', expands: false }],
    ['x <<< "a b"', { text: 'a b', expands: true }],
    ['echo "a b" | x', { text: 'a b', expands: true }],
    ["printf 'a b' | x", { text: 'a b', expands: false }],
    ['cat file | x', undefined],
    ['x < file', undefined],
  ])('%s', (text, expected) => expect(input(text)).toEqual(expected));
});

test('recipes of a makefile', () => {
  const text =
    'NET := 10.1.0.0/24\nup: ## docker run x\n\t@docker network create --subnet $(NET) --gateway $(GW) $${NAME} \\\n\t  front\n\t-nft -f $(shell pwd)/x\n';
  const { commands } = readMakefile('Makefile', text);
  expect(commands.map((command) => command.words.map(({ text: word }) => word ?? '?').join(' '))).toEqual([
    'docker network create --subnet 10.1.0.0/24 --gateway ? ? front',
    'nft -f ?',
  ]);
  const front = commands[0]!.words.at(-1)!;
  expect(text.slice(front.range.start, front.range.end)).toBe('front');
});

test('any text is read, and soon', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', ' ', '\n', '"', "'", '$', '{', '}', '(', ')', '<', '|', ';', '\\', '=') }),
      (text) => {
        for (const { words: list } of readScript('f', text).commands)
          for (const { range } of list) expect(range.end).toBeLessThanOrEqual(text.length);
        readMakefile('Makefile', `x:\n\t${text}`);
      },
    ),
  );
  const before = performance.now();
  for (const unit of ['(', '$(', '"$(', 'if a; then ', 'x <<E\n', '`', '{ ', 'a | ']) readScript('f', unit.repeat(20_000));
  readScript('f', 'docker run x\n'.repeat(800_000));
  expect(performance.now() - before).toBeLessThan(25_000);
});
