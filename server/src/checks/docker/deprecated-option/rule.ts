import { settingName } from '../../../docker/daemon/names.ts';
import type { DeprecatedName } from '../../../docker/daemon/problem.ts';
import type { Fix } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'docker/deprecated-option',
  scope: 'daemon',
  severity: 'warning',
  fix: 'safe',
  summary: 'an option that Docker will not have for ever',
  check(source, report, { settings, textOf }) {
    for (const problem of source.judged(settings.versions.docker).problems) {
      if (problem.kind !== 'deprecated') continue;
      const { file, range, since, instead } = problem;
      const message = `${settingName(problem.setting)} is deprecated since Docker ${since}. It still works, but not for ever; write "${instead}".`;
      report({ file, range, message, tag: 'deprecated', fixes: fix(problem, textOf(file) ?? '') });
    }
  },
});

/** The new form of these options is a list. */
function fix({ file, range, setting, instead }: DeprecatedName, text: string): Fix[] {
  const value = setting.value;
  if (value?.kind !== 'scalar' || value.value === null) return [];
  const newValue = `[${text.slice(value.range.start, value.range.end)}]`;
  const edits = [
    { file, range, newText: JSON.stringify(instead) },
    { file, range: value.range, newText: newValue },
  ];
  return [{ title: `Write "${instead}": ${newValue}`, safety: 'safe', preferred: true, edits }];
}
