import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'docker/exec-start-not-reset',
  scope: 'host',
  severity: 'error',
  fix: 'safe',
  summary: 'a drop-in for docker.service with a second ExecStart',
  check(host, report) {
    for (const { file, start } of host.engine.flags.notReset) {
      const { keyRange } = start.entry;
      report({
        file,
        range: keyRange,
        message:
          'The unit already has an ExecStart, and a service may have only one. systemd refuses to start docker.service; write an empty ExecStart= above this line.',
        fixes: [
          {
            title: 'Insert an empty ExecStart=',
            safety: 'safe',
            preferred: true,
            edits: [{ file, range: { start: keyRange.start, end: keyRange.start }, newText: 'ExecStart=\n' }],
          },
        ],
      });
    }
  },
});
