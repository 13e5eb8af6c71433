import { defineRule } from '../../rule.ts';

/** What YAML 1.1 reads as one number to the base of 60: `22:22` is 1342. */
const BASE_60 = /^[1-9]\d*(?::[0-5]?\d)+$/;

export default defineRule<'compose'>({
  id: 'compose/unquoted-port',
  scope: 'compose',
  severity: 'hint',
  fix: 'safe',
  summary: 'A port without quotes that older YAML readers take for one number',
  check(project, report) {
    for (const { ports } of project.model.services)
      for (const { value } of ports) {
        if (value.kind !== 'scalar' || value.quoted || value.tag !== undefined || !BASE_60.test(value.source)) continue;
        const { file, range } = value;
        const number = value.source.split(':').reduce((sum, digits) => sum * 60 + Number(digits), 0);
        report({
          file,
          range,
          message: `Readers of YAML 1.1 (podman-compose, Ansible, the first docker-compose) take ${value.source} for the number ${number}. Put it in quotes.`,
          fixes: [
            {
              title: 'Put it in quotes',
              safety: 'safe',
              preferred: true,
              edits: [{ file, range, newText: `"${value.source}"` }],
            },
          ],
        });
      }
  },
});
