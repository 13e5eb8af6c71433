import { describeDefault, describeShape } from '../../docker/daemon/describe.ts';
import { logDriver, logOptions } from '../../docker/daemon/log-options.ts';
import type { DaemonOption, ObjectField } from '../../facts/daemon-options.ts';
import { COMMON_LOG_OPTIONS, type LogOption } from '../../facts/log-drivers.ts';
import type { Host } from '../../host/host.ts';

/** An option of dockerd as Markdown: meaning, type, values, default, since when, flag, notes, how it fails. */
export function optionText(option: DaemonOption): string {
  const lines = [`**\`${option.key}\`**`, '', option.meaning, '', `Type: ${option.type}`];
  if (option.values) lines.push('', `Values: ${option.values.map((word) => `\`${word}\``).join(', ')}`);
  lines.push('', `Default: ${describeDefault(option)}`);
  if (option.since !== undefined) lines.push('', `Since Docker ${option.since}${option.status ? ` (${option.status})` : ''}`);
  if (option.deprecated) lines.push('', `Deprecated since ${option.deprecated.since}: write \`${option.deprecated.instead}\`.`);
  if (option.flag) {
    const { name, short } = option.flag;
    lines.push(
      '',
      `Flag: \`--${name}\`${short ? `, \`-${short}\`` : ''}. dockerd does not start when both the file and a flag set it.`,
    );
  } else lines.push('', 'There is no flag for it.');
  lines.push('', option.reloadable ? 'Takes effect on reload (SIGHUP).' : 'Takes effect when dockerd is restarted.');
  if (option.flagOnly) lines.push('', 'As a key it does nothing; only the flag works.');
  if (option.notes) lines.push('', ...option.notes.map((note) => `- ${note}`));
  if (option.errors) lines.push('', 'dockerd says:', ...option.errors.map((error) => `- \`${error}\``));
  return lines.join('\n');
}

/** A member of an option's object as Markdown. */
export function fieldText(name: string, field: ObjectField, option: DaemonOption | undefined): string {
  const lines = [
    `**\`${name}\`**${option ? ` in \`${option.key}\`` : ''}`,
    '',
    field.meaning,
    '',
    `Type: ${describeShape(field.shape)}`,
  ];
  if (field.required) lines.push('', 'Has to be there.');
  if (field.since !== undefined) lines.push('', `Since Docker ${field.since}`);
  if (field.flag !== undefined) lines.push('', `Flag: \`--${field.flag}\``);
  return lines.join('\n');
}

/** The options of the log driver in effect; those of every driver when it is a plugin. */
export function logOptionsOf(host: Host | undefined): Readonly<Record<string, LogOption>> {
  const driver = host?.engine && logDriver(host.engine);
  return (driver === undefined ? undefined : logOptions(driver)) ?? COMMON_LOG_OPTIONS;
}

/** An option of a log driver as Markdown. */
export function logOptionText(name: string, option: LogOption): string {
  const lines = [`**\`${name}\`**`, '', option.meaning];
  if (option.value?.kind === 'enum') lines.push('', `Values: ${option.value.values.map((word) => `\`${word}\``).join(', ')}`);
  if (option.default !== undefined) lines.push('', `Default: ${option.default}`);
  if (option.required) lines.push('', 'Has to be there.');
  if (option.since !== undefined) lines.push('', `Since Docker ${option.since}`);
  lines.push('', 'A string, also for numbers, true and false.');
  return lines.join('\n');
}
