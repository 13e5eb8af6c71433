import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'docker/invalid-network-command';

test('networks', () => {
  expectFindings(
    RULE,
    `
    //- deploy.sh
    docker network create --subnet 10.20.0.5/24 front
    #                              ^^^^^^^^^^^^ docker/invalid-network-command: bits set behind its length
    docker network create --subnet 10.20.0 --gateway x a
    #                              ^^^^^^^ docker/invalid-network-command: not a prefix
    #                                                ^ docker/invalid-network-command: not an IP address
    docker network create --subnet 10.20.0.0/24 --gateway 10.21.0.1 --ip-range 10.22.0.0/25 b
    #                                                     ^^^^^^^^^ docker/invalid-network-command: none of the subnets
    #                                                                          ^^^^^^^^^^^^ docker/invalid-network-command: none of the subnets
    docker network create --subnet 10.20.0.0/24 --gateway 10.20.0.255 c
    #                                                     ^^^^^^^^^^^ docker/invalid-network-command: broadcast
    docker network create --subnet 10.20.0.0/24 --subnet 10.20.0.128/25 d
    #                                                    ^^^^^^^^^^^^^^ docker/invalid-network-command: overlaps 10.20.0.0/24 of the same command
    docker network create bridge
    #                     ^^^^^^ docker/invalid-network-command: makes itself
    `,
  );
});

test('drivers and their options', () => {
  expectFindings(
    RULE,
    `
    //- deploy.sh
    docker network create -d macvaln e
    #                        ^^^^^^^ docker/invalid-network-command: Did you mean macvlan?
    docker network create -o com.docker.network.bridge.nmae=x f
    #                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ docker/invalid-network-command: ignores it
    docker network create -o com.docker.network.bridge.enable_icc=no g
    #                                                             ^^ docker/invalid-network-command: true
    docker network create -d ipvlan -o ipvlan_mode=l4 h
    #                                              ^^ docker/invalid-network-command
    docker network create -d weaveworks/net-plugin:2 -o any=thing i
    `,
  );
});

test('containers', () => {
  expectFindings(
    RULE,
    `
    //- deploy.sh
    docker network create --subnet 10.20.0.0/24 front
    docker run -d --network front --ip 10.21.0.7 nginx
    #                                  ^^^^^^^^^ docker/invalid-network-command: lies outside 10.20.0.0/24
    docker run -d --network front --ip 10.20.0.1 nginx
    docker run -d --network front --ip 10.20.0.0 nginx
    #                                  ^^^^^^^^^ docker/invalid-network-command: network address
    docker run -d --ip 10.20.0.7 nginx
    #                  ^^^^^^^^^ docker/invalid-network-command: Only networks of your own
    docker run -d -p 8080:800000 nginx
    #                     ^^^^^^ docker/invalid-network-command: no port of the container
    docker run -d -p 1000-1002:80-81 nginx
    #                ^^^^^^^^^^^^^^^ docker/invalid-network-command: different lengths
    `,
  );
});

test('what the shell fills in is left alone, unless it is known', () => {
  expectFindings(
    RULE,
    `
    //- deploy.sh
    docker network create --subnet $NET --gateway $GW "$NAME"
    docker run -d -p $PORT:80 --network x --ip $IP nginx
    SUBNET=10.20.0.5/24
    docker network create --subnet "$SUBNET" a
    #                              ^^^^^^^^^ docker/invalid-network-command: 10.20.0.5/24 has bits
    `,
  );
});

test('a fixed address needs a subnet before 29.1', () => {
  const files = { 'deploy.sh': 'docker network create a\ndocker run --network a --ip 10.1.0.5 x\n' };
  expect(findingsIn({ files, config: { versions: { docker: '28.5' } } }, RULE)).toHaveLength(1);
  expect(findingsIn({ files }, RULE)).toEqual([]);
});

describe('fixes', () => {
  test.each([
    ['docker network create --subnet 10.20.0.5/24 x', 'docker network create --subnet 10.20.0.0/24 x'],
    ['docker network create -d macvaln x', 'docker network create -d macvlan x'],
    [
      'docker network create -o com.docker.network.bridge.nmae=a x',
      'docker network create -o com.docker.network.bridge.name=a x',
    ],
    [
      'docker network create --subnet 10.20.0.0/24 --gateway 10.21.0.1 x',
      'docker network create --subnet 10.20.0.0/24 --gateway 10.20.0.1 x',
    ],
  ])('%s', (before, after) => expectFix(RULE, `//- deploy.sh\n${before}`, `//- deploy.sh\n${after}`));
});
