import { describe, expect, test } from 'vitest';
import { fixture } from '../../../test/support/fixture.ts';
import { workspaceOf } from '../library/files.ts';
import type { ComposeProject } from './project.ts';

function projects(text: string): readonly ComposeProject[] {
  const workspace = workspaceOf({ files: fixture(text, 'shop/compose.yaml').files });
  return workspace.hosts()[0]!.compose;
}
function project(text: string): ComposeProject {
  return projects(text)[0]!;
}
const messages = ({ problems }: ComposeProject) => problems.map(({ message }) => message);

describe('which files belong together', () => {
  const kinds = (text: string) => projects(text).map(({ kind, roots, always }) => [kind, ...roots, always]);

  test('the base file with its override; the first of several names counts', () => {
    const text = `
      //- a/compose.yml
      services: {x: {image: i}}
      //- a/compose.override.yml
      services: {x: {ports: ["1:1"]}}
      //- a/docker-compose.yml
      services: {y: {image: i}}
      //- b/docker-compose.yaml
      services: {z: {image: i}}
    `;
    expect(kinds(text)).toEqual([
      ['standard', 'a/compose.yml', 'a/compose.override.yml', true],
      ['alone', 'a/docker-compose.yml', false],
      ['standard', 'b/docker-compose.yaml', true],
    ]);
  });

  test('COMPOSE_FILE in .env decides', () => {
    const text = `
      //- a/.env
      COMPOSE_FILE=compose.yaml:compose.prod.yaml
      //- a/compose.yaml
      services: {x: {image: i}}
      //- a/compose.prod.yaml
      services: {x: {ports: ["1:1"]}}
    `;
    expect(kinds(text)).toEqual([['standard', 'a/compose.yaml', 'a/compose.prod.yaml', true]]);
  });

  test('other files: whole ones stand alone, additions stand on the base, parts of something unknown are fragments', () => {
    const text = `
      //- a/compose.yaml
      services: {x: {image: i}}
      networks: {n: {}}
      //- a/compose.dev.yaml
      services: {x: {networks: [n]}}
      //- a/compose.mon.yaml
      services: {m: {image: i}}
      //- b/compose.prod.yaml
      services: {x: {networks: [n]}}
      //- b/compose.override.yaml
      services: {x: {networks: [n]}}
      //- c/compose.web.yaml
      services: {m: {image: i}}
    `;
    expect(kinds(text)).toEqual([
      ['standard', 'a/compose.yaml', true],
      ['overlay', 'a/compose.yaml', 'a/compose.dev.yaml', false],
      ['alone', 'a/compose.mon.yaml', false],
      ['fragment', 'b/compose.override.yaml', false],
      ['fragment', 'b/compose.prod.yaml', false],
      ['alone', 'c/compose.web.yaml', true],
    ]);
  });

  test('an included file is part of the including project; files that include each other are reported', () => {
    expect(
      kinds(`
        //- a/compose.yaml
        include: [sub/compose.yaml]
        //- a/sub/compose.yaml
        services: {x: {image: i}}
      `),
    ).toEqual([['standard', 'a/compose.yaml', true]]);
    const circle = projects(`
      //- a/compose.yaml
      include: [compose.b.yaml]
      services: {x: {image: i}}
      //- a/compose.b.yaml
      include: [compose.yaml]
      services: {y: {image: i}}
    `);
    expect(circle.flatMap(messages)).toContain('"compose.yaml" includes itself');
  });

  test('a project stays the same object until one of its files changes', () => {
    const { files } = fixture(`
      //- a/compose.yaml
      services: {x: {image: "i:$V"}}
      //- a/.env
      V=1
      //- b/compose.yaml
      services: {y: {extends: {file: base.yaml, service: b}}}
      //- b/base.yaml
      services: {b: {image: i}}
    `);
    const workspace = workspaceOf({ files });
    const before = workspace.hosts()[0]!.compose;
    workspace.setFile('b/base.yaml', 'services: {b: {image: j}}\n');
    const after = workspace.hosts()[0]!.compose;
    expect([after[0] === before[0], after[1] === before[1]]).toEqual([true, false]);
    workspace.setFile('a/.env', 'V=2\n');
    expect(workspace.hosts()[0]!.compose[0]).not.toBe(before[0]);
  });
});

