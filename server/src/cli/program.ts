import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { isRuleLevel, type RuleLevel, SEVERITIES } from '../base/severity.ts';
import { type CheckOptions, check } from './check/command.ts';
import { type Environment, UsageError } from './environment.ts';
import type { TreeFormat } from './parse.ts';
import type { PlanFormat } from './plan.ts';
import { FORMATS, type Format } from './reporters/reporter.ts';

/** Exit statuses; part of the command line's contract. */
export const STATUS = { ok: 0, findings: 1, usage: 2, internal: 3 } as const;

/** Runs the command line. `args` are the words behind the program's name. Answers with the exit status and never throws. */
export async function run(env: Environment, args: readonly string[]): Promise<number> {
  let status: number = STATUS.ok;
  const program = commands(env, (code) => {
    status = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? STATUS.ok : STATUS.usage;
    if (error instanceof UsageError) {
      env.error(`bridgekeeper: ${error.message}\n`);
      return STATUS.usage;
    }
    env.error(`bridgekeeper: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return STATUS.internal;
  }
}

function commands(env: Environment, end: (status: number) => void): Command {
  const program = new Command('bridgekeeper')
    .description('Checks nftables files, daemon.json and compose files of a Docker host together.')
    .version(env.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print help for a command')
    .exitOverride()
    .configureOutput({ writeOut: env.out, writeErr: env.error });

  program
    .command('check')
    .description('check everything below the paths, as hosts; a path that is a file is judged with what it includes, alone')
    .argument('[path...]', 'folders and files', ['.'])
    .addOption(new Option('--format <format>', 'how findings are printed').choices(FORMATS).default('pretty'))
    .option('--output <format=file>', 'also write findings to a file (repeatable)', collectOutput, [])
    .option('--fix', 'apply safe fixes')
    .option('--fix-unsafe', 'apply all fixes, also those that change behaviour')
    .option('--diff', 'print what fixes would change, and change nothing')
    .option('--max-warnings <n>', 'exit with 1 when there are more warnings', wholeNumber)
    .option('--exit-zero', 'exit with 0 whatever is found')
    .option('--rule <id=level>', `set the level of a rule: off, ${SEVERITIES.join(', ')} (repeatable)`, collectLevel, {})
    .option('--config <file>', 'use this configuration instead of the nearest .bridgekeeper.jsonc')
    .option('--baseline <file>', 'leave out findings that this file accepts')
    .option('--update-baseline', 'accept all present findings: write the baseline')
    .option('--stdin', 'check standard input')
    .option('--stdin-filename <name>', 'the file that standard input stands for', 'nftables.conf')
    .option('--jobs <n>', 'how many threads may work', wholeNumber)
    .action(async (paths: string[], flags: CheckFlags) => {
      await knownRules(Object.keys(flags.rule));
      end(await check(env, checkOptions(paths, flags)));
    });

  program
    .command('format')
    .description('lay out nftables files: print them, or write them back')
    .argument('[path...]', 'files, and folders with nftables files')
    .option('--check', 'print which files are not formatted and exit with 1 when there are some')
    .addOption(new Option('--write', 'write the files back').conflicts('check'))
    .addOption(new Option('--stdin', 'format standard input to standard output').conflicts('write'))
    .option('--indent <n>', 'blanks per level instead of tabs', wholeNumber)
    .action(async (paths: string[], flags: FormatFlags) => {
      const { format } = await import('./format.ts');
      const mode = flags.check ? 'check' : flags.write ? 'write' : 'print';
      const style = { indent: flags.indent === undefined ? undefined : Math.min(flags.indent, MAX_INDENT) };
      if (!(await format(env, paths, { mode, stdin: flags.stdin ?? false, style }))) end(STATUS.findings);
    });

  program
    .command('plan')
    .description('print the address plan of each host: every subnet, address, bridge and published port, and where it is written')
    .argument('[path...]', 'folders and files', ['.'])
    .addOption(new Option('--format <format>', 'how the plan is printed').choices(['pretty', 'json', 'svg']).default('pretty'))
    .option('--config <file>', 'use this configuration instead of the nearest .bridgekeeper.jsonc')
    .action(async (paths: string[], { format, config }: { format: PlanFormat; config?: string }) => {
      const { plan } = await import('./plan.ts');
      await plan(env, paths, format, config);
    });

  program
    .command('explain')
    .description("print a rule's page")
    .argument('<rule>', 'such as nft/undefined-chain')
    .action(async (rule: string) => {
      const { explain } = await import('./explain.ts');
      explain(env, rule);
    });

  program
    .command('rules')
    .description('list every rule with its default severity and the safety of its fix')
    .addOption(new Option('--format <format>', 'how rules are printed').choices(['pretty', 'json']).default('pretty'))
    .action(async ({ format }: { format: 'pretty' | 'json' }) => {
      const { listRules } = await import('./rules.ts');
      listRules(env, format);
    });

  program
    .command('parse')
    .description('print the syntax tree of a file, for bug reports')
    .argument('<file>', 'an nftables, compose or shell file, or daemon.json')
    .addOption(new Option('--format <format>', 'how the tree is printed').choices(['tree', 'json']).default('tree'))
    .action(async (file: string, { format }: { format: TreeFormat }) => {
      const { parse } = await import('./parse.ts');
      if (!(await parse(env, file, format))) end(STATUS.findings);
    });

  program
    .command('lsp')
    .description('run the language server')
    .requiredOption('--stdio', 'speak over standard input and output')
    .action(() => env.serve());

  return program;
}

/** More blanks per level are a mistake. */
const MAX_INDENT = 16;

interface FormatFlags {
  readonly check?: boolean;
  readonly write?: boolean;
  readonly stdin?: boolean;
  readonly indent?: number;
}

interface CheckFlags {
  readonly format: Format;
  readonly output: CheckOptions['outputs'];
  readonly fix?: boolean;
  readonly fixUnsafe?: boolean;
  readonly diff?: boolean;
  readonly maxWarnings?: number;
  readonly exitZero?: boolean;
  readonly rule: Record<string, RuleLevel>;
  readonly config?: string;
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
  readonly stdin?: boolean;
  readonly stdinFilename: string;
  readonly jobs?: number;
}

function checkOptions(paths: readonly string[], flags: CheckFlags): CheckOptions {
  return {
    paths,
    format: flags.format,
    outputs: flags.output,
    fix: flags.fixUnsafe ? 'unsafe' : flags.fix ? 'safe' : 'none',
    diff: flags.diff ?? false,
    maxWarnings: flags.maxWarnings,
    exitZero: flags.exitZero ?? false,
    levels: flags.rule,
    config: flags.config,
    baseline: flags.baseline,
    updateBaseline: flags.updateBaseline ?? false,
    stdin: flags.stdin ? flags.stdinFilename : undefined,
    jobs: flags.jobs,
  };
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

function collectOutput(text: string, before: CheckOptions['outputs']): CheckOptions['outputs'] {
  const [format = '', file = ''] = split(text);
  if (!(FORMATS as readonly string[]).includes(format) || file === '')
    throw new InvalidArgumentError(`It must be FORMAT=FILE, with one of the formats ${FORMATS.join(', ')}.`);
  return [...before, { format: format as Format, file }];
}

function collectLevel(text: string, before: Record<string, RuleLevel>): Record<string, RuleLevel> {
  const [id = '', level = ''] = split(text);
  if (id === '' || !isRuleLevel(level))
    throw new InvalidArgumentError(`It must be RULE=LEVEL, with one of the levels off, ${SEVERITIES.join(', ')}.`);
  return { ...before, [id]: level };
}

function split(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

async function knownRules(ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const { requireRule } = await import('./rules.ts');
  for (const id of ids) requireRule(id);
}
