import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/include-not-found',
  scope: 'nft',
  severity: 'warning',
  fix: 'none',
  summary: 'an include whose file is not there, or whose pattern matches nothing',
  check(program, report) {
    for (const { file, range, path, files, glob } of program.evaluation.includes)
      if (files.length === 0)
        report({
          file,
          range,
          message: glob
            ? `No file matches "${path}" here; nft goes on without, and rules that are meant to be there are not in force. Check the pattern, or add the files.`
            : `There is no file "${path}" here; where it is missing, nft refuses everything and loads no rules at all. Check the path, or add the file.`,
        });
  },
});
