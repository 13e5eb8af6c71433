import type { Location } from '../../../base/range.ts';
import { oncePer } from '../../../base/remember.ts';
import type { ComposeNetwork } from '../../../compose/model.ts';
import type { ComposeProject } from '../../../compose/project.ts';
import { COMPOSE_NETWORK_LABEL } from '../../../facts/network-options.ts';
import type { Host } from '../../../host/host.ts';
import { compareOwners } from '../../../host/plan/order.ts';
import { inFile } from '../../../host/plan/words.ts';
import { dockerCommands, type NetworkCreate } from '../../../host/script/docker-commands.ts';
import { addTo } from '../../../syntax/yaml/edit.ts';
import type { Fix } from '../../finding.ts';
import { defineRule, type Report } from '../../rule.ts';

export default defineRule({
  id: 'host/duplicate-network-name',
  scope: 'host',
  severity: 'error',
  fix: 'unsafe',
  summary: 'one network name that several places want to create, of which docker compose takes only its own',
  check(host, report) {
    const named = host.compose.flatMap((project) => [...namedNetworks(project)]);
    const made = createdByScripts(host);
    if (named.length === 0 && made.size === 0) return;
    const wanted = new Set([...named.map(({ name }) => name), ...made.keys()]);
    const byName = new Map<string, Declared[]>();
    for (const project of host.compose)
      for (const declared of createdNetworks(project)) {
        if (!wanted.has(declared.name)) continue;
        const group = byName.get(declared.name);
        if (group) group.push(declared);
        else byName.set(declared.name, [declared]);
      }
    for (const [name, group] of byName) {
      const create = made.get(name);
      group.sort(compareOwners);
      for (const declared of group) {
        const other = group.find((candidate) => candidate !== declared && exclude(candidate, declared));
        if (create && !isLabelled(create, declared)) report(madeByScript(declared, create));
        else if (other && compareOwners(other, declared) < 0) report(madeByOther(declared, other));
      }
    }
  },
});

/** A network that docker compose creates under a certain name. */
interface Declared {
  readonly origin: 'compose';
  readonly name: string;
  readonly project: ComposeProject;
  readonly network: ComposeNetwork;
  readonly place: Location;
}

const createdNetworks = oncePer((project: ComposeProject): readonly Declared[] => {
  if (!project.always || project.kind === 'fragment') return [];
  return project.model.networks.flatMap((network): Declared[] => {
    const { realName: name, keyAt, external, created } = network;
    if (!created || !keyAt || name === undefined || (external && external.on !== false)) return [];
    return [{ origin: 'compose', name, project, network, place: network.name?.at ?? keyAt }];
  });
});

/** Those whose name the file gives; every other name begins with the project's own. */
const namedNetworks = oncePer((project: ComposeProject) => createdNetworks(project).filter(({ network }) => network.name));

/** True when docker compose takes the network of one for not the other's: it labels what it makes with the key in the file. */
function exclude(a: Declared, b: Declared): boolean {
  if (a.network.key === b.network.key) return false;
  return a.project === b.project || a.project.group !== b.project.group;
}

function createdByScripts(host: Host): Map<string, NetworkCreate> {
  const out = new Map<string, NetworkCreate>();
  for (const script of host.scripts)
    for (const command of dockerCommands(script))
      if (command.kind === 'network-create' && command.name?.text && command.line.complete) out.set(command.name.text, command);
  return out;
}

/** True when the script gives the network the label that docker compose looks for. */
function isLabelled({ line }: NetworkCreate, { network }: Declared): boolean {
  return line.options.some(
    ({ name, value }) =>
      name === 'label' &&
      (value?.text ?? `${COMPOSE_NETWORK_LABEL}=${network.key}`) === `${COMPOSE_NETWORK_LABEL}=${network.key}`,
  );
}

function madeByScript(declared: Declared, { name, place }: NetworkCreate): Report {
  const at = name?.place ?? place;
  return {
    ...declared.place,
    message: `Network "${declared.name}" is created${inFile(at.file, declared.place.file)} with docker network create, and docker compose up refuses a network that it did not make (“was found but has incorrect label”). Write external: true here, or leave the command out.`,
    related: [{ message: `"${declared.name}" is created here.`, location: at }],
    fixes: externalFix(declared),
  };
}

function madeByOther(declared: Declared, { network, place }: Declared): Report {
  const own = declared.project.model.network(network.key) === network;
  return {
    ...declared.place,
    message: `Network "${declared.name}" is also what "${network.key}"${inFile(place.file, declared.place.file)} creates, and docker compose up refuses the one that comes second (“was found but has incorrect label”). ${own ? 'Keep one of them' : 'Write external: true in one of the files'}, or use another name.`,
    related: [{ message: `"${network.key}" has the same name.`, location: place }],
    fixes: own ? [] : externalFix(declared),
  };
}

/** The network exists already when this project starts. */
function externalFix({ network, project }: Declared): Fix[] {
  const { key, keyAt, value, external } = network;
  const text = keyAt && project.textOf(keyAt.file);
  if (text === undefined || !keyAt || !value || external || value.file !== keyAt.file) return [];
  const edit = addTo(text, { key, keyRange: keyAt.range, keyFile: keyAt.file, value }, 'external', 'true');
  return edit ? [{ title: 'Set external: true', safety: 'unsafe', preferred: true, edits: [{ file: keyAt.file, ...edit }] }] : [];
}
