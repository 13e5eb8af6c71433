import { BOOLEAN_WORDS, type DriverFact, type OptionFact, type OptionValueKind } from '../docker/drivers.ts';

/** A driver option as Markdown: meaning, values, default, first release, limits. `drivers` are those that read it. */
export function optionMarkdown(option: OptionFact, drivers: readonly DriverFact[]): string {
  const lines = [`**\`${option.name}\`**`, '', option.meaning];
  lines.push('', `Values: ${valuesText(option.value)}`);
  if (option.default !== undefined) lines.push('', `Default: ${option.default}`);
  const since = option.sinceNote ?? option.since;
  if (since !== undefined) lines.push('', `Since Docker ${since}`);
  if (option.endpoint) lines.push('', 'For one connection of a service, not for the network.');
  else if (drivers.length > 0) lines.push('', `Driver: ${drivers.map(({ name }) => name).join(', ')}`);
  if (option.internal) lines.push('', 'Set by Docker itself; leave it out.');
  if (option.refusal !== undefined) lines.push('', `Any other value: \`${option.refusal}\``);
  return lines.join('\n');
}

/** What a value may be, in words. */
export function valuesText(value: OptionValueKind): string {
  switch (value.kind) {
    case 'boolean':
      return `\`"true"\` or \`"false"\`, in quotes (also ${BOOLEAN_WORDS.filter((word) => !/^(?:true|false)$/.test(word)).join(', ')})`;
    case 'enum':
      return value.values
        .map((word) =>
          value.sinceByValue?.[word] === undefined ? `\`${word}\`` : `\`${word}\` (since ${value.sinceByValue[word]})`,
        )
        .join(', ');
    case 'integer':
      return `a whole number from ${value.min} to ${value.max}${value.alsoAllowed ? `, or ${value.alsoAllowed.join(', ')}` : ''}`;
    case 'integers':
      return `whole numbers from ${value.min} to ${value.max}, separated by commas`;
    case 'address':
      return value.family === undefined ? 'an IP address' : `an IPv${value.family} address`;
    case 'interface':
      return `an interface name of at most ${value.maxLength} bytes`;
    case 'interfaces':
      return `interface names, separated by "${value.separator}"`;
    case 'parent':
      return 'an interface of the host, or INTERFACE.VLAN with a VLAN number from 1 to 4094';
    case 'presence':
      return 'anything: only that the option is there counts';
    case 'pairs':
      return 'pairs START,END, separated by commas';
    case 'interface-sysctls':
      return `net.X.Y.${value.interfaceWords[0]}.Z=VALUE with X one of ${value.trees.join(', ')}, separated by commas`;
    case 'text':
      return value.maxLength === undefined ? 'a text' : `a text of at most ${value.maxLength} bytes`;
  }
}
