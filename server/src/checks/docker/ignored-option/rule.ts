import { nearest } from '../../../base/nearest.ts';
import type { FileId } from '../../../base/paths.ts';
import { capital, settingName, shown } from '../../../docker/daemon/names.ts';
import { unreadDefaults } from '../../../docker/daemon/network-defaults.ts';
import type { DoubledKey, IgnoredName, UselessObject } from '../../../docker/daemon/problem.ts';
import { reshaped } from '../../../docker/daemon/reshape.ts';
import { shapeMismatches } from '../../../docker/daemon/shape.ts';
import type { DaemonSource } from '../../../docker/daemon-source.ts';
import { BRIDGE_KEYS } from '../../../docker/default-bridge.ts';
import type { DockerEngine } from '../../../docker/engine.ts';
import { DAEMON_OPTIONS } from '../../../facts/daemon-options.ts';
import { appendMember, removeMember } from '../../../syntax/json/edit.ts';
import { findMember } from '../../../syntax/json/find.ts';
import { entryOf, type LocatedMap } from '../../../syntax/located.ts';
import type { FileEdit, Fix } from '../../finding.ts';
import { defineRule, type Report } from '../../rule.ts';

export default defineRule({
  id: 'docker/ignored-option',
  scope: 'host',
  severity: 'warning',
  fix: 'safe',
  summary: 'a key that dockerd accepts and does not use',
  check(host, report, { settings, textOf }) {
    for (const source of host.daemon) {
      const text = textOf(source.file) ?? '';
      for (const problem of source.judged(settings.versions.docker).problems)
        if (problem.kind === 'doubled') report(doubled(problem, source));
        else if (problem.kind === 'ignored') report(ignored(problem, source, text));
        else if (problem.kind === 'useless') report(useless(problem, source));
    }
    for (const { name, place } of host.engine.flags.unused)
      report({
        ...place,
        message: `The command line of the unit does not use $${name}. dockerd does not get these options; put $${name} behind dockerd in ExecStart=, with an EnvironmentFile= for this file, or remove the line.`,
        tag: 'unnecessary',
      });
    for (const engine of host.engines) {
      withoutIpv6(engine, report, (file) => textOf(file) ?? '');
      if (engine.file) for (const problem of unreadDefaults(engine)) report(useless(problem, engine.file));
    }
  },
});

function doubled({ file, range, name, last }: DoubledKey, source: DaemonSource): Report {
  const merges = entryOf(source.value, name)?.value.kind === 'map';
  const effect = merges
    ? 'dockerd mixes the two objects, and members of the later one win'
    : 'Only the last one counts, this one does nothing';
  return {
    file,
    range,
    message: `"${name}" is written again further down. ${effect}; write it once.`,
    related: [{ message: 'This one counts.', location: { file, range: last } }],
    fixes: merges ? [] : removal(source, range.start, name),
    alsoSaidBy: 'json',
  };
}

function ignored(problem: IgnoredName, source: DaemonSource, text: string): Report {
  const { file, range, name, fact } = problem;
  const advice =
    fact.instead !== undefined
      ? `write "${fact.instead}"`
      : fact.inside !== undefined
        ? `move it into "${fact.inside}"`
        : fact.flag !== undefined
          ? `use the flag --${fact.flag} or remove it`
          : 'remove it';
  const message = `dockerd takes "${name}" and does not use it. ${fact.why.replace(/\.$/, '')}; ${advice}.`;
  return { file, range, message, tag: 'unnecessary', fixes: ignoredFixes(problem, source, text) };
}

function ignoredFixes({ file, range, name, fact, value, taken }: IgnoredName, source: DaemonSource, text: string): Fix[] {
  if (fact.instead === undefined && fact.inside === undefined) return removal(source, range.start, name);
  const root = source.value?.kind === 'map' ? source.value : undefined;
  const found = findMember(root, range.start);
  if (!root || !found) return [];
  if (fact.inside !== undefined) return moveInside(root, found.map === root ? name : undefined, fact.inside, text);
  if (taken || found.map !== root) return [];
  const shape = DAEMON_OPTIONS.get(fact.instead!)!.shape;
  const newValue =
    shapeMismatches(value, shape).length === 0 ? text.slice(value.range.start, value.range.end) : reshaped(value, shape, text);
  if (newValue === undefined) return [];
  const key = JSON.stringify(fact.instead);
  const edits: FileEdit[] = [
    { file, range, newText: key },
    { file, range: value.range, newText: newValue },
  ];
  return [{ title: `Write ${key}: ${shown(newValue)}`, safety: 'safe', preferred: true, edits }];
}

