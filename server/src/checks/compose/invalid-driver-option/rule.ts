import { checkOptionValue } from '../../../docker/driver-options.ts';
import { isHostInterface } from '../../../docker/drivers.ts';
import facts from '../../../facts/drivers.json' with { type: 'json' };
import { BRIDGE_NAME_OPTION, GATEWAY_MODE_OPTIONS } from '../../../facts/network-options.ts';
import { replaceText } from '../../compose-support.ts';
import { type PlacedOption, placedOptions } from '../../option-support.ts';
import { defineRule, type Report } from '../../rule.ts';

export default defineRule<'compose'>({
  id: 'compose/invalid-driver-option',
  scope: 'compose',
  severity: 'error',
  fix: 'safe',
  summary: 'A value of a driver option that the driver refuses',
  check(project, report, context) {
    for (const placed of placedOptions(project)) {
      const { option, fact, network, service, severity } = placed;
      const value = option.value.text;
      if (!fact || value === undefined) continue;
      const place = { file: option.value.at.file, range: option.value.at.range };
      const outcome = service
        ? `the containers of "${service.name}" are not created`
        : `network "${network?.key}" is not created`;
      const problem = checkOptionValue(fact, value, context.settings.versions.docker);
      if (problem?.kind === 'refused') {
        const { instead, message } = problem;
        const advice = instead === undefined ? 'Write an allowed value.' : `Is ${instead} meant?`;
        report({
          ...place,
          severity,
          message: `${option.key}: ${message}, so ${outcome}. ${advice}`,
          fixes: instead === undefined ? [] : replaceText(`Write ${instead}`, option.value, instead, context),
        });
      } else if (problem?.kind === 'odd')
        report({
          ...place,
          severity: 'warning',
          message: `${option.key}: ${problem.message}. Remove it or write another value.`,
        });
      else if (!problem) checkMeaning(placed, value, place, report);
    }
  },
});

/** Values that are well formed and still cannot be. */
function checkMeaning(
  { option, network, severity }: PlacedOption,
  value: string,
  place: Pick<Report, 'file' | 'range'>,
  report: (report: Report) => void,
): void {
  if (!network) return;
  if (Object.values(GATEWAY_MODE_OPTIONS).includes(option.key) && value === 'isolated') {
    if (network.internal ? network.internal.on === false : true)
      report({
        ...place,
        severity,
        message: `Gateway mode isolated needs an internal network, so network "${network.key}" is not created. Add internal: true, or use another mode.`,
      });
    return;
  }
  if (option.key !== BRIDGE_NAME_OPTION) return;
  if (value === facts.defaultBridgeName)
    report({
      ...place,
      severity,
      message: `${value} is the bridge of Docker's own default network, so network "${network.key}" is not created. Choose another name.`,
    });
  else if (isHostInterface(value))
    report({
      ...place,
      severity,
      message: `${value} is the name of a host interface that is no bridge, so network "${network.key}" is not created where that interface exists. Choose another name.`,
    });
}
