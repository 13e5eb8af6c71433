import type { Location } from '../../base/range.ts';
import type { Severity } from '../../base/severity.ts';
import { DAEMON_CONSTANTS } from '../../facts/daemon-options.ts';
import type { DockerEngine, Effective } from '../engine.ts';
import { settingName } from './names.ts';
import type { DaemonSetting } from './setting.ts';

/** Options that exclude each other. */
export interface Conflict {
  readonly place: Location;
  readonly severity: Severity;
  readonly message: string;
  readonly related: readonly { readonly place: Location; readonly message: string }[];
}

/** Everything about one daemon's options that dockerd does not take together. */
export function conflicts(engine: DockerEngine): Conflict[] {
  return [...twiceGiven(engine), ...exclusiveKeys(engine), ...bridges(engine), ...isolation(engine), ...features(engine)];
}

function conflict(
  setting: DaemonSetting,
  others: readonly DaemonSetting[],
  message: string,
  severity: Severity = 'error',
): Conflict {
  return {
    place: setting.place,
    severity,
    message,
    related: others.map((other) => ({ place: other.place, message: `${settingName(other)} is set here.` })),
  };
}

/** dockerd merges nothing but `runtimes`: an option in the file and as a flag is an error, even with the same value. */
function twiceGiven(engine: DockerEngine): Conflict[] {
  const out: Conflict[] = [];
  const keys = new Set(engine.allSettings().map(({ option }) => option.key));
  for (const key of keys) {
    const settings = engine.settings(key);
    const inFile = settings.find(({ via }) => via === 'key');
    const flags = settings.filter(({ via }) => via === 'flag');
    if (!inFile || flags.length === 0 || key === 'runtimes') continue;
    const advice = key === 'hosts' ? 'give the unit an ExecStart without -H, or remove the key' : 'keep one of them';
    const certain = engine.flags.commandKnown;
    const message = `${settingName(inFile)} is set in the file, and as ${settingName(flags[0]!)}. dockerd does not start with both${certain ? ', even when they agree' : ' if its unit uses that file'}; ${advice}.`;
    out.push(conflict(inFile, flags, message, certain ? 'error' : 'warning'));
  }
  return [...out, ...plainFlags(engine), ...packagedUnit(engine)];
}

/** `config-file` and the like are flags only; as keys they do nothing, unless the flag is used too. */
function plainFlags(engine: DockerEngine): Conflict[] {
  return (engine.file?.judged(engine.version).problems ?? []).flatMap((problem): Conflict[] => {
    if (problem.kind !== 'ignored') return [];
    const flag = engine.flags.plain.find(({ name }) => name === problem.name);
    if (!flag) return [];
    const message = `"${problem.name}" is set in the file, and dockerd is started with --${flag.name}. It does not start with both; remove the key, which does nothing.`;
    const place = { file: problem.file, range: problem.range };
    return [{ place, severity: 'error', message, related: [{ place: flag.place, message: 'The flag is here.' }] }];
  });
}

/** Nobody here says how dockerd is started, but the packages' unit has a -H. */
function packagedUnit(engine: DockerEngine): Conflict[] {
  const hosts = engine.setting('hosts');
  if (!hosts || hosts.via === 'flag' || engine.flags.commandKnown || engine.settings('hosts').length > 1) return [];
  const message = `"hosts" is set here, while the unit of Docker's packages starts dockerd with -H ${DAEMON_CONSTANTS.packagedHost}. With both the daemon does not start; see that a drop-in has an empty ExecStart= and one without -H.`;
  return [conflict(hosts, [], message, 'info')];
}

function exclusiveKeys(engine: DockerEngine): Conflict[] {
  return (engine.file?.judged(engine.version).problems ?? []).flatMap((problem): Conflict[] => {
    if (problem.kind !== 'exclusive') return [];
    const message = `"${problem.name}" is the old form of "${problem.other}", which is set too. dockerd does not start with both; remove "${problem.name}".`;
    const place = { file: problem.file, range: problem.range };
    return [
      { place, severity: 'error', message, related: [{ place: problem.otherPlace, message: `"${problem.other}" is set here.` }] },
    ];
  });
}

function bridges(engine: DockerEngine): Conflict[] {
  const bridge = engine.text('bridge');
  if (!bridge) return [];
  return ['bip', 'bip6'].flatMap((key) => {
    const address = engine.text(key);
    if (!address) return [];
    const message = `${settingName(address.setting)} gives docker0 an address, but ${settingName(bridge.setting)} names another bridge. dockerd does not start with both; remove one, and give your own bridge its address yourself.`;
    return [conflict(address.setting, [bridge.setting], message)];
  });
}

function isolation(engine: DockerEngine): Conflict[] {
  const icc = engine.boolean('icc');
  if (!icc || icc.value) return [];
  const off = (key: string): Effective<boolean> | undefined => {
    const value = engine.boolean(key);
    return value && !value.value ? value : undefined;
  };
  const rules = off('iptables') ?? (engine.isOn('ipv6') ? off('ip6tables') : undefined);
  if (!rules) return [];
  const message = `${settingName(icc.setting)} false needs firewall rules, but ${settingName(rules.setting)} false forbids them. dockerd does not start with both; turn one of them on.`;
  return [conflict(icc.setting, [rules.setting], message)];
}

function features(engine: DockerEngine): Conflict[] {
  const out: Conflict[] = [];
  const feature = engine.setting('features');
  const cri = engine.boolean('cri-containerd');
  if (feature && cri?.value && engine.has('29.7') && engine.hasFeature('embedded-containerd')) {
    const message = `${settingName(cri.setting)} and the feature embedded-containerd exclude each other. dockerd does not start with both; turn one of them off.`;
    out.push(conflict(cri.setting, [feature], message));
  }
  const remap = engine.text('userns-remap');
  if (feature && remap && engine.has('29.0') && engine.hasFeature('containerd-snapshotter')) {
    const message = `${settingName(remap.setting)} does not go with the feature containerd-snapshotter. dockerd does not start with both; turn one of them off.`;
    out.push(conflict(remap.setting, [feature], message));
  }
  return out;
}
