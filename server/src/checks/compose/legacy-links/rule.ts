import { defineRule } from '../../rule.ts';

export default defineRule<'compose'>({
  id: 'compose/legacy-links',
  scope: 'compose',
  severity: 'hint',
  fix: 'none',
  summary: 'links and external_links, which networks with aliases have replaced',
  check(project, report) {
    for (const service of project.model.services)
      for (const [key, links, advice] of [
        ['links', service.links, 'Services of one network find each other by name; give further names as aliases'],
        ['external_links', service.externalLinks, 'Share an external network with the other project'],
      ] as const)
        for (const link of links)
          report({
            file: link.at.file,
            range: link.at.range,
            message: `${key} is the old way to reach another container, kept for old files only. ${advice}.`,
            tag: 'deprecated',
          });
  },
});
