import { FIREWALL_BACKENDS } from '../base/settings.ts';
import { SEVERITIES } from '../base/severity.ts';

/** The part of JSON Schema that describes settings. One description serves the validator, the published schema and the editor's settings. */
export interface SettingSchema {
  readonly type: 'object' | 'array' | 'string' | 'boolean' | 'number';
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  /** A text must match; `patternErrorMessage` says in words what is wanted. */
  readonly pattern?: string;
  readonly patternErrorMessage?: string;
  readonly properties?: Readonly<Record<string, SettingSchema>>;
  /** What other keys may hold; `false` allows none. */
  readonly additionalProperties?: SettingSchema | false;
  readonly required?: readonly string[];
  readonly items?: SettingSchema;
}

const VERSION: SettingSchema = {
  type: 'string',
  pattern: '^\\d+(\\.\\d+)*([-+~].*)?$',
  patternErrorMessage: 'a version such as "1.0.6"',
};

const GLOBS: SettingSchema = { type: 'array', items: { type: 'string' } };

/** Levels by rule name. */
export const RULE_LEVELS: SettingSchema = {
  type: 'object',
  description: 'The level of single rules, by name: `off`, `hint`, `info`, `warning` or `error`.',
  additionalProperties: { type: 'string', enum: ['off', ...SEVERITIES] },
};

const HOST_SETTINGS = {
  firewallBackend: {
    type: 'string',
    description: "Which program writes Docker's firewall rules.",
    enum: FIREWALL_BACKENDS,
    enumDescriptions: [
      'Read it off daemon.json, the flags of dockerd and the version of Docker.',
      'iptables with the nftables kernel interface: what today’s distributions ship.',
      'iptables with the old kernel interface: nftables and iptables do not see each other’s tables.',
      'Docker writes its own nftables tables (Docker 29 and newer).',
    ],
    default: 'auto',
  },
  versions: {
    type: 'object',
    description: 'Versions of the programs on the host that the files are meant for. The newest known ones without it.',
    properties: {
      nft: { ...VERSION, description: '`nft --version`' },
      docker: { ...VERSION, description: '`docker version`, the server part' },
      iptables: { ...VERSION, description: '`iptables --version`' },
    },
    additionalProperties: false,
    default: {},
  },
  includePaths: {
    type: 'array',
    description: "Folders, relative to the host's root, in which nft's `include` looks.",
    items: { type: 'string' },
    default: ['etc'],
  },
  defines: {
    type: 'object',
    description: 'nft variables that are set outside the files, as `nft --define NAME=VALUE` does.',
    additionalProperties: { type: 'string' },
    default: {},
  },
  reservedSubnets: {
    type: 'array',
    description: 'Address space that Docker must not use, such as a LAN or a VPN: `10.8.0.0/24 # VPN`.',
    items: {
      type: 'string',
      pattern: '^\\s*[0-9A-Fa-f.:]+/\\d{1,3}\\s*(#.*)?$',
      patternErrorMessage: 'a subnet with an optional note, such as "10.8.0.0/24 # VPN"',
    },
    default: [],
  },
  inventory: {
    type: 'object',
    description: 'What is known to exist on the host. Nothing is concluded about a part that is left out.',
    properties: {
      interfaces: {
        type: 'object',
        description: 'Addresses by interface, as `192.0.2.1/24`: all interfaces but those that Docker makes.',
        additionalProperties: { type: 'array', items: { type: 'string' } },
      },
      files: {
        type: 'array',
        description: 'Absolute paths: all programs and certificates that a configuration may name.',
        items: { type: 'string' },
      },
      users: { type: 'array', description: 'Names of all users.', items: { type: 'string' } },
    },
    additionalProperties: false,
    default: {},
  },
} as const satisfies Record<string, SettingSchema>;

/** What `.bridgekeeper.jsonc` may hold. */
export const CONFIG_SCHEMA = {
  type: 'object',
  properties: {
    $schema: { type: 'string', description: 'The address of this schema, for editors.' },
    hosts: {
      type: 'object',
      description: 'Hosts by name, when the folder describes several: which files belong to each, and its own settings.',
      additionalProperties: {
        type: 'object',
        properties: {
          files: { ...GLOBS, description: 'Globs, relative to this file, of the files that belong to the host.' },
          ...HOST_SETTINGS,
        },
        additionalProperties: false,
        required: ['files'],
      },
      default: {},
    },
    ...HOST_SETTINGS,
    rules: { ...RULE_LEVELS, default: {} },
    overrides: {
      type: 'array',
      description:
        'Other levels of rules for some files. Later entries win. The place to silence a rule in a file that cannot hold comments.',
      items: {
        type: 'object',
        properties: {
          files: { ...GLOBS, description: 'Globs, relative to this file.' },
          rules: RULE_LEVELS,
        },
        additionalProperties: false,
        required: ['files', 'rules'],
      },
      default: [],
    },
    exclude: {
      ...GLOBS,
      description:
        'Globs, relative to this file, of files and folders that are not looked at. `node_modules` and `.git` never are.',
      default: [],
    },
    baseline: {
      type: 'string',
      description:
        'A file, relative to this one, with findings that are accepted for now (`bridgekeeper check --update-baseline`).',
    },
  },
  additionalProperties: false,
} as const satisfies SettingSchema;

/** Settings that only an editor has, beside those of {@link CONFIG_SCHEMA}. */
export const EDITOR_SETTINGS = {
  'compose.structure': {
    type: 'string',
    description:
      'Whether mistakes in the structure of compose files are shown (unknown keys, wrong shapes), which other extensions may say too.',
    enum: ['auto', 'on', 'off'],
    enumDescriptions: ['Only when no other extension is there that says them.', 'Always.', 'Never.'],
    default: 'auto',
  },
  'trace.server': {
    type: 'string',
    description: 'Writes what the editor and the server say to each other to the output.',
    enum: ['off', 'messages', 'verbose'],
    default: 'off',
  },
} as const satisfies Record<string, SettingSchema>;
