// The JSON schema of daemon.json, from the facts about dockerd's options, log drivers and network drivers. It is for editors without
// Bridgekeeper; with it, the same facts answer in more detail.
import { importTs } from '../lib/import-ts.mjs';

export const committed = true;

const PREFIX = '^[0-9A-Fa-f:.]*/[0-9]{1,3}$|^$';
const ADDRESS = '^[0-9A-Fa-f:.]*(%[^%]+)?$';
const SIMPLE = {
  bool: { type: 'boolean' },
  string: { type: 'string' },
  int: { type: 'integer' },
  ip: { type: 'string', pattern: ADDRESS },
  addr: { type: 'string', pattern: ADDRESS },
  prefix: { type: 'string', pattern: PREFIX },
  size: { type: 'string', pattern: '^[-+]?[0-9.]+([eE][-+]?[0-9]+)? ?([kKmMgGtTpP]?[iI]?[bB]?)$' },
  duration: { type: 'string', pattern: '^[-+]?(0|([0-9.]+(ns|us|µs|ms|s|m|h))+)$' },
  any: {},
};
const FORMATS = {
  'ipv4-cidr': { pattern: '^([0-9.]+/[0-9]{1,2})?$' },
  'ipv6-cidr': { pattern: '^([0-9A-Fa-f:.]+/[0-9]{1,3})?$' },
  'ipv6-subnet': { pattern: '^([0-9A-Fa-f:.]+/[0-9]{1,3})?$' },
  mirror: { pattern: '^https?://' },
  label: { pattern: '^[^=]+=' },
  'exec-option': { pattern: '=' },
};

/** @param {string} root the repository, with a trailing slash; @returns {Promise<Record<string, string>>} text by path */
export default async function generate(root) {
  const facts = await importTs(root, 'server/src/facts/daemon-options.ts');
  const logs = await importTs(root, 'server/src/facts/log-drivers.ts');
  const { allDrivers } = await importTs(root, 'server/src/docker/drivers.ts');
  const { describeDefault } = await importTs(root, 'server/src/docker/daemon/describe.ts');
  const properties = {};
  for (const option of facts.DAEMON_OPTIONS.values())
    if (!option.flagOnly)
      properties[option.key] = withText(optionSchema(option), option.meaning, about(option, describeDefault), option.deprecated);
  for (const { key, why } of facts.IGNORED_KEYS.values())
    properties[key] ??= { ...withText({}, why, []), deprecationMessage: `dockerd takes the key and does not read it. ${why}` };
  properties['log-driver'].examples = [...logs.LOG_DRIVERS.keys()];
  properties['log-opts'].properties = logOptions(logs);
  properties['default-network-opts'].properties = drivers(allDrivers());
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'daemon.json',
    description: `Configuration file of the Docker daemon (Docker ${facts.MEASURED_DOCKER_VERSIONS.join(' to ')}).`,
    type: 'object',
    properties,
    additionalProperties: false,
  };
  return { 'schemas/daemon.schema.json': `${JSON.stringify(schema, undefined, 2)}\n` };
}

function optionSchema(option) {
  const schema = shapeSchema(option.shape);
  const target = schema.items ?? schema;
  Object.assign(target, FORMATS[option.format]);
  if (option.values && option.ignoreCase)
    target.anyOf = [{ enum: option.values }, { pattern: `^(${option.values.map(anyCase).join('|')})?$` }];
  else if (option.values) target.enum = [...option.values, ''];
  for (const [key, name] of [
    ['min', 'minimum'],
    ['max', 'maximum'],
  ])
    if (option[key] !== undefined) target[name] = option[key];
  if (isPlain(option)) schema.default = option.default;
  return schema;
}

/** True when the default is a value, and no description of one. */
function isPlain({ default: value, shape, values }) {
  if (typeof value !== 'string') return true;
  return shape === 'string' && (values?.includes(value) || /^[\w/.-]+$/.test(value)) && value !== 'automatic';
}

function shapeSchema(shape) {
  if (typeof shape === 'string') return { ...SIMPLE[shape] };
  if ('list' in shape) return { type: 'array', items: shapeSchema(shape.list) };
  if ('either' in shape) return { anyOf: shape.either.map(shapeSchema) };
  if ('map' in shape) return { type: 'object', additionalProperties: shapeSchema(shape.map) };
  const fields = Object.entries(shape.fields);
  const required = fields.filter(([, field]) => field.required).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(
      fields.map(([name, field]) => [name, withText(shapeSchema(field.shape), field.meaning, since(field))]),
    ),
    ...(required.length === 0 ? {} : { required }),
    ...(shape.unknown === 'refuse' ? { additionalProperties: false } : {}),
  };
}

function logOptions({ LOG_DRIVERS, COMMON_LOG_OPTIONS }) {
  const users = new Map();
  const known = new Map(Object.entries(COMMON_LOG_OPTIONS));
  for (const [driver, { options }] of LOG_DRIVERS)
    for (const [name, option] of Object.entries(options)) {
      known.set(name, known.get(name) ?? option);
      users.set(name, [...(users.get(name) ?? []), driver]);
    }
  return Object.fromEntries(
    [...known].map(([name, option]) => {
      const drivers = users.get(name);
      const schema = { type: 'string', ...(words(option.value) ? { examples: words(option.value) } : {}) };
      return [name, withText(schema, option.meaning, [drivers ? `Log drivers: ${drivers.join(', ')}.` : 'Every log driver.'])];
    }),
  );
}

function drivers(facts) {
  return Object.fromEntries(
    facts
      .filter(({ cannotBeCreated }) => cannotBeCreated === undefined)
      .map(({ name, summary, options }) => [
        name,
        {
          ...withText({ type: 'object' }, summary, []),
          properties: Object.fromEntries(
            options
              .filter(({ endpoint, internal }) => !endpoint && !internal)
              .map((option) => [
                option.name,
                withText(
                  { type: 'string', ...(words(option.value) ? { examples: words(option.value) } : {}) },
                  option.meaning,
                  option.default === undefined ? [] : [`Default: ${option.default}.`],
                ),
              ]),
          ),
          additionalProperties: { type: 'string' },
        },
      ]),
  );
}

function words(kind) {
  return kind?.kind === 'boolean' ? ['true', 'false'] : kind?.kind === 'enum' ? kind.values : undefined;
}

function about(option, describeDefault) {
  return [
    ...(typeof option.default === 'string' ? [`Default: ${describeDefault(option)}.`] : []),
    ...since(option),
    ...(option.flag ? [`Flag: --${option.flag.name}.`] : []),
  ];
}

function since({ since: version }) {
  return version === undefined ? [] : [`Since Docker ${version}.`];
}

function withText(schema, meaning, more, deprecated) {
  const out = { ...schema, description: [meaning, ...more].join(' ') };
  return deprecated
    ? { ...out, deprecationMessage: `Deprecated since Docker ${deprecated.since}: use "${deprecated.instead}".` }
    : out;
}

function anyCase(word) {
  return [...word].map((letter) => `[${letter.toUpperCase()}${letter}]`).join('');
}
