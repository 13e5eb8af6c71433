import type { Location } from '../base/range.ts';
import { SWARM_COMMANDS } from '../facts/docker-cli.ts';
import type { Host } from './host.ts';
import { subcommand } from './script/docker-commands.ts';
import { programRuns } from './script/program.ts';

/** Something on a host that works in swarm mode only, or undefined. */
export function swarmUse(host: Host): { readonly what: string; readonly place: Location } | undefined {
  const overlay = host.networks.find(({ driver, external }) => driver === 'overlay' && !external);
  if (overlay) return { what: `the overlay network "${overlay.label}"`, place: overlay.place };
  for (const script of host.scripts)
    for (const run of programRuns(script)) {
      const words = run.name === 'docker' ? subcommand(run) : [];
      const command = `${words[0]?.text} ${words[1]?.text}`;
      if (SWARM_COMMANDS.includes(command))
        return { what: `docker ${command}`, place: { file: script.file, range: run.command.range } };
    }
  return undefined;
}
