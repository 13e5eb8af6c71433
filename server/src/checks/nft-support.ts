import type { NftRuleName } from '../nft/problems.ts';
import type { NftProgram } from '../nft/program.ts';
import type { Report } from './rule.ts';

/** Reports what the nft model found in a program under one name: each problem once, with its fixes and the other places. */
export function reportProblems(name: NftRuleName): (program: NftProgram, report: (found: Report) => void) => void {
  return (program, report) => {
    for (const { rule, file, range, message, fixes, related } of program.problems) {
      if (rule !== name) continue;
      const preferred = fixes.find(({ safe }) => safe)?.edits;
      report({
        file,
        range,
        message,
        related: related.map((place) => ({ message: place.message, location: { file: place.file, range: place.range } })),
        fixes: fixes.map(({ title, safe, edits }) => ({
          title,
          safety: safe ? 'safe' : 'unsafe',
          ...(edits === preferred ? { preferred: true } : {}),
          edits,
        })),
      });
    }
  };
}
