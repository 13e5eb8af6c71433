// Sets and maps written in place, and their elements.

/** Members between braces: commas may be doubled or stand at the end, newlines may stand around members. */
const members = ($, member) =>
  seq(
    '{',
    repeat($._newline),
    member,
    repeat($._newline),
    repeat(seq(',', repeat($._newline), optional(seq(member, repeat($._newline))))),
    '}',
  );

export default {
  right_set: ($) => members($, choice(alias($.right_set, $.set), $.element)),
  element: ($) => seq($._element_key, optional(seq(':', field('data', choice($._right_concat, $._element_verdict))))),
  _element_key: ($) => seq(field('key', choice($._right_concat, $.catch_all)), repeat($._element_option)),
  catch_all: () => '*',
  _element_option: ($) => choice($.element_timeout, $.element_expires, $.comment_clause, $.stateful_statement),
  element_timeout: ($) => seq('timeout', field('time', $._time)),
  element_expires: ($) => seq('expires', field('time', $._time)),
  _time: ($) => $._string,

  verdict_map: ($) => members($, alias($.verdict_element, $.element)),
  verdict_element: ($) => seq($._element_key, ':', field('data', $._element_verdict)),
  // An element's verdict cannot have a chain of its own.
  _element_verdict: ($) => choice($.verdict, alias($.element_jump, $.jump)),
  element_jump: ($) => seq(choice('jump', 'goto'), field('chain', choice($._name, $.variable))),

  // State that an element or a set may carry: never by name.
  stateful_statement: ($) =>
    choice($._counter_literal, $._limit_literal, $._quota_literal, $._last_literal, $._connlimit_literal),
};
