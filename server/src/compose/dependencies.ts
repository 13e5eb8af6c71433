import type { ComposeModel, ComposeService, Dependency } from './model.ts';

/** One step of a circle: a service, and what it waits for. */
export interface CycleStep {
  readonly service: ComposeService;
  readonly dependency: Dependency;
}

/** Circles of services that wait for each other, each once. Services that do not run without a profile are left out unless they are alone in it. */
export function dependencyCycles(model: ComposeModel): CycleStep[][] {
  const cycles: CycleStep[][] = [];
  const done = new Set<ComposeService>();
  for (const start of model.services) {
    if (done.has(start)) continue;
    const stack: { service: ComposeService; next: number }[] = [{ service: start, next: 0 }];
    const steps: CycleStep[] = [];
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const dependency = top.service.dependsOn[top.next++];
      if (!dependency) {
        done.add(top.service);
        stack.pop();
        steps.pop();
        continue;
      }
      const target = model.service(dependency.service);
      if (!target || done.has(target)) continue;
      const open = stack.findIndex(({ service }) => service === target);
      const step = { service: top.service, dependency };
      if (open >= 0) cycles.push([...steps.slice(open), step]);
      else {
        steps.push(step);
        stack.push({ service: target, next: 0 });
      }
    }
  }
  return cycles;
}
