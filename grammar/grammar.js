/**
 * The language of `nft -f`, as nft 1.1.7 reads it. What is accepted here is what nft's own parser accepts: the lists of tokens
 * that nft names in its syntax errors are the measure (test/corpus). Meaning (types, families, contexts) is not checked here.
 *
 * Newlines are tokens: they end statements, as `;` does. Three flavours of expression exist because nft has three: what stands
 * on the left of a match, what is compared with (right), and what a statement takes as its argument.
 */
import blocks from './rules/blocks.js';
import commands from './rules/commands.js';
import expressions from './rules/expressions.js';
import lexical, { RESERVED } from './rules/lexical.js';
import selectors from './rules/selectors.js';
import sets from './rules/sets.js';
import statements from './rules/statements.js';

export default grammar({
  name: 'nftables',

  extras: ($) => [/[ \t\r]/, $.line_continuation, $.comment],
  externals: ($) => [$.classid, '.'],
  word: ($) => $.identifier,
  reserved: { global: () => RESERVED },
  // Rules that only choose among others: inlining them saves a reduction, and a node, for nearly every token.
  inline: ($) => [
    $._terminator,
    $._directive,
    $._command,
    $._definition,
    $._family,
    $._handle,
    $._string,
    $._name,
    $._text,
    $._symbol,
    $._time,
    $._statement,
    $._verdict,
    $._selector,
    $._argument_selector,
    $._raw_payload,
    $._left,
    $._left_concat,
    $._right,
    $._right_concat,
    $._right_part,
    $._argument_concat,
    $._list_item,
    $._map_argument,
    $._counter_literal,
    $._limit_literal,
    $._quota_literal,
    $._last_literal,
    $._connlimit_literal,
    $._element_option,
    $._element_verdict,
    $._element_key,
    $._dynamic_option,
  ],
  supertypes: () => [],

  rules: {
    source_file: ($) =>
      seq(repeat(choice($._terminator, seq($._command, $._terminator), seq($._directive, $._terminator))), optional($._command)),
    ...commands,
    ...blocks,
    ...statements,
    ...expressions,
    ...sets,
    ...selectors,
    ...lexical,
  },
});
