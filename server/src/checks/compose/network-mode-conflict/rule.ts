import { nearest } from '../../../base/nearest.ts';
import type { Location } from '../../../base/range.ts';
import { dependencyCycles } from '../../../compose/dependencies.ts';
import type { ComposeService, Text } from '../../../compose/model.ts';
import type { ComposeProject } from '../../../compose/project.ts';
import facts from '../../../facts/compose.json' with { type: 'json' };
import { entryOf } from '../../../syntax/located.ts';
import { removeEntry } from '../../../syntax/yaml/edit.ts';
import { inFile, replaceText, whenRun } from '../../compose-support.ts';
import type { Fix } from '../../finding.ts';
import { defineRule, type Report, type RuleContext } from '../../rule.ts';

const { predefined, prefixes, refusedWith } = facts.networkModes;

export default defineRule<'compose'>({
  id: 'compose/network-mode-conflict',
  scope: 'compose',
  severity: 'error',
  fix: 'unsafe',
  summary: 'network_mode together with what it excludes, or with a target that does not exist',
  check(project, report, context) {
    for (const service of project.model.services) {
      checkLinks(service, project, report);
      const mode = service.networkMode;
      if (!mode) continue;
      if (service.networks.length > 0) checkNetworks(service, mode, report, context);
      if (mode.text === undefined) continue;
      checkTarget(service, mode, mode.text, project, report, context);
      checkCompanions(service, mode, mode.text, report, context);
    }
    checkCycles(project, report);
  },
});

type Send = (report: Report) => void;

function at({ file, range }: Location): Pick<Report, 'file' | 'range'> {
  return { file, range };
}

/** Takes a key out of a service. */
function removeKeyFix(service: ComposeService, key: string, context: RuleContext): Fix[] {
  const entry = entryOf(service.value, key);
  const text = entry && context.textOf(entry.keyFile);
  if (!entry || text === undefined || service.value.kind !== 'map' || service.value.file !== entry.keyFile) return [];
  const edit = removeEntry(text, service.value, entry);
  return edit ? [{ title: `Remove ${key}`, safety: 'unsafe', preferred: true, edits: inFile(entry.keyFile, edit) }] : [];
}

function checkNetworks(service: ComposeService, mode: Text, report: Send, context: RuleContext): void {
  report({
    ...at(mode.keyAt),
    severity: service.enabled ? 'error' : 'warning',
    message: `Service "${service.name}" has network_mode and networks, so docker compose refuses the project. Keep one of them.`,
    related: service.networksAt ? [{ message: 'networks is set here', location: service.networksAt }] : [],
    fixes: [...removeKeyFix(service, 'networks', context), ...removeKeyFix(service, 'network_mode', context)].map(
      (fix, index) => ({
        ...fix,
        preferred: index === 0,
      }),
    ),
  });
}

function checkTarget(
  service: ComposeService,
  mode: Text,
  text: string,
  project: ComposeProject,
  report: Send,
  context: RuleContext,
): void {
  const { model } = project;
  const send = (message: string, fixes: readonly Fix[] = [], severity = whenRun(service)) =>
    report({ ...at(mode.at), severity, message, fixes });
  if (text.startsWith('service:')) {
    const name = text.slice('service:'.length);
    const target = model.service(name);
    if (!target) {
      if (!project.complete) return;
      const instead = nearest(
        name,
        model.services.map((other) => other.name),
      );
      const hint = instead === undefined ? 'Name a service of this project.' : `Is "${instead}" meant?`;
      send(
        `There is no service "${name}" whose network "${service.name}" could share: docker compose refuses the project. ${hint}`,
        instead === undefined ? [] : replaceText(`Use service:${instead}`, mode, `service:${instead}`, context, 'unsafe'),
      );
    } else if (!target.enabled && target !== service && !runsWith(service, target)) {
      send(
        `"${service.name}" shares the network of "${name}", which runs only with profile ${target.profiles.join(' or ')}: docker compose refuses the project without it. Give both the same profiles.`,
        [],
        service.enabled ? 'error' : 'warning',
      );
    }
    return;
  }
  if (text === 'container:' || text === 'container') {
    send(`network_mode "${text}" names no container, so the Engine refuses "${service.name}". Write container:NAME.`);
    return;
  }
  if (text.startsWith('container:')) {
    const target = model.service(text.slice('container:'.length));
    if (target && !model.services.some(({ value }) => containerName(value) === target.name))
      send(
        `"${target.name}" is a service; its container has another name, so the Engine does not find it. Write service:${target.name}.`,
        replaceText(`Use service:${target.name}`, mode, `service:${target.name}`, context, 'unsafe'),
        'warning',
      );
    return;
  }
  if (predefined.includes(text)) return;
  const network = model.network(text);
  if (network && network.realName !== text) {
    send(
      `network_mode takes the Engine's name of a network, and "${text}" is a key of this project: the Engine finds no network of that name. Use networks: [${text}].`,
    );
    return;
  }
  if (model.networks.some(({ realName }) => realName === text)) return;
  const instead = nearest(text, [...predefined, ...prefixes]);
  if (instead !== undefined)
    send(
      `network_mode "${text}" is taken as the name of a network, and the Engine finds none of that name. Is "${instead}" meant?`,
      replaceText(`Use ${instead}`, mode, instead, context, 'unsafe'),
    );
}

