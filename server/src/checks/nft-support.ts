import type { NftRuleName } from '../nft/problems.ts';
import type { NftProgram } from '../nft/program.ts';
import type { Report } from './rule.ts';

/** Reports what the nft model found in a program under one name: each problem once, with its fixes and the other places. */
export function reportProblems(name: NftRuleName): (program: NftProgram, report: (found: Report) => void) => void {
  return (program, report) => {
    for (const { rule, file, range, message, fixes, related } of program.problems) {
      if (rule !== name) continue;
      report({
        file,
        range,
        message,
        related: related.map((place) => ({ message: place.message, location: { file: place.file, range: place.range } })),
        fixes: fixes.map(({ title, safe, edits }, index) => ({
          title,
          safety: safe ? 'safe' : 'unsafe',
          ...(index === 0 && safe ? { preferred: true } : {}),
          edits: edits.map((edit) => ({ file, ...edit })),
        })),
      });
    }
  };
}
