// Compares our verdict on daemon.json files with dockerd's recorded one.
//   npm run oracle:daemon -- [--json] [--min PERCENT] FILE...
// Each line of a FILE is a record: { id, daemon_json, flags, host_prepared_with, "v28.5.2": { valid, message, start? }, … }. dockerd's
// verdict for a version is "refused" when --validate refused the file or the daemon did not start with it; ours is "refused" when a
// docker/ rule (or host/forwarding-disabled, where the daemon does not start) reports an error. Exit status 1 below --min (default 100).
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { check } from '../../server/dist/index.js';

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean' }, min: { type: 'string', default: '100' } },
  allowPositionals: true,
});
if (positionals.length === 0) {
  console.error('usage: npm run oracle:daemon -- [--json] [--min PERCENT] FILE...');
  process.exit(2);
}

/** What the recording machine was like: one interface, no certificates, docker-proxy installed, forwarding off. */
const MACHINE = {
  interfaces: { eth0: ['192.0.2.1/24'] },
  users: ['root'],
  files: [
    '/usr/bin/docker-proxy',
    '/usr/libexec/docker/docker-proxy',
    '/usr/local/bin/docker-proxy',
    '/bin/true',
    '/usr/bin/true',
  ],
};
/** dockerd was told where its file is; these flags exclude the keys of the same name. */
const JUDGE_FLAGS = ['--validate', '--config-file', '/etc/docker/daemon.json'];
/** Errors that break containers and not the start. */
const SURVIVED = [{ rule: 'docker/address-out-of-bridge', key: /"fixed-cidr(?:-v6)?"|--fixed-cidr/ }];

/** Interfaces and sysctls after the commands that prepared the machine. */
function prepared(commands) {
  const interfaces = structuredClone(MACHINE.interfaces);
  let forwarding = 0;
  for (const command of (commands ?? '').split(/\s*(?:;|&&|\n)\s*/)) {
    const link = /^ip link add (?:name )?(\S+)/.exec(command);
    const address = /^ip (?:-6 )?addr(?:ess)? add (\S+) dev (\S+)/.exec(command);
    if (link) interfaces[link[1]] ??= [];
    if (address) interfaces[address[2]] = [...(interfaces[address[2]] ?? []), address[1]];
    const set = /^echo (\d) > \/proc\/sys\/net\/ipv4\/ip_forward$|^sysctl (?:-w )?net\.ipv4\.ip_forward=(\d)/.exec(command);
    if (set) forwarding = Number(set[1] ?? set[2]);
  }
  return { interfaces, forwarding };
}

async function verdict(record, version) {
  const { interfaces, forwarding } = prepared(record.host_prepared_with);
  const flags = [...JUDGE_FLAGS, record.flags ?? ''].join(' ').trim();
  const files = {
    'etc/docker/daemon.json': record.daemon_json,
    'etc/systemd/system/docker.service': `[Service]\nExecStart=/usr/bin/dockerd ${flags}\n`,
    'etc/sysctl.d/99-machine.conf': `net.ipv4.ip_forward = ${forwarding}\n`,
  };
  const { findings } = await check({ files, config: { versions: { docker: version }, inventory: { ...MACHINE, interfaces } } });
  const errors = findings.filter(
    ({ severity, rule, message }) =>
      severity === 'error' &&
      (rule.startsWith('docker/') || rule === 'host/forwarding-disabled') &&
      !SURVIVED.some((known) => known.rule === rule && known.key.test(message)),
  );
  return { refused: errors.length > 0, errors };
}

const results = [];
for (const file of positionals)
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const record = JSON.parse(line);
    for (const key of Object.keys(record).filter((name) => /^v\d/.test(name))) {
      const recorded = record[key];
      if (!recorded) continue;
      const refused = !recorded.valid || recorded.start?.started === false;
      const said = recorded.valid
        ? (recorded.start?.error?.message ?? recorded.start?.message ?? recorded.message)
        : recorded.message;
      const ours = await verdict(record, key.slice(1));
      const agrees = ours.refused === refused;
      results.push({
        id: record.id,
        version: key.slice(1),
        agrees,
        refused,
        said,
        daemon_json: record.daemon_json,
        flags: record.flags,
        ours: ours.errors.map(({ rule, message }) => `${rule}: ${message}`),
      });
    }
  }

const agreed = results.filter(({ agrees }) => agrees).length;
const percent = results.length === 0 ? 100 : (100 * agreed) / results.length;
const failed = percent < Number(values.min);
if (values.json) console.log(JSON.stringify({ total: results.length, agreed, percent, results }, null, 1));
else {
  for (const { id, version, refused, said, daemon_json, flags, ours } of results.filter(({ agrees }) => !agrees)) {
    console.log(
      `${id} (${version}): dockerd ${refused ? `refuses it: ${said}` : 'takes it'}; we ${ours.length > 0 ? `say ${ours.join(' | ')}` : 'report no error'}`,
    );
    console.log(`    ${String(daemon_json).replaceAll('\n', '\\n')}${flags ? `   ${flags}` : ''}`);
  }
  console.log(`${agreed} of ${results.length} verdicts agree (${percent.toFixed(2)} %), wanted ${values.min} %`);
}
process.exitCode = failed ? 1 : 0;