function containerName(service: ComposeService['value']): string | undefined {
  const entry = entryOf(service, 'container_name');
  return entry?.value.kind === 'scalar' ? String(entry.value.value) : undefined;
}

/** True when every profile that starts one starts the other too. */
function runsWith(service: ComposeService, target: ComposeService): boolean {
  return service.profiles.length > 0 && service.profiles.every((profile) => target.profiles.includes(profile));
}

/** Settings that the Engine refuses, or passes over, beside a mode. */
function checkCompanions(service: ComposeService, mode: Text, text: string, report: Send, context: RuleContext): void {
  const shared = text.startsWith('service:') || text.startsWith('container:');
  const kind = shared ? 'shared' : text === 'host' ? 'host' : undefined;
  const related = [{ message: `network_mode is ${text}`, location: mode.at }];
  for (const { key, message } of kind ? refusedWith[kind] : []) {
    const entry = entryOf(service.value, key);
    if (!entry || isEmpty(entry.value)) continue;
    const fixes = removeKeyFix(service, key, context);
    const place = at({ file: entry.keyFile, range: entry.keyRange });
    report({
      ...place,
      severity: whenRun(service),
      message: `${key} cannot stand beside network_mode: ${text}, and the Engine refuses "${service.name}" ("${message}"). ${shared ? `Set it on the service that owns the network.` : 'Remove it.'}`,
      related,
      fixes,
    });
  }
  if (text === 'host' || text === 'none')
    if (service.portsAt && service.ports.length > 0)
      report({
        ...at(service.portsAt),
        severity: 'info',
        message:
          text === 'host'
            ? `With network_mode: host the container listens on the host itself, so these ports are passed over. Remove them.`
            : `With network_mode: none nothing reaches the container, so these ports do nothing. Remove them.`,
        related,
        fixes: removeKeyFix(service, 'ports', context),
      });
  if (text === 'host')
    for (const sysctl of service.sysctls)
      if (sysctl.name.startsWith('net.'))
        report({
          ...at(sysctl.keyAt),
          severity: whenRun(service),
          message: `With network_mode: host the container has the host's own ${sysctl.name}, so its start is refused. Set it on the host, or give the service its own network.`,
          related,
        });
}

function isEmpty(value: NonNullable<ReturnType<typeof entryOf>>['value']): boolean {
  if (value.kind === 'scalar') return value.value === null || value.value === '';
  return (value.kind === 'list' ? value.items : value.entries).length === 0;
}

/** Links to services that are not there. */
function checkLinks(service: ComposeService, project: ComposeProject, report: Send): void {
  if (!project.complete) return;
  for (const link of service.links) {
    if (link.text === undefined) continue;
    const pieces = link.text.split(':');
    const name = pieces.length === 2 ? pieces[0]! : link.text;
    const target = project.model.service(name);
    if (target?.enabled || (target && runsWith(service, target))) continue;
    const instead = target
      ? undefined
      : nearest(
          name,
          project.model.services.map((other) => other.name),
        );
    const why = target ? `"${name}" runs only with a profile` : `there is no service "${name}"`;
    const advice = instead === undefined ? 'Name a service of this project.' : `Is "${instead}" meant?`;
    report({
      ...at(link.at),
      severity: service.enabled ? 'error' : 'warning',
      message: `"${service.name}" links to "${link.text}", but ${why}: docker compose refuses the project. ${advice}`,
    });
  }
}

/** Services that wait for each other because they share a network or link. */
function checkCycles(project: ComposeProject, report: Send): void {
  for (const cycle of dependencyCycles(project.model)) {
    const own = cycle.find(({ dependency }) => dependency.because === 'network_mode' || dependency.because === 'links');
    if (!own) continue;
    const names = [...cycle.map(({ service }) => service.name), cycle[0]!.service.name];
    report({
      ...at(own.dependency.at),
      severity: own.service.enabled ? 'error' : 'warning',
      message: `${names.join(' waits for ')}: no order of starting is possible, so docker compose refuses the project. Break the circle.`,
      related: cycle
        .filter((step) => step !== own)
        .map(({ service, dependency }) => ({
          message: `"${service.name}" waits for "${dependency.service}"`,
          location: dependency.at,
        })),
    });
  }
}