describe('names', () => {
  const real = (text: string) => project(text).model.networks.map(({ key, realName }) => [key, realName]);

  test('from the folder, from name:, from .env', () => {
    expect(project('services: {}\n').name).toBe('shop');
    expect(project('name: My App\nservices: {}\n').name).toBe('myapp');
    expect(project('//- x/.env\nCOMPOSE_PROJECT_NAME=p\n//- x/compose.yaml\nname: q\nservices: {}\n').name).toBe('p');
  });

  test('of networks', () => {
    const text = `
      services:
        a: {image: i, networks: [plain, named, ext, old, var]}
        b: {image: i}
      networks:
        plain:
        named: {name: lan}
        ext: {external: true}
        old: {external: {name: legacy}}
        var: {name: "$NAME"}
    `;
    expect(real(text)).toEqual([
      ['plain', 'shop_plain'],
      ['named', 'lan'],
      ['ext', 'ext'],
      ['old', 'legacy'],
      ['var', undefined],
      ['default', 'shop_default'],
    ]);
  });
});

describe('merging', () => {
  const ports = (text: string) =>
    project(text).model.services.map(({ name, ports: list }) => [
      name,
      ...list.map(({ published, target }) => [published, target?.low]),
    ]);

  test('ports of an override are added; equal ones are one', () => {
    const text = `
      //- a/compose.yaml
      services: {x: {image: i, ports: ["8080:80", "9090:90"]}}
      //- a/compose.override.yaml
      services: {x: {ports: ["8080:80", "8081:80"]}}
    `;
    const range = (port: number) => ({ low: port, high: port });
    expect(ports(text)).toEqual([['x', [range(8080), 80], [range(9090), 90], [range(8081), 80]]]);
  });

  test('!reset and !override', () => {
    const text = (tag: string) => `
      //- a/compose.yaml
      services: {x: {image: i, ports: ["8080:80"], network_mode: host}}
      //- a/compose.override.yaml
      services:
        x:
          network_mode: !reset null
          ports: ${tag}
    `;
    expect(ports(text('!reset []'))).toEqual([['x']]);
    expect(ports(text('!override ["1:2"]'))).toEqual([['x', [{ low: 1, high: 1 }, 2]]]);
    expect(project(text('!reset []')).model.service('x')?.networkMode).toBeUndefined();
  });

  test('networks of a service, as list and map; ipam entries by subnet', () => {
    const merged = project(`
      //- a/compose.yaml
      services: {x: {image: i, networks: [n]}}
      networks:
        n: {ipam: {config: [{subnet: 10.1.0.0/24}]}}
        m: {ipam: {config: [{subnet: 10.2.0.0/24}]}}
      //- a/compose.override.yaml
      services: {x: {networks: {m: {ipv4_address: 10.2.0.5}, n: }}}
      networks:
        n: {ipam: {config: [{subnet: 10.9.0.0/24}]}}
        m: {ipam: {config: [{subnet: 10.2.0.0/24, gateway: 10.2.0.9}]}}
    `);
    expect(merged.model.service('x')!.networks.map(({ key, ipv4 }) => [key, ipv4?.text])).toEqual([
      ['n', undefined],
      ['m', '10.2.0.5'],
    ]);
    expect(
      merged.model.networks.map(({ key, ipam }) => [key, ...ipam.map(({ subnet, gateway }) => [subnet?.text, gateway?.text])]),
    ).toEqual([
      ['n', ['10.9.0.0/24', undefined]],
      ['m', ['10.2.0.0/24', '10.2.0.9']],
    ]);
    expect(merged.problems).toEqual([]);
  });

  test('extends, of this and another file, keeps places; networks are not taken over', () => {
    const merged = project(`
      //- a/compose.yaml
      services:
        x: {extends: {file: sub/base.yaml, service: b}, ports: ["1:1"]}
      //- a/sub/base.yaml
      services:
        b: {extends: c, networks: [n]}
        c: {image: i, ports: ["2:2"]}
      networks: {n: }
    `);
    const x = merged.model.service('x')!;
    expect(x.ports.map(({ at }) => at.file)).toEqual(['a/sub/base.yaml', 'a/compose.yaml']);
    expect(x.networks.map(({ key }) => key)).toEqual(['n']);
    expect(merged.model.network('n')).toBeUndefined();
    expect(merged.files).toEqual(['a/compose.yaml', 'a/sub/base.yaml']);
  });

  test('include brings services and networks with their own variables', () => {
    const merged = project(`
      //- a/compose.yaml
      include:
        - path: sub/compose.yaml
          env_file: sub.env
        - other.yaml
      services: {x: {image: i, networks: [n]}}
      //- a/sub.env
      NET=10.1.0.0/24
      //- a/sub/compose.yaml
      networks: {n: {ipam: {config: [{subnet: "$NET"}]}}}
      //- a/other.yaml
      services: {y: {image: i, networks: [n]}}
    `);
    expect(merged.model.network('n')?.ipam[0]?.subnet?.text).toBe('10.1.0.0/24');
    expect(merged.model.network('n')?.users.map(({ name }) => name)).toEqual(['x', 'y']);
    expect(merged.complete).toBe(true);
  });

  test('what compose refuses while merging', () => {
    const refused = (text: string) => messages(project(text));
    expect(
      refused(
        '//- a/compose.yaml\ninclude: [b.yaml]\nservices: {}\nnetworks: {n: {internal: true}}\n//- a/b.yaml\nnetworks: {n: }\n',
      ),
    ).toEqual([expect.stringContaining('networks.n is defined here and, differently')]);
    expect(refused('services: {a: {extends: b}}\n')).toEqual([expect.stringContaining('there is no such service')]);
    expect(refused('services: {a: {extends: b}, b: {extends: a}}\n')).toContainEqual(expect.stringContaining('extends itself'));
    expect(
      refused(
        '//- a/compose.yaml\nservices: {x: {image: i, ports: ["1:1"]}}\n//- a/compose.override.yaml\nservices: {x: {ports: {a: b}}}\n',
      ),
    ).toContainEqual(expect.stringContaining('services.x.ports'));
  });

  test('missing files leave a project incomplete and say nothing', () => {
    const missing = project('include: [nowhere.yaml]\nservices: {a: {extends: {file: gone.yaml, service: b}, networks: [n]}}\n');
    expect([missing.complete, missing.problems]).toEqual([false, []]);
  });

  test('chains of includes that double at every step end', () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [
        i === 0 ? 'a/compose.yaml' : `a/f${i}.yaml`,
        `include: [{path: f${i + 1}.yaml}, {path: [f${i + 1}.yaml, f${i + 1}.yaml]}]\nservices: {s${i}: {image: i}}\n`,
      ]),
    );
    const [big] = workspaceOf({ files }).hosts()[0]!.compose;
    expect(big!.complete).toBe(false);
  });
});

describe('profiles', () => {
  test('services of profiles are off unless .env turns them on', () => {
    const text = (env: string) => `//- a/compose.yaml
services:
  a: {image: i}
  b: {image: i, profiles: [dbg], networks: [n]}
networks: {n: }
//- a/.env
${env}
`;
    const state = (env: string) => {
      const { model } = project(text(env));
      return [model.service('b')?.enabled, model.network('n')?.created];
    };
    expect(state('')).toEqual([false, false]);
    expect(state('COMPOSE_PROFILES=x,dbg')).toEqual([true, true]);
  });
});
