import { parsePortRange } from '../../../compose/port.ts';
import { replaceScalar } from '../../../syntax/yaml/edit.ts';
import type { Fix } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

const MAX_PORT = 65535;

export default defineRule<'compose'>({
  id: 'compose/port-range-mismatch',
  scope: 'compose',
  severity: 'error',
  fix: 'safe',
  summary: 'Ranges of host and container ports that are not equally long',
  check(project, report, context) {
    for (const { ports } of project.model.services)
      for (const { value, problems } of ports)
        for (const problem of problems) {
          if (problem.kind !== 'range-mismatch' || value.kind !== 'scalar') continue;
          const [hostText = '', containerText = ''] = problem.text.split(':');
          const host = parsePortRange(hostText);
          const container = parsePortRange(containerText);
          if (!host || !container) continue;
          const wanted = container.high - container.low;
          const text = context.textOf(value.file);
          const fixes: Fix[] = [];
          const high = host.low + wanted;
          if (text !== undefined && high <= MAX_PORT) {
            const instead = `${host.low}-${high}`;
            const start = String(value.value).lastIndexOf(problem.text);
            const edit = replaceScalar(text, value, instead, start, start + hostText.length);
            if (edit)
              fixes.push({
                title: `Use host ports ${instead}`,
                safety: 'safe',
                preferred: true,
                edits: [{ file: value.file, ...edit }],
              });
          }
          report({
            file: problem.at.file,
            range: problem.at.range,
            message: `${count(host)} on the host cannot lead to ${count(container)} of the container, so docker compose refuses the project. Make both ranges equally long.`,
            fixes,
          });
        }
  },
});

function count({ low, high }: { low: number; high: number }): string {
  const number = high - low + 1;
  return number === 1 ? `Port ${low}`.toLowerCase().replace('port', 'port') : `${number} ports (${low}-${high})`;
}
