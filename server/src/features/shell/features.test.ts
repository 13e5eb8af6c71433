import { describe, expect, test } from 'vitest';
import { fixture } from '../../../../test/support/fixture.ts';
import { workspaceOf } from '../../library/files.ts';
import { completions } from '../completion.ts';
import { hover } from '../hover.ts';

function at(text: string) {
  const { files, cursor } = fixture(text, 'deploy.sh');
  return { workspace: workspaceOf({ files }), file: cursor!.file, offset: cursor!.offset };
}

describe('hover', () => {
  test.each([
    ['docker network create -o com.docker.network.bridge.na$0me=br-x front', 'Name of the bridge device'],
    ['docker network create -d mac$0vlan front', 'own MAC address'],
    ['docker network create --subnet 10.1.0.0$0/24 front', '256 addresses'],
    ['docker run -d -p 127.0.0.1:80$080:80 nginx', 'Port `8080` on `127.0.0.1`'],
    ['docker network create --subnet 10.1.0.0/24 front\ndocker run -d --network fro$0nt nginx', 'Subnets: `10.1.0.0/24`'],
    ["nft -f - <<'EOF'\ntable inet x { chain c { ct st$0ate new accept; } }\nEOF", 'connection'],
    ['nft add rule inet x c tcp dp$0ort 22 accept', 'port'],
    ['nft add rule inet x c tcp dport 22 accept\ndocker run -d -p 80$080:80 nginx', 'Port `8080`'],
    ['//- Makefile\nup:\n\tdocker run -d -p 80$080:80 nginx', 'Port `8080`'],
  ])('%j', (text, words) => {
    const { workspace, file, offset } = at(text);
    expect(hover(workspace, file, offset)?.markdown).toContain(words);
  });
});

describe('completion', () => {
  const labels = (text: string) => {
    const { workspace, file, offset } = at(text);
    return completions(workspace, file, offset).map(({ label }) => label);
  };
  test('drivers, their options and values', () => {
    expect(labels('docker network create -d $0')).toEqual(expect.arrayContaining(['bridge', 'macvlan', 'ipvlan', 'overlay']));
    expect(labels('docker run -d $0')).toEqual([]);
    expect(labels('docker network create -d ipvlan \\\n  -o $0')).toEqual(expect.arrayContaining(['parent', 'ipvlan_mode']));
    expect(labels('docker network create -d ipvlan -o ipvlan_mode=$0')).toEqual(expect.arrayContaining(['l2', 'l3']));
  });
  test('in the text for nft', () => {
    expect(labels("nft -f - <<'EOF'\ntable inet x { chain c { ct state $0 } }\nEOF\n")).toContain('established');
    expect(labels("nft -f - <<'EOF'\ntable inet x { }\nEOF\ndocker network create -d $0")).toContain('macvlan');
  });
  test('a free subnet, and the host’s networks', () => {
    expect(labels('docker network create --subnet 10.20.0.0/24 a\ndocker network create --subnet $0')).toEqual(['10.20.1.0/24']);
    expect(labels('docker network create front\ndocker run --network $0')).toEqual(['bridge', 'front']);
  });
});
