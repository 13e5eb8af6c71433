import { formatPrefix } from '../../base/ip.ts';
import type { PlanNetwork } from '../../host/plan/model.ts';
import { fileWords } from '../../host/plan/words.ts';

/** A network of the host in Markdown: what is known about it from all files. */
export function describePlanned(network: PlanNetwork): string {
  const lines = [`**Network \`${network.name ?? network.label}\`**`, ''];
  if (network.external) lines.push('No file here declares it.');
  else lines.push(`Driver ${network.driver ?? 'unknown'}, declared in ${fileWords(network.place.file)}.`);
  const subnets = network.subnets.map(({ prefix }) => `\`${formatPrefix(prefix)}\``);
  if (subnets.length > 0) lines.push('', `Subnets: ${subnets.join(', ')}`);
  else if (network.automatic.length > 0) lines.push('', 'Docker chooses its subnet.');
  if (network.bridgeName?.text !== undefined) lines.push('', `Bridge: \`${network.bridgeName.text}\``);
  return lines.join('\n');
}
