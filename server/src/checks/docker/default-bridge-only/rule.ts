import { settingName } from '../../../docker/daemon/names.ts';
import { asMap, scalarText } from '../../../docker/daemon/value.ts';
import { DEFAULT_DRIVER } from '../../../docker/drivers.ts';
import type { DockerEngine } from '../../../docker/engine.ts';
import type { DockerNetwork } from '../../../docker/network.ts';
import { DEFAULT_BRIDGE_ONLY, HOST_BINDING_OPTION } from '../../../facts/network-options.ts';
import type { Host } from '../../../host/host.ts';
import { appendMember } from '../../../syntax/json/edit.ts';
import { entryOf } from '../../../syntax/located.ts';
import type { Fix } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

const DEFAULTS = 'default-network-opts';
const FEW = 3;

export default defineRule({
  id: 'docker/default-bridge-only',
  scope: 'host',
  severity: 'info',
  fix: 'unsafe',
  summary: 'an option that is about docker0 only, on a host whose containers are on other networks',
  check(host, report, { textOf }) {
    const { engine } = host;
    if (engine.isUnknown(DEFAULTS)) return;
    for (const [key, { option, usual }] of Object.entries(DEFAULT_BRIDGE_ONLY)) {
      const setting = engine.setting(key);
      const value = scalarText(setting?.value);
      if (!setting || value === undefined || value === '' || value === usual || setDefault(engine, option)) continue;
      const others = networksWithout(host, option);
      if (others.length === 0 || (option === HOST_BINDING_OPTION && !publishesOnAll(host))) continue;
      const names = others.slice(0, FEW).map(({ label }) => `"${label}"`);
      const more = others.length > FEW ? ` and ${others.length - FEW} more` : '';
      report({
        ...setting.place,
        message: `${settingName(setting)} is about docker0 only: ${names.join(', ')}${more} ${others.length === 1 ? 'does' : 'do'} not have it. Give bridge networks ${option}: "${value}", all of them through "${DEFAULTS}".`,
        related: others.slice(0, FEW).map(({ label, place }) => ({ message: `"${label}" is declared here.`, location: place })),
        fixes: fix(engine, option, value, textOf),
      });
    }
  },
});

function setDefault(engine: DockerEngine, option: string): boolean {
  return engine
    .settings(DEFAULTS)
    .some(({ value }) => entryOf(asMap(entryOf(asMap(value), DEFAULT_DRIVER)?.value), option) !== undefined);
}

/** Bridge networks that the files here make, and that do not set the option themselves. */
function networksWithout(host: Host, option: string): DockerNetwork[] {
  return host.networks.filter(
    ({ origin, external, internal, driver, options }) =>
      origin !== 'daemon' && !external && !internal && driver === DEFAULT_DRIVER && options.every(({ key }) => key !== option),
  );
}

function publishesOnAll(host: Host): boolean {
  return host.ports.some(({ hostAddress, origin }) => hostAddress === undefined && origin !== 'daemon');
}

function fix(engine: DockerEngine, option: string, value: string, textOf: (file: string) => string | undefined): Fix[] {
  const root = asMap(engine.file?.value);
  const text = root && textOf(root.file);
  if (!root || text === undefined) return [];
  const defaults = entryOf(root, DEFAULTS)?.value;
  const bridge = entryOf(defaults, DEFAULT_DRIVER)?.value;
  if ((defaults && defaults.kind !== 'map') || (bridge && bridge.kind !== 'map')) return [];
  const member = `${JSON.stringify(option)}: ${JSON.stringify(value)}`;
  const edit = bridge
    ? appendMember(bridge, option, JSON.stringify(value), text)
    : defaults
      ? appendMember(defaults, DEFAULT_DRIVER, `{ ${member} }`, text)
      : appendMember(root, DEFAULTS, `{ ${JSON.stringify(DEFAULT_DRIVER)}: { ${member} } }`, text);
  return [
    { title: `Set ${option} for new bridge networks`, safety: 'unsafe', preferred: true, edits: [{ file: root.file, ...edit }] },
  ];
}
