import { expect, test } from 'vitest';
import { workspaceOf } from '../../library/files.ts';
import view from './docker-user-nftables.ts';

function text(files: Record<string, string>): string | undefined {
  return workspaceOf({ files })
    .hosts()
    .map((host) => view.text(host))[0];
}

test('rules of all files become base chains', () => {
  const shown = text({
    'etc/nftables.conf':
      'flush ruleset\ntable ip filter {\n\tset ok { type ipv4_addr; }\n\tchain DOCKER-USER {\n\t\tip saddr != @ok drop\n\t}\n}\n',
    'etc/iptables/rules.v6':
      '*filter\n:DOCKER-USER - [0:0]\n-A DOCKER-USER -i eth0 -p tcp -m tcp --dport 80 -j DROP\n-A DOCKER-USER -j RETURN\nCOMMIT\n',
    'fw.sh':
      '#!/bin/sh\niptables -A DOCKER-USER -j RETURN\niptables -I DOCKER-USER -i eth0 -m conntrack --ctstate NEW -j DROP\niptables -I DOCKER-USER 2 -m set --match-set a src -j DROP\n',
  });
  expect(shown?.slice(shown.indexOf('# etc'))).toBe(`# etc/nftables.conf
table ip docker_user {
	set ok { type ipv4_addr; }

	chain forward {
		type filter hook forward priority filter - 1; policy accept;
		ip saddr != @ok drop
	}
}

table ip docker_user {
	chain forward {
		type filter hook forward priority filter - 1; policy accept;
		# fw.sh
		iifname "eth0" ct state new counter drop
		# A rule that has to be written by hand: nft has other means for it.
		counter return
	}
}

table ip6 docker_user {
	chain forward {
		type filter hook forward priority filter - 1; policy accept;
		# etc/iptables/rules.v6
		iifname "eth0" tcp dport 80 counter drop
		counter return
	}
}
`);
});

test('there is nothing to show without such rules', () => {
  expect(text({ 'etc/nftables.conf': 'table ip filter { chain DOCKER-USER { } }\n' })).toBeUndefined();
  expect(text({ 'fw.sh': '#!/bin/sh\niptables -A FORWARD -j DROP\n' })).toBeUndefined();
});
