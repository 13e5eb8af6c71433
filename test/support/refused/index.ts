import type { RefusedCase } from './case.ts';
import { CASES as colonNeedsBlanks } from './colon-needs-blanks.ts';
import { CASES as duplicateDefinition } from './duplicate-definition.ts';
import { CASES as familyMismatch } from './family-mismatch.ts';
import { CASES as invalidHook } from './invalid-hook.ts';
import { CASES as invalidPriority } from './invalid-priority.ts';
import { CASES as invalidValue } from './invalid-value.ts';
import { CASES as jumpLoop } from './jump-loop.ts';
import { CASES as jumpToBaseChain } from './jump-to-base-chain.ts';
import { CASES as missingIntervalFlag } from './missing-interval-flag.ts';
import { CASES as overlappingElements } from './overlapping-elements.ts';
import { CASES as reservedWordName } from './reserved-word-name.ts';
import { CASES as statementAfterVerdict } from './statement-after-verdict.ts';
import { CASES as statementContext } from './statement-context.ts';
import { CASES as syntax } from './syntax.ts';
import { CASES as typeMismatch } from './type-mismatch.ts';
import { CASES as typographicQuote } from './typographic-quote.ts';
import { CASES as undefinedChain } from './undefined-chain.ts';
import { CASES as undefinedObject } from './undefined-object.ts';
import { CASES as undefinedVariable } from './undefined-variable.ts';

/** What nft refuses, by the rule that says so. Unit tests expect the finding, the oracle suite that nft refuses it too. */
export const REFUSED: Readonly<Record<string, readonly RefusedCase[]>> = {
  'nft/colon-needs-blanks': colonNeedsBlanks,
  'nft/duplicate-definition': duplicateDefinition,
  'nft/family-mismatch': familyMismatch,
  'nft/invalid-hook': invalidHook,
  'nft/invalid-priority': invalidPriority,
  'nft/invalid-value': invalidValue,
  'nft/jump-loop': jumpLoop,
  'nft/jump-to-base-chain': jumpToBaseChain,
  'nft/missing-interval-flag': missingIntervalFlag,
  'nft/overlapping-elements': overlappingElements,
  'nft/reserved-word-name': reservedWordName,
  'nft/statement-after-verdict': statementAfterVerdict,
  'nft/statement-context': statementContext,
  'nft/syntax': syntax,
  'nft/type-mismatch': typeMismatch,
  'nft/typographic-quote': typographicQuote,
  'nft/undefined-chain': undefinedChain,
  'nft/undefined-object': undefinedObject,
  'nft/undefined-variable': undefinedVariable,
};
