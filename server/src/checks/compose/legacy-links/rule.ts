import type { ComposeService, Text } from '../../../compose/model.ts';
import type { ComposeProject } from '../../../compose/project.ts';
import { defineRule, type Report } from '../../rule.ts';

export default defineRule<'compose'>({
  id: 'compose/legacy-links',
  scope: 'compose',
  severity: 'hint',
  fix: 'none',
  summary: 'links and external_links, which networks with aliases have replaced; links between services without a common network',
  check(project, report) {
    for (const service of project.model.services) {
      for (const link of service.links) reportLink(link, 'links', LINKS, apart(link, service, project), service, report);
      for (const link of service.externalLinks) reportLink(link, 'external_links', EXTERNAL_LINKS, undefined, service, report);
    }
  },
});

const LINKS = 'Services of one network find each other by name; give further names as aliases';
const EXTERNAL_LINKS = 'Share an external network with the other project';

function reportLink(
  link: Text,
  key: string,
  advice: string,
  unreachable: ComposeService | undefined,
  service: ComposeService,
  report: (report: Report) => void,
): void {
  const { file, range } = link.at;
  if (unreachable)
    report({
      file,
      range,
      severity: 'warning',
      message: `"${service.name}" and "${unreachable.name}" have no network in common, so the linked name does not resolve. Put both on one network.`,
      related: [{ message: `service "${unreachable.name}"`, location: unreachable.keyAt }],
    });
  else
    report({
      file,
      range,
      message: `${key} is the old way to reach another container, kept for old files only. ${advice}.`,
      tag: 'deprecated',
    });
}

/** The linked service when it certainly shares no network with the linking one. */
function apart(link: Text, service: ComposeService, project: ComposeProject): ComposeService | undefined {
  const target = link.text === undefined ? undefined : project.model.service(link.text.split(':')[0]!);
  if (!target || service.networkMode || target.networkMode || service.provided || target.provided) return undefined;
  const all = [...service.networks, ...target.networks];
  if (all.some(({ known }) => !known)) return undefined;
  const own = new Set(service.networks.map(({ key }) => key));
  return target.networks.some(({ key }) => own.has(key)) ? undefined : target;
}
