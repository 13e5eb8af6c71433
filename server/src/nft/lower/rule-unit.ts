import { Kind } from '../../syntax/nft/kinds.generated.ts';
import type { Rule, RuleUnit } from '../ast.ts';
import { Reader } from './reader.ts';
import { lowerRule } from './statements.ts';

// Rules are read one after the other, never two at once, so they can share what they are laid out in.
const reader = new Reader();

/** A rule by the identity of its node. It can be read while a tree that holds the node is alive. */
export class TreeRule implements RuleUnit {
  readonly kind = 'rule';
  memo: unknown = undefined;

  constructor(
    private readonly identity: number,
    readonly length: number,
  ) {}

  read(text: string, at: number): Rule {
    reader.loadSubtree(this.identity, Kind.rule, this.length, text, at);
    return lowerRule(reader, 0);
  }
}
