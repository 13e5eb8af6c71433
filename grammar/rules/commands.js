// What can stand at the top of a file: definitions and commands.

const words = (text) => choice(...text.trim().split(/\s+/));
const OBJECTS = 'counter quota limit secmark synproxy tunnel';
const CT_OBJECTS = 'helper timeout expectation count';

/** `[family] TABLE NAME` */
const inTable = ($) => seq($._table, field('name', $._name));
const withHandle = ($) => seq($._table, choice(field('name', $._name), $._handle));

export default {
  // --- directives: allowed in every block too
  _directive: ($) => choice($.include, $.define, $.redefine, $.undefine),
  include: ($) => seq('include', field('path', $.quoted_string)),
  define: ($) => seq('define', field('name', $._name), '=', field('value', $._initializer)),
  redefine: ($) => seq('redefine', field('name', $._name), '=', field('value', $._initializer)),
  undefine: ($) => seq('undefine', field('name', $._name)),
  _initializer: ($) =>
    choice($._right, alias($.right_list, $.list), alias($.empty_set, $.set), alias($.negative_number, $.number)),
  empty_set: () => seq('{', '}'),
  negative_number: ($) => seq('-', $.number),

  _family: ($) => field('family', $.family),
  family: () => words('ip ip6 inet arp bridge netdev'),
  _table: ($) => seq(optional($._family), field('table', $._name)),
  _handle: ($) => seq('handle', field('handle', $.number)),

  _command: ($) =>
    choice(
      $._definition,
      $.rule_definition,
      $.add_command,
      $.insert_command,
      $.replace_command,
      $.delete_command,
      $.flush_command,
      $.rename_command,
      $.list_command,
      $.reset_command,
      $.get_command,
      $.describe_command,
      $.monitor_command,
      $.transfer_command,
    ),

  // --- definitions, with or without the word `add`
  _definition: ($) =>
    choice(
      $.table_definition,
      $.chain_definition,
      $.set_definition,
      $.map_definition,
      $.element_definition,
      $.flowtable_definition,
      $.object_definition,
    ),
  add_command: ($) => choice(seq('add', choice($._definition, $.rule_definition)), seq('create', $._definition)),
  table_definition: ($) => seq('table', optional($._family), field('name', $._name), optional(field('body', $.table_body))),
  chain_definition: ($) => seq('chain', inTable($), optional(field('body', $.chain_body))),
  set_definition: ($) => seq('set', inTable($), field('body', $.set_body)),
  map_definition: ($) => seq('map', inTable($), field('body', $.map_body)),
  element_definition: ($) => seq('element', inTable($), field('elements', $._elements)),
  _elements: ($) => choice(alias($.right_set, $.set), $.variable),
  flowtable_definition: ($) => seq('flowtable', inTable($), field('body', $.flowtable_body)),
  object_definition: ($) =>
    choice(
      seq('counter', inTable($), optional(choice(field('body', $.counter_body), $.counter_values))),
      seq('quota', inTable($), choice(field('body', $.quota_body), $.quota)),
      seq('limit', inTable($), choice(field('body', $.limit_body), $.rate)),
      seq('secmark', inTable($), choice(field('body', $.secmark_body), $.secmark_context)),
      seq('synproxy', inTable($), choice(field('body', $.synproxy_body), $.synproxy_values)),
      seq('tunnel', inTable($), field('body', $.tunnel_body)),
      ...CT_OBJECTS.split(' ').map((kind) => seq('ct', kind, inTable($), field('body', $[`ct_${kind}_body`]))),
    ),

  rule_definition: ($) =>
    seq(optional('rule'), $._table, field('chain', $._name), optional($.rule_position), field('rule', $.rule)),
  rule_position: ($) => seq(words('position handle index'), $.number),
  insert_command: ($) =>
    seq('insert', 'rule', $._table, field('chain', $._name), optional($.rule_position), field('rule', $.rule)),
  replace_command: ($) => seq('replace', 'rule', $._table, field('chain', $._name), $._handle, field('rule', $.rule)),

  // --- removal
  delete_command: ($) =>
    seq(
      words('delete destroy'),
      choice(
        seq('table', optional($._family), choice(field('name', $._name), $._handle)),
        seq('chain', withHandle($)),
        seq('chain', inTable($), field('body', $.chain_body)),
        seq('rule', $._table, field('chain', $._name), $._handle),
        seq(words(`set map ${OBJECTS}`), withHandle($)),
        seq('element', inTable($), field('elements', $._elements)),
        seq('flowtable', withHandle($)),
        seq('flowtable', inTable($), field('body', $.flowtable_body)),
        seq('ct', words(CT_OBJECTS), inTable($)),
      ),
    ),
  flush_command: ($) =>
    seq(
      'flush',
      choice(
        seq('table', $._table),
        seq(words('chain set map meter'), inTable($)),
        seq('flow', 'table', inTable($)),
        seq('ruleset', optional($._family)),
      ),
    ),
  rename_command: ($) => seq('rename', 'chain', inTable($), field('new_name', $._name)),

  // --- queries
  _scope: ($) => seq(optional('table'), $._table),
  _scope_or_family: ($) => choice($._family, $._scope),
  list_command: ($) =>
    seq(
      'list',
      choice(
        seq('table', $._table),
        seq(words('tables ruleset meters'), optional($._family)),
        seq(words('chains sets maps flowtables counters quotas limits secmarks synproxys tunnels'), optional($._scope_or_family)),
        seq(words(`chain set map flowtable meter ${OBJECTS}`), inTable($)),
        seq('flow', 'tables', optional($._family)),
        seq('flow', 'table', inTable($)),
        seq('ct', words('helper timeout expectation count'), inTable($)),
        seq('ct', words('helpers timeout expectation counts'), 'table', $._table),
        seq('hooks', optional($._family), optional(seq('device', field('device', $._string)))),
      ),
    ),
  reset_command: ($) =>
    seq(
      'reset',
      choice(
        seq(words('counters quotas'), optional($._scope_or_family)),
        seq(words('counter quota set map'), inTable($)),
        seq('rules', optional(choice($._family, $._scope, inTable($), seq('chain', inTable($))))),
        seq('rule', $._table, field('chain', $._name), $._handle),
        seq('element', inTable($), field('elements', $._elements)),
      ),
    ),
  get_command: ($) => seq('get', 'element', inTable($), field('elements', $._elements)),
  describe_command: ($) => seq('describe', $._left_basic),
  monitor_command: ($) =>
    seq(
      'monitor',
      optional(words('new destroy')),
      optional(words('tables chains sets rules elements ruleset trace')),
      optional($._format),
    ),
  transfer_command: ($) => seq(words('import export'), optional('ruleset'), $._format),
  _format: () => choice('json', 'xml', seq('vm', 'json')),
};
