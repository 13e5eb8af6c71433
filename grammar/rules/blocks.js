// Tables, chains, sets and objects, and what stands between their braces.

const words = (text) => choice(...text.trim().split(/\s+/));

const synproxyOptions = () => [optional('timestamp'), optional(words('sack-perm sack-permitted'))];

/** A body: items that must end with a newline or `;`, and directives, which end so too. */
const body = ($, ...items) => seq('{', repeat(choice($._terminator, seq(choice($._directive, ...items), $._terminator))), '}');

/** A body in which some items need no terminator: another item, or the closing brace, may follow at once. */
const looseBody = ($, loose, ...items) =>
  seq('{', repeat(choice($._terminator, ...loose, seq(choice($._directive, ...items), $._terminator))), '}');

export default {
  table_body: ($) =>
    body(
      $,
      $.table_flags,
      $.comment_clause,
      alias($.chain_block, $.chain_definition),
      alias($.set_block, $.set_definition),
      alias($.map_block, $.map_definition),
      alias($.flowtable_block, $.flowtable_definition),
      alias($.object_block, $.object_definition),
    ),
  table_flags: ($) => seq('flags', $._string, repeat(seq(',', $._string))),

  chain_block: ($) => seq('chain', field('name', $._name), field('body', $.chain_body)),
  chain_body: ($) => body($, $.base_chain, $.chain_policy, $.chain_flags, $.chain_devices, $.comment_clause, $.rule),
  base_chain: ($) =>
    seq(
      'type',
      field('type', $.chain_type),
      'hook',
      field('hook', $._string),
      optional(choice(seq('device', field('device', $._symbol)), seq('devices', '=', field('devices', $._devices)))),
      $._priority,
    ),
  chain_type: () => words('filter nat route'),
  _priority: ($) => seq('priority', field('priority', $.priority)),
  priority: ($) =>
    choice($.variable, seq(optional('-'), $.number), $._priority_name, seq($._priority_name, choice('+', '-'), $.number)),
  _priority_name: ($) => choice($._string, alias('out', $.identifier)),
  chain_policy: ($) => seq('policy', field('policy', choice($.policy, $.variable))),
  policy: () => words('accept drop'),
  chain_flags: () => seq('flags', 'offload'),
  chain_devices: ($) => seq('devices', '=', field('devices', $._devices)),
  _devices: ($) => choice($.device_list, $.variable),
  // A newline may stand behind a comma only when no interface follows it.
  device_list: ($) => seq('{', $._symbol, repeat(choice(seq(',', $._symbol), seq(',', optional($._newline)))), '}'),

  set_block: ($) => seq('set', field('name', $._name), field('body', $.set_body)),
  set_body: ($) =>
    looseBody(
      $,
      [$.set_elements, $.auto_merge],
      $.set_type,
      $.set_typeof,
      $.set_flags,
      $.set_timeout,
      $.set_gc_interval,
      $.set_size,
      $.set_policy,
      $._set_state,
      $.comment_clause,
    ),
  map_block: ($) => seq('map', field('name', $._name), field('body', $.map_body)),
  map_body: ($) =>
    looseBody(
      $,
      [$.set_elements],
      alias($.map_type, $.set_type),
      alias($.map_typeof, $.set_typeof),
      $.set_flags,
      $.set_timeout,
      $.set_gc_interval,
      $.set_size,
      $.set_policy,
      $._set_state,
      $.comment_clause,
    ),
  set_type: ($) => seq('type', field('key', $.data_type)),
  map_type: ($) =>
    seq(
      'type',
      field('key', $.data_type),
      ':',
      choice(field('data', choice($.data_type, $.object_type)), seq('interval', field('data', $.data_type))),
    ),
  data_type: ($) => seq($._type_name, repeat(seq('.', $._type_name))),
  _type_name: ($) => choice($._string, ...'dscp ecn mark time classid'.split(' ').map((word) => alias(word, $.identifier))),
  object_type: () => words('counter quota limit secmark synproxy'),
  set_typeof: ($) => seq('typeof', field('key', $.type_expression)),
  map_typeof: ($) =>
    seq(
      'typeof',
      field('key', $.type_expression),
      ':',
      choice(
        field(
          'data',
          choice($.type_expression, $.object_type, alias($._typeof_word, $.data_type), alias($._ct_object_type, $.object_type)),
        ),
        seq('interval', field('data', $.type_expression)),
      ),
    ),
  _ct_object_type: () => seq('ct', words('timeout expectation count')),
  type_expression: ($) => seq($._selector, repeat(seq('.', $._selector))),
  _typeof_word: ($) => choice($._string, 'queue'),
  set_flags: () =>
    seq('flags', words('constant interval dynamic timeout'), repeat(seq(',', words('constant interval dynamic timeout')))),
  set_timeout: ($) => seq('timeout', field('time', $._time)),
  set_gc_interval: ($) => seq('gc-interval', field('time', $._time)),
  set_size: ($) => seq('size', field('size', $.number)),
  set_policy: () => seq('policy', words('performance memory')),
  auto_merge: () => 'auto-merge',
  set_elements: ($) => seq('elements', '=', field('elements', choice(alias($.right_set, $.set), $.variable))),
  _set_state: ($) => prec.right(repeat1($.stateful_statement)),

  flowtable_block: ($) => seq('flowtable', field('name', $._name), field('body', $.flowtable_body)),
  flowtable_body: ($) => looseBody($, [$.flowtable_counter], $.flowtable_hook, $.chain_devices, $.chain_flags),
  flowtable_hook: ($) => seq('hook', field('hook', $._string), $._priority),
  flowtable_counter: () => 'counter',

  // --- stateful and other objects
  object_block: ($) =>
    choice(
      ...['counter', 'quota', 'limit', 'secmark', 'synproxy', 'tunnel'].map((kind) =>
        seq(kind, field('name', $._name), field('body', $[`${kind}_body`])),
      ),
      ...['helper', 'timeout', 'expectation', 'count'].map((kind) =>
        seq('ct', kind, field('name', $._name), field('body', $[`ct_${kind}_body`])),
      ),
    ),
  counter_body: ($) => looseBody($, [$.counter_values, $.comment_clause]),
  counter_values: ($) => seq('packets', $.number, 'bytes', $.number),
  quota_body: ($) => looseBody($, [$.quota, $.comment_clause]),
  limit_body: ($) => looseBody($, [$.rate, $.comment_clause]),
  secmark_body: ($) => looseBody($, [$.secmark_context, $.comment_clause]),
  secmark_context: ($) => $._text,
  synproxy_body: ($) => looseBody($, [$.synproxy_values, $.comment_clause]),
  synproxy_values: ($) =>
    seq(
      'mss',
      $.number,
      choice(
        seq('wscale', $.number, ...synproxyOptions()),
        seq($._terminator, 'wscale', $.number, $._terminator, ...synproxyOptions()),
      ),
    ),
  ct_helper_body: ($) => looseBody($, [$.comment_clause], $.helper_type, $.l3proto),
  helper_type: ($) => seq('type', field('type', $.quoted_string), 'protocol', words('tcp udp')),
  l3proto: ($) => seq('l3proto', choice(words('ip ip6 inet bridge arp netdev'))),
  ct_timeout_body: ($) => looseBody($, [$.comment_clause], $.object_protocol, $.timeout_policy, $.l3proto),
  object_protocol: () => seq('protocol', words('tcp udp')),
  timeout_policy: ($) => seq('policy', '=', '{', $.timeout_state, repeat(seq(',', $.timeout_state)), '}'),
  timeout_state: ($) => seq(field('state', $._string), ':', field('time', choice($.number, $._time))),
  ct_expectation_body: ($) =>
    looseBody($, [$.comment_clause], $.object_protocol, $.expectation_port, $.set_timeout, $.set_size, $.l3proto),
  expectation_port: ($) => seq('dport', $.number),
  ct_count_body: ($) => looseBody($, [$.count_limit, $.comment_clause]),
  count_limit: ($) => seq(words('over until'), $.number),
  tunnel_body: ($) => looseBody($, [$.comment_clause], $.tunnel_value, $.tunnel_options),
  tunnel_value: ($) =>
    choice(seq(words('id ttl tos sport dport'), $.number), seq(words('ip ip6'), words('saddr daddr'), $._symbol)),
  tunnel_options: ($) =>
    choice(
      seq('vxlan', body($, alias($.vxlan_option, $.tunnel_value))),
      seq('erspan', body($, alias($.erspan_option, $.tunnel_value))),
      seq('geneve', body($, alias($.geneve_option, $.tunnel_value))),
    ),
  vxlan_option: ($) => seq('gbp', $.number),
  erspan_option: ($) => choice(seq(words('version index id'), $.number), seq('direction', words('ingress egress'))),
  geneve_option: ($) => seq('class', $.number, 'opt-type', $.number, 'data', $._text),
};
