import type { FileId } from '../base/paths.ts';
import { type PlanData, planData } from '../host/plan/data.ts';
import { planJson } from '../host/plan/json.ts';
import { prettyPlan } from '../host/plan/pretty.ts';
import { stackedSvgs, svgPlan } from '../host/plan/svg.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { readUnit } from './check/judge.ts';
import { findUnits, givenConfig } from './check/unit.ts';
import type { Environment } from './environment.ts';
import { relativeName } from './names.ts';

/** How a plan can be printed. */
export const PLAN_FORMATS = ['pretty', 'json', 'svg'] as const;
export type PlanFormat = (typeof PLAN_FORMATS)[number];

interface HostPlan {
  readonly workspace: Workspace;
  readonly data: PlanData;
}

/** `bridgekeeper plan`: the address plan of every host below the paths. */
export async function plan(
  env: Environment,
  paths: readonly string[],
  format: PlanFormat,
  config: string | undefined,
): Promise<void> {
  const units = await findUnits(
    env,
    paths.map((path) => env.resolve(path)),
    await givenConfig(env, config),
  );
  const plans: HostPlan[] = [];
  for (const unit of units) {
    const { workspace } = await readUnit(env.fs, unit);
    for (const host of workspace.hosts()) if (host.files.length > 0) plans.push({ workspace, data: planData(host) });
  }
  const nameOf = (file: FileId) => relativeName(env.cwd, file);
  switch (format) {
    case 'pretty':
      env.out(plans.map((one) => pretty(one, nameOf)).join('\n'));
      break;
    case 'json':
      env.out(`${JSON.stringify({ version: 1, hosts: plans.map((one) => json(one, nameOf)) }, undefined, 2)}\n`);
      break;
    case 'svg':
      env.out(stackedSvgs(plans.map(({ data }) => svgPlan(data))));
  }
}

function pretty({ workspace, data }: HostPlan, nameOf: (file: FileId) => string): string {
  return prettyPlan(data, ({ file, range }) => {
    const line = workspace.file(file)?.lines.lineAt(range.start) ?? 0;
    return `${nameOf(file)}:${line + 1}`;
  });
}

/** As in the output of `check`, files are named from the working directory. */
function json({ workspace, data }: HostPlan, nameOf: (file: FileId) => string): unknown {
  const { version: _, ...plan } = planJson(data, (file) => workspace.file(file)?.lines) as { readonly version: number };
  return renamed(plan, nameOf);
}

function renamed(value: unknown, nameOf: (file: FileId) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, nameOf));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === 'file' && typeof member === 'string' ? nameOf(member) : renamed(member, nameOf),
    ]),
  );
}