/** Moves every top-level key that belongs into the object at once, so that the object is made only once. */
function moveInside(root: LocatedMap, name: string | undefined, inside: string, text: string): Fix[] {
  if (name === undefined) return [];
  const target = entryOf(root, inside);
  const fields = DAEMON_OPTIONS.get(inside)!.shape;
  const names = typeof fields === 'object' && 'fields' in fields ? Object.keys(fields.fields) : [];
  const movers = names.flatMap((field) => entryOf(root, field) ?? []);
  if (target && (target.value.kind !== 'map' || movers.some((entry) => entryOf(target.value, entry.key)))) return [];
  const { file } = root;
  const members = movers.map(
    (entry) => `${JSON.stringify(entry.key)}: ${text.slice(entry.value.range.start, entry.value.range.end)}`,
  );
  const title = `Move into "${inside}"`;
  if (!target) {
    const [first, ...rest] = movers;
    const range = { start: first!.keyRange.start, end: first!.value.range.end };
    const object = { file, range, newText: `${JSON.stringify(inside)}: { ${members.join(', ')} }` };
    const edits = [object, ...rest.map((entry) => ({ file, ...removeMember(root, entry) }))];
    return overlapping(edits) ? [] : [{ title, safety: 'safe', preferred: true, edits }];
  }
  if (movers.length !== 1) return [];
  const mover = movers[0]!;
  const added = appendMember(
    target.value as LocatedMap,
    mover.key,
    text.slice(mover.value.range.start, mover.value.range.end),
    text,
  );
  return [
    {
      title,
      safety: 'safe',
      preferred: true,
      edits: [
        { file, ...added },
        { file, ...removeMember(root, mover) },
      ],
    },
  ];
}

function overlapping(edits: readonly FileEdit[]): boolean {
  const sorted = edits.toSorted((a, b) => a.range.start - b.range.start);
  return sorted.some((edit, i) => i > 0 && edit.range.start < sorted[i - 1]!.range.end);
}

function useless({ file, range, name, of, holder, candidates }: UselessObject, source: DaemonSource): Report {
  const close = nearest(name, candidates);
  const what = holder
    ? `${holder} has no option "${shown(name)}", and passes over it without a word`
    : of
      ? `"${of.key}" has no member "${shown(name)}"; dockerd drops it without a word`
      : `"${shown(name)}" is no option. dockerd looks only at the names inside this object, and drops their values`;
  const rename = close === undefined ? undefined : JSON.stringify(close);
  return {
    file,
    range,
    message: `${capital(what)}. ${rename === undefined ? 'Remove it.' : `Did you mean ${rename}?`}`,
    fixes:
      rename === undefined
        ? removal(source, range.start, name)
        : [{ title: `Rename to ${rename}`, safety: 'safe', preferred: true, edits: [{ file, range, newText: rename }] }],
  };
}

function removal(source: DaemonSource, start: number, name: string): Fix[] {
  const member = findMember(source.value, start);
  if (!member) return [];
  return [
    {
      title: `Remove "${name}"`,
      safety: 'safe',
      preferred: true,
      edits: [{ file: source.file, ...removeMember(member.map, member.entry) }],
    },
  ];
}

/** The IPv6 options of docker0 are read only when IPv6 is on. */
function withoutIpv6(engine: DockerEngine, report: (found: Report) => void, textOf: (file: FileId) => string): void {
  if (engine.isOn('ipv6') || engine.isUnknown('ipv6')) return;
  for (const key of Object.values(BRIDGE_KEYS[6])) {
    const text = engine.text(key);
    if (!text) continue;
    const { setting } = text;
    const value = engine.file?.value;
    const root = value?.kind === 'map' && value.file === setting.place.file ? value : undefined;
    const off = entryOf(root, 'ipv6');
    const edit = off
      ? { range: off.value.range, newText: 'true' }
      : root && appendMember(root, 'ipv6', 'true', textOf(root.file));
    report({
      ...setting.place,
      message: `${settingName(setting)} does nothing while IPv6 is off. docker0 has no IPv6 subnet; set "ipv6": true, or remove it.`,
      fixes: edit && root ? [{ title: 'Set "ipv6": true', safety: 'unsafe', edits: [{ file: root.file, ...edit }] }] : [],
    });
  }
}
