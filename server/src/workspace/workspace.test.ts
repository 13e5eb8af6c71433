import { describe, expect, test } from 'vitest';
import { Workspace } from './workspace.ts';

const NFT = 'table inet own { }\n';

function workspaceWith(files: Record<string, string>): Workspace {
  const workspace = new Workspace('/w');
  for (const [file, text] of Object.entries(files)) workspace.setFile(`/w/${file}`, text);
  return workspace;
}

describe('Workspace', () => {
  test('one folder is one host; several trees that look like hosts are several', () => {
    expect(workspaceWith({ 'a.nft': NFT, 'compose.yaml': 'services: {}\n' }).hosts()).toHaveLength(1);
    const hosts = workspaceWith({ 'one/etc/nftables.conf': NFT, 'two/etc/docker/daemon.json': '{}', 'compose.yaml': '' }).hosts();
    expect(hosts.map(({ root, files }) => [root, files.length])).toEqual([
      ['/w/one', 1],
      ['/w/two', 1],
      ['/w', 1],
    ]);
  });

  test('a file belongs to its host', () => {
    const workspace = workspaceWith({ 'one/etc/nftables.conf': NFT, 'two/etc/nftables.conf': NFT });
    expect(workspace.hostOf('/w/two/etc/nftables.conf')?.name).toBe('two');
    expect(workspace.hostOf('/w/three')).toBeUndefined();
  });

  test('a dependency is not judged by itself', () => {
    const workspace = workspaceWith({ 'a.nft': NFT });
    workspace.setFile('/elsewhere/b.nft', NFT, 'nftables', true);
    expect(workspace.hosts().flatMap(({ files }) => files)).toEqual(['/w/a.nft']);
    expect(workspace.file('/elsewhere/b.nft')).toBeDefined();
  });

  test('the configuration file wins over the settings of the editor, rule by rule', () => {
    const workspace = new Workspace('/w', { firewallBackend: 'nftables', rules: { 'a/b': 'off', 'c/d': 'off' } });
    workspace.setConfigFile('/w/.bridgekeeper.jsonc', '{ "rules": { "a/b": "error" } }');
    expect(workspace.config).toMatchObject({ firewallBackend: 'nftables', rules: { 'a/b': 'error', 'c/d': 'off' } });
    workspace.setConfigFile('/w/.bridgekeeper.jsonc', undefined);
    expect(workspace.config.rules).toEqual({ 'a/b': 'off', 'c/d': 'off' });
  });
});
