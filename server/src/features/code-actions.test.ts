import { describe, expect, test } from 'vitest';
import { fixture } from '../../../test/support/fixture.ts';
import { applyFix, findingsIn } from '../../../test/support/rules.ts';
import { workspaceOf } from '../library/files.ts';
import { codeActions, fixAllAction } from './code-actions.ts';

const TEXT = `
  table inet t {
    # bridgekeeper-ignore host/a$0
    # bridgekeeper-ignore host/b
  }
`;

describe('code actions', () => {
  const { files, cursor } = fixture(TEXT);
  const file = 'etc/nftables.conf';
  const actions = codeActions(
    workspaceOf({ files }),
    file,
    { start: cursor!.offset, end: cursor!.offset },
    findingsIn({ files }),
  );

  test('the fixes of the finding there, and of all of its rule', () => {
    expect(actions.map(({ title, preferred }) => [title, preferred ?? false])).toEqual([
      ['Remove the comment', true],
      ['Fix all meta/unused-suppression problems in this file', false],
    ]);
    const all = applyFix(files, { title: '', safety: 'safe', edits: actions[1]!.edits });
    expect(all[file]).toBe('table inet t {\n}\n');
  });

  test('fix all takes every safe fix of the file', () => {
    expect(fixAllAction(file, findingsIn({ files }))?.edits).toHaveLength(2);
    expect(fixAllAction('other', findingsIn({ files }))).toBeUndefined();
  });
});
