import { nearest } from '../../../base/nearest.ts';
import { driversWithOption, ENDPOINT_OPTIONS, endpointOptionFact } from '../../../docker/drivers.ts';
import { dockerHas } from '../../../docker/version.ts';
import type { Fix } from '../../finding.ts';
import { placedOptions } from '../../option-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule<'compose'>({
  id: 'compose/unknown-driver-option',
  scope: 'compose',
  severity: 'warning',
  fix: 'safe',
  summary: 'A driver option that the driver does not know: it is passed over without a message',
  check(project, report, context) {
    const version = context.settings.versions.docker;
    for (const { option, fact, driver, service, network } of placedOptions(project)) {
      const place = { file: option.keyAt.file, range: option.keyAt.range };
      if (fact) {
        if (fact.since !== undefined && !dockerHas(version, fact.since))
          report({
            ...place,
            message: `Docker ${version} does not read "${option.key}" yet and passes over it. It needs Docker ${fact.since}.`,
          });
        continue;
      }
      // Options that stand at the wrong place are told by another rule.
      if (driversWithOption(option.key).length > 0 || endpointOptionFact(option.key)) continue;
      const names = service
        ? ENDPOINT_OPTIONS.map(({ name }) => name)
        : (driver?.options.filter(({ endpoint }) => !endpoint).map(({ name }) => name) ?? []);
      const instead = nearestOption(option.key, names);
      const what = service ? `A connection has no option` : `The ${driver?.name} driver has no option`;
      const advice = instead === undefined ? 'Remove it.' : `Is "${instead}" meant?`;
      const fixes: Fix[] =
        instead === undefined ||
        option.keyAt.file !== option.value.at.file ||
        network?.driverOptions.some(({ key }) => key === instead)
          ? []
          : [
              {
                title: `Use ${instead}`,
                safety: 'safe',
                preferred: true,
                edits: renamed(context.textOf(place.file), option.keyAt, option.key, instead),
              },
            ];
      report({
        ...place,
        message: `${what} "${option.key}": the Engine passes over it without a message. ${advice}`,
        fixes: fixes.filter(({ edits }) => edits.length > 0),
      });
    }
  },
});

/** The nearest option; a name without its `com.docker.network.` or `bridge.` counts as near. */
function nearestOption(key: string, names: readonly string[]): string | undefined {
  const last = key.slice(key.lastIndexOf('.') + 1);
  return nearest(key, names) ?? names.find((name) => name.endsWith(`.${key}`) || name.slice(name.lastIndexOf('.') + 1) === last);
}

function renamed(
  text: string | undefined,
  { file, range }: { file: string; range: { start: number; end: number } },
  from: string,
  to: string,
) {
  const at = text?.slice(range.start, range.end).indexOf(from) ?? -1;
  return at < 0 ? [] : [{ file, range: { start: range.start + at, end: range.start + at + from.length }, newText: to }];
}
