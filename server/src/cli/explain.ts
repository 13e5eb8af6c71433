import { createColors } from 'picocolors';
import { PAGES } from '../checks/pages.generated.ts';
import type { Environment } from './environment.ts';
import { requireRule } from './rules.ts';

/** `bridgekeeper explain RULE`: the rule's page, headings marked where there is colour. */
export function explain(env: Environment, id: string): void {
  const { severity, fix } = requireRule(id);
  const colours = createColors(env.colour);
  const page = (PAGES[id] ?? '').replace(/^(#+ )(.*)$/gm, (_, marks: string, title: string) => colours.bold(marks + title));
  const intro = `Default severity: ${severity}. Fix: ${fix}.`;
  env.out(page.replace('\n', `\n\n${colours.dim(intro)}\n`));
}
