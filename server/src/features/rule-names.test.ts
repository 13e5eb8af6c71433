import { describe, expect, test } from 'vitest';
import { fixture } from '../../../test/support/fixture.ts';
import { workspaceOf } from '../library/files.ts';
import { completions } from './completion.ts';
import { hover } from './hover.ts';

describe('rule names in suppression comments', () => {
  const at = (text: string) => {
    const { files, cursor } = fixture(text, 'compose.yaml');
    return [workspaceOf({ files }), cursor!.file, cursor!.offset] as const;
  };

  test('hover explains the rule', () => {
    expect(hover(...at('# bridgekeeper-ignore meta/un$0known-rule: x\n'))?.markdown).toContain('# meta/unknown-rule');
    expect(hover(...at('# bridgekeeper-ignore a/b: x$0\n'))).toBeUndefined();
  });

  test('rules about Bridgekeeper itself are not proposed, and nothing is proposed elsewhere', () => {
    expect(completions(...at('# bridgekeeper-ignore $0\n')).filter(({ label }) => label.startsWith('meta/'))).toEqual([]);
    expect(completions(...at('# bridgekeeper $0\n'))).toEqual([]);
  });
});
