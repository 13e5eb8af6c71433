import { nearest } from '../../../base/nearest.ts';
import type { ComposeService, Text } from '../../../compose/model.ts';
import { type ComposePort, type PortProblem, PROTOCOLS } from '../../../compose/port.ts';
import { dockerHas } from '../../../docker/version.ts';
import { entryOf } from '../../../syntax/located.ts';
import { replaceScalar } from '../../../syntax/yaml/edit.ts';
import { listed, whenRun } from '../../compose-support.ts';
import type { Fix } from '../../finding.ts';
import { defineRule, type Report, type RuleContext } from '../../rule.ts';

/** The first Engine that reads `expose` and refuses a target port of 0. */
const STRICT_PORTS_SINCE = '29';

export default defineRule<'compose'>({
  id: 'compose/invalid-port',
  scope: 'compose',
  severity: 'error',
  fix: 'safe',
  summary: 'A port, host address or protocol under ports or expose that is refused',
  check(project, report, context) {
    const strict = dockerHas(context.settings.versions.docker, STRICT_PORTS_SINCE);
    for (const service of project.model.services) {
      for (const port of service.ports)
        for (const problem of port.problems)
          if (problem.kind !== 'range-mismatch') reportPort(port, problem, service, strict, report, context);
      for (const exposed of service.expose) checkExpose(exposed, service, strict, report);
    }
  },
});

function reportPort(
  port: ComposePort,
  problem: PortProblem,
  service: ComposeService,
  strict: boolean,
  report: (report: Report) => void,
  context: RuleContext,
): void {
  const { file, range } = problem.at;
  const byCompose = problem.by === 'compose';
  const outcome = byCompose ? 'docker compose refuses the project' : `the Engine refuses the containers of "${service.name}"`;
  const lenient = problem.kind === 'zero-port' && !byCompose && !strict;
  report({
    file,
    range,
    severity: lenient ? 'warning' : byCompose ? 'error' : whenRun(service),
    message: lenient
      ? `Port 0 of the container reaches nothing: the entry has no effect, and Engine ${STRICT_PORTS_SINCE} refuses it. Write the port that the container listens on.`
      : `${what(problem)}, so ${outcome}. ${advice(problem, port)}`,
    fixes: fixOf(port, problem, context),
  });
}

function what({ kind, text }: PortProblem): string {
  switch (kind) {
    case 'no-port':
      return 'The port of the container is missing';
    case 'bad-type':
      return `${text} is a number with a fraction and no port`;
    case 'bad-port':
      return `"${text}" is not a port of the container`;
    case 'bad-host-port':
      return `"${text}" is not a port of the host`;
    case 'bad-address':
      return `"${text}" is not an address of the host`;
    case 'bad-protocol':
      return `"${text}" is not a protocol for ports`;
    case 'zero-port':
      return 'Port 0 of the container does not exist';
    case 'range-mismatch':
      return `The ranges in "${text}" are not equally long`;
  }
}

function advice({ kind, text }: PortProblem, { form }: ComposePort): string {
  switch (kind) {
    case 'bad-address':
      return text.includes(':') && form === 'short'
        ? 'Put an IPv6 address in brackets.'
        : 'Write an IP address; names are not allowed here.';
    case 'bad-protocol':
      return `Write ${listed(PROTOCOLS).replace(' and ', ' or ')}.`;
    default:
      return 'Write a number from 1 to 65535, or a range such as 8000-8010 that does not run backwards.';
  }
}

function fixOf({ value, form }: ComposePort, { kind, text }: PortProblem, context: RuleContext): readonly Fix[] {
  const source = context.textOf(value.file);
  const scalar = form === 'short' ? value : entryOf(value, kind === 'bad-protocol' ? 'protocol' : '')?.value;
  if (source === undefined || scalar?.kind !== 'scalar') return [];
  const instead = better(kind, text);
  if (instead === undefined) return [];
  const whole = String(scalar.value ?? '');
  const at = kind === 'bad-protocol' ? whole.lastIndexOf(text) : whole.indexOf(text);
  const edit = at < 0 ? undefined : replaceScalar(source, scalar, instead, at, at + text.length);
  return edit ? [{ title: `Write ${instead}`, safety: 'safe', preferred: true, edits: [{ file: value.file, ...edit }] }] : [];
}

/** What was certainly meant. */
function better(kind: PortProblem['kind'], text: string): string | undefined {
  if (kind === 'bad-protocol') return nearest(text, PROTOCOLS);
  if (kind === 'bad-address') {
    if (text === 'localhost') return '127.0.0.1';
    return /^[0-9a-f:.]+$/i.test(text) && text.includes('::') ? `[${text}]` : undefined;
  }
  if (kind !== 'bad-port' && kind !== 'bad-host-port') return undefined;
  if (/^\s*\d+\s*$/.test(text) && Number(text) <= 65535 && text !== text.trim()) return text.trim();
  const backwards = /^(\d+)-(\d+)$/.exec(text);
  return backwards && Number(backwards[1]) > Number(backwards[2]) && Number(backwards[1]) <= 65535
    ? `${backwards[2]}-${backwards[1]}`
    : undefined;
}

/** Engine 28 passes over what it cannot read under `expose`; 29 refuses it, ranges as docker compose 2 sends them too. */
function checkExpose(exposed: Text, service: ComposeService, strict: boolean, report: (report: Report) => void): void {
  const { text } = exposed;
  if (text === undefined) return;
  const written = typeof exposed.value.value === 'number' ? String(exposed.value.value) : text;
  const port = /^(\d+)(?:\/[^/]*)?$/.exec(written)?.[1];
  if (port !== undefined && Number(port) <= 65535) return;
  const { file, range } = exposed.at;
  report({
    file,
    range,
    severity: strict ? whenRun(service) : 'warning',
    message: strict
      ? `"${text}" is not a single port, so the Engine refuses the containers of "${service.name}". Write one port such as 80 or 53/udp per item.`
      : `"${text}" is not a single port: the Engine passes over it, and from ${STRICT_PORTS_SINCE} on refuses it. Write one port such as 80 or 53/udp per item.`,
  });
}
