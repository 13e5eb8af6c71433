// Expressions in their three flavours: left of a match, right of a match, argument of a statement.

// nft's order: shifts bind tightest, then & ^ | in that order; concatenation, ranges and prefixes stand above them all.
const SHIFT = ['<<', 'lshift', '>>', 'rshift'];
const OPERATORS = [
  [3, ['&', 'and']],
  [2, ['^', 'xor']],
  [1, ['|', 'or']],
];

/** A flavour's operators: `left` is what may stand before one, `right` behind it, `amount` behind a shift. */
const binary = (left, right, amount) =>
  choice(
    prec.left(4, seq(field('left', left), field('operator', choice(...SHIFT)), field('right', amount))),
    ...OPERATORS.map(([level, words]) =>
      prec.left(level, seq(field('left', left), field('operator', choice(...words)), field('right', right))),
    ),
  );

/** Keywords that are values too: `ip protocol tcp`, `icmp type redirect`, `ct direction reply`. */
const VALUE_KEYWORDS =
  'reset destroy ether vlan arp ip ecn icmp igmp ip6 icmpv6 ah esp comp udp udplite tcp dccp gre sctp label original reply last snat dnat'.split(
    ' ',
  );
const ARGUMENT_KEYWORDS = 'reset destroy ether vlan arp ip ecn ip6 label original reply last snat dnat'.split(' ');

export default {
  _symbol: ($) => choice($.variable, $._text),
  boolean: () => choice('exists', 'missing'),
  value_keyword: () => choice(...VALUE_KEYWORDS),

  // --- left of a match
  _left: ($) => choice($._left_concat, alias($.right_set, $.set), alias($.left_map, $.map_expression)),
  _left_concat: ($) => choice($._left_basic, alias($.left_concatenation, $.concatenation)),
  left_concatenation: ($) => seq($._left_basic, repeat1(seq('.', $._left_basic))),
  _left_basic: ($) => choice($._left_primary, alias($.left_binary, $.binary_expression)),
  left_binary: ($) => binary($._left_basic, $._right_basic, $._right_primary),
  _left_primary: ($) => choice($._symbol, $.number, $._selector, alias($.left_parenthesized, $.parenthesized_expression)),
  left_parenthesized: ($) => seq('(', $._left_basic, ')'),
  left_map: ($) => seq(field('key', $._left_concat), 'map', field('map', $._right)),

  // --- right of a match
  _right: ($) => choice($._right_concat, alias($.right_set, $.set), $.set_reference),
  _right_concat: ($) => choice($._right_part, alias($.right_concatenation, $.concatenation)),
  right_concatenation: ($) => seq($._right_part, repeat1(seq('.', $._right_part))),
  _right_part: ($) => choice($._right_basic, alias($.right_prefix, $.prefix), alias($.right_range, $.range)),
  right_prefix: ($) => prec(1, seq(field('base', $._right_basic), '/', field('length', $.number))),
  right_range: ($) => seq(field('low', $._right_basic), '-', field('high', $._right_basic)),
  right_list: ($) => seq($._right_basic, repeat1(seq(',', $._right_basic))),
  _right_basic: ($) => choice($._right_primary, alias($.right_binary, $.binary_expression)),
  right_binary: ($) => binary($._right_basic, $._right_basic, $._right_primary),
  _right_primary: ($) =>
    choice(
      $._symbol,
      $.number,
      $.boolean,
      $.value_keyword,
      alias('redirect', $.value_keyword),
      alias($.right_parenthesized, $.parenthesized_expression),
    ),
  right_parenthesized: ($) => seq('(', $._right_basic, ')'),

  set_reference: ($) => seq('@', field('name', $._name)),

  // --- argument of a statement
  _argument: ($) =>
    choice(
      $._argument_concat,
      alias($.argument_prefix, $.prefix),
      alias($.argument_range, $.range),
      alias($.argument_list, $.list),
      alias($.argument_map, $.map_expression),
    ),
  // Where only a value with an optional map is taken: `meta mark set`.
  _argument_value: ($) =>
    choice(
      $._argument_concat,
      alias($.argument_prefix, $.prefix),
      alias($.argument_range, $.range),
      alias($.argument_map, $.map_expression),
    ),
  argument_map: ($) => seq(field('key', $._argument_concat), 'map', field('map', $._map_argument)),
  _argument_concat: ($) => choice($._argument_basic, alias($.argument_concatenation, $.concatenation)),
  argument_concatenation: ($) => seq($._argument_basic, repeat1(seq('.', $._argument_primary))),
  argument_prefix: ($) => seq(field('base', $._argument_basic), '/', field('length', $.number)),
  argument_range: ($) => seq(field('low', $._argument_basic), '-', field('high', $._argument_basic)),
  // A list of flags: only names, no numbers.
  argument_list: ($) => seq($._list_item, repeat1(seq(',', $._list_item))),
  _list_item: ($) => choice($._symbol, alias($.argument_keyword, $.value_keyword)),
  _argument_basic: ($) => choice($._argument_primary, alias($.argument_binary, $.binary_expression)),
  argument_binary: ($) => binary($._argument_basic, $._argument_basic, $._argument_primary),
  _argument_primary: ($) =>
    choice(
      $._symbol,
      $.number,
      $.boolean,
      alias($.argument_keyword, $.value_keyword),
      $._argument_selector,
      alias($.argument_parenthesized, $.parenthesized_expression),
    ),
  argument_keyword: () => prec(-1, choice(...ARGUMENT_KEYWORDS)),
  argument_parenthesized: ($) => seq('(', $._argument_basic, ')'),

  _map_argument: ($) => choice(alias($.right_set, $.set), $.set_reference, $.variable),
};
