// What a rule is made of.

const words = (text) => choice(...text.trim().split(/\s+/));
const BYTES = 'bytes kbytes mbytes';

export default {
  // Statements nest to the right instead of repeating: a node that begins or ends with a repetition is never taken over as a whole
  // when a text is parsed again after an edit, and rules are what there are many of.
  rule: ($) => seq($._statement, optional(choice($._more_statements, $.comment_clause))),
  _more_statements: ($) => seq($._statement, optional(choice($._more_statements, $.comment_clause))),
  comment_clause: ($) => seq('comment', field('text', $._text)),

  _statement: ($) =>
    choice(
      $.match,
      $.vmap_statement,
      $._verdict,
      $.counter_statement,
      $.limit_statement,
      $.quota_statement,
      $.last_statement,
      $.connlimit_statement,
      $.log_statement,
      $.reject_statement,
      $.nat_statement,
      $.masquerade_statement,
      $.redirect_statement,
      $.tproxy_statement,
      $.queue_statement,
      $.dup_statement,
      $.fwd_statement,
      $.flow_statement,
      $.notrack_statement,
      $.synproxy_statement,
      $.tunnel_statement,
      $.mangle_statement,
      $.set_statement,
      $.meter_statement,
      $.reset_option_statement,
      $.xt_statement,
    ),

  match: ($) =>
    seq(
      field('left', $._left),
      optional(field('operator', words('== eq != ne < lt > gt <= le >= ge ! not'))),
      choice(
        field('right', choice($._right, alias($.right_list, $.list))),
        seq(
          field('value', choice($._right_basic, alias($.right_list, $.list))),
          '/',
          field('mask', choice($._right_basic, alias($.right_list, $.list))),
        ),
      ),
    ),

  vmap_statement: ($) =>
    seq(field('key', $._left_concat), 'vmap', field('map', choice($.verdict_map, $.set_reference, $.variable))),

  _verdict: ($) => choice($.verdict, $.jump),
  verdict: () => words('accept drop continue return'),
  jump: ($) => seq(words('jump goto'), choice(field('chain', choice($._name, $.variable)), field('body', $.anonymous_chain))),
  anonymous_chain: ($) => seq('{', repeat(choice($._terminator, seq($.rule, $._terminator))), '}'),

  // --- state
  counter_statement: ($) => choice($._counter_literal, seq('counter', 'name', field('object', $._argument))),
  _counter_literal: ($) => prec.right(seq('counter', repeat(choice(seq('packets', $.number), seq('bytes', $.number))))),
  limit_statement: ($) => choice($._limit_literal, seq('limit', 'name', field('object', $._argument))),
  _limit_literal: ($) => seq('limit', $.rate),
  rate: ($) =>
    seq(
      'rate',
      optional(words('over until')),
      choice(
        seq($.number, '/', words('second minute hour day week'), optional(seq('burst', $.number, 'packets'))),
        seq($.number, $.rate_unit, '/', words('second minute hour day week'), optional(seq('burst', $.number, words(BYTES)))),
      ),
    ),
  quota_statement: ($) => choice($._quota_literal, seq('quota', 'name', field('object', $._argument))),
  _quota_literal: ($) => seq('quota', $.quota),
  quota: ($) => seq(optional(words('over until')), $.number, words(BYTES), optional(seq('used', $.number, words(BYTES)))),
  last_statement: ($) => $._last_literal,
  _last_literal: ($) => prec.right(seq('last', optional(seq('used', choice('never', $._time))))),
  connlimit_statement: ($) => choice($._connlimit_literal, seq('ct', 'count', 'name', field('object', $._argument))),
  _connlimit_literal: ($) => seq('ct', 'count', optional('over'), $.number),

  // --- log, reject, queue
  log_statement: ($) =>
    prec.right(
      seq(
        'log',
        repeat(
          choice(
            seq('prefix', field('prefix', $._text)),
            seq('group', field('group', $.number)),
            seq('snaplen', $.number),
            seq('queue-threshold', $.number),
            seq('level', words('emerg alert crit err warn notice info debug audit')),
            seq('flags', $.log_flags),
          ),
        ),
      ),
    ),
  log_flags: () =>
    choice(
      seq('tcp', words('sequence seq options'), repeat(seq(',', words('sequence seq options')))),
      seq('ip', 'options'),
      words('skuid ether all'),
    ),
  reject_statement: ($) =>
    prec.right(
      seq(
        'reject',
        optional(
          seq(
            'with',
            choice(
              seq('tcp', 'reset'),
              seq(words('icmp icmpv6 icmpx'), optional('type'), field('code', choice($.number, $._string))),
            ),
          ),
        ),
      ),
    ),
  queue_statement: ($) =>
    prec.right(
      seq(
        'queue',
        optional(
          choice(
            repeat1(choice(seq('num', field('target', $._queue_number)), $.queue_flags)),
            seq('to', field('target', $._queue_target)),
            seq(
              'flags',
              $.queue_flags,
              choice(seq('num', field('target', $._queue_number)), seq('to', field('target', $._queue_target))),
            ),
          ),
        ),
      ),
    ),
  _queue_number: ($) => choice($.number, $.variable, alias($.queue_range, $.range)),
  queue_range: ($) => seq(field('low', choice($.number, $.variable)), '-', field('high', choice($.number, $.variable))),
  _queue_target: ($) => choice($._queue_number, $.numgen_expression, $.hash_expression, alias($.left_map, $.map_expression)),
  queue_flags: () => seq(words('bypass fanout'), repeat(seq(',', words('bypass fanout')))),

  // --- address translation
  nat_statement: ($) => prec.right(seq(words('snat dnat'), $._nat_form, optional($._nat_flags))),
  _nat_form: ($) =>
    choice(
      seq(optional('to'), $._nat_target),
      seq(words('ip ip6'), 'to', $._nat_address),
      seq(words('ip ip6'), 'addr', '.', 'port', 'to', field('address', $._argument)),
      seq(optional(words('ip ip6')), words('prefix interval'), 'to', field('address', $._argument)),
    ),
  _nat_target: ($) => choice($._nat_address, seq(':', field('port', $._argument))),
  _nat_address: ($) => seq(field('address', $._argument), optional(seq(':', field('port', $._argument)))),
  masquerade_statement: ($) =>
    prec.right(seq('masquerade', optional(seq('to', ':', field('port', $._argument))), optional($._nat_flags))),
  redirect_statement: ($) =>
    prec.right(
      seq(
        'redirect',
        optional(seq('to', choice(field('port', $._argument), seq(':', field('port', $._argument))))),
        optional($._nat_flags),
      ),
    ),
  _nat_flags: ($) => seq($.nat_flag, repeat(seq(',', $.nat_flag))),
  nat_flag: () => words('random fully-random persistent'),
  tproxy_statement: ($) => seq('tproxy', optional(words('ip ip6')), 'to', $._nat_target),

  // --- copies and detours
  dup_statement: ($) => seq('dup', 'to', field('address', $._argument), optional(seq('device', field('device', $._argument)))),
  fwd_statement: ($) =>
    seq(
      'fwd',
      choice(
        seq('to', field('device', $._argument)),
        seq(words('ip ip6'), 'to', field('address', $._argument), 'device', field('device', $._argument)),
      ),
    ),
  flow_statement: ($) => seq('flow', words('add offload'), '@', field('flowtable', $._text)),
  notrack_statement: () => 'notrack',
  synproxy_statement: ($) =>
    prec.right(
      seq(
        'synproxy',
        choice(
          seq('name', field('object', $._argument)),
          repeat(choice(seq('mss', $.number), seq('wscale', $.number), 'timestamp', words('sack-perm sack-permitted'))),
        ),
      ),
    ),
  tunnel_statement: ($) => seq('tunnel', 'name', field('object', $._argument)),

  // --- changes
  mangle_statement: ($) =>
    seq(
      field(
        'target',
        choice(
          alias($._meta_key, $.meta_expression),
          alias($._ct_key, $.ct_expression),
          $.payload_expression,
          $.option_expression,
        ),
      ),
      'set',
      field('value', $._argument),
    ),
  // The grammar lets every key be set; which ones can is a matter of meaning.
  _ct_key: () =>
    seq(
      'ct',
      choice(
        words(
          'l3proto protocol mark state direction status expiration helper saddr daddr proto-src proto-dst label event secmark id zone bytes packets avgpkt timeout expectation',
        ),
        seq(words('original reply'), words('bytes packets avgpkt zone')),
      ),
    ),
  reset_option_statement: ($) => seq('reset', 'tcp', 'option', $._tcp_option_kind),
  set_statement: ($) =>
    choice(
      seq(
        words('add update delete'),
        choice($.set_reference, $.variable),
        '{',
        $._dynamic_element,
        optional(seq(':', field('data', $._left_concat), repeat($._dynamic_option))),
        '}',
      ),
      seq(
        'set',
        words('add update delete'),
        field('key', $._left_concat),
        repeat($._dynamic_option),
        choice($.set_reference, $.variable),
      ),
    ),
  _dynamic_element: ($) => seq(field('key', $._left_concat), repeat($._element_option)),
  _dynamic_option: ($) => choice($.element_timeout, $.element_expires, $.comment_clause),
  meter_statement: ($) =>
    seq(
      'meter',
      field('name', $._name),
      optional(seq('size', field('size', $.number))),
      '{',
      field('key', $._left_concat),
      repeat($._dynamic_option),
      $._statement,
      '}',
    ),
  xt_statement: ($) => seq('xt', $._string, $._text),
};
