"""Sends real packets through rulesets.

usage: probe.py NFT < cases.json > results.json, in a network namespace (and mount namespace) of its own, as root.

cases.json: [{ "ruleset": TEXT, "probes": [{ "from": "client"|"router"|"server"|"guest", "proto": "tcp"|"udp", "to": ADDRESS,
"port": N, "source": ADDRESS, "sport": N }] }]; the ruleset is loaded on the router. Every host answers on every port of PORTS.
A result per probe: true when an answer came.
"""
import ctypes, json, os, select, socket, struct, subprocess, sys, threading, time

PORTS = [22, 53, 80, 443, 8080]
NFT = sys.argv[1]
libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
WAIT = float(os.environ.get('PROBE_WAIT', '0.12'))


def run(*command, input=None):
    return subprocess.run(command, input=input, text=True, capture_output=True)


def ip(*words):
    result = run('ip', *words)
    if result.returncode:
        sys.exit('ip %s: %s' % (' '.join(words), result.stderr))


spaces = {}


def enter(name):
    if libc.setns(spaces[name], CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), 'setns')


def build():
    for name in ['client', 'router', 'server', 'guest']:
        ip('netns', 'add', name)
        spaces[name] = os.open('/var/run/netns/' + name, os.O_RDONLY)
        ip('-n', name, 'link', 'set', 'lo', 'up')
    for name, device, net in [('client', 'lan0', 1), ('server', 'wan0', 2), ('guest', 'br-g', 3)]:
        ip('link', 'add', device, 'netns', 'router', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
        for space, dev, host in [('router', device, 1), (name, 'eth0', 2)]:
            ip('-n', space, 'addr', 'add', '10.0.%d.%d/24' % (net, host), 'dev', dev)
            ip('-n', space, 'addr', 'add', '2001:db8:%d::%d/64' % (net, host), 'dev', dev, 'nodad')
            ip('-n', space, 'link', 'set', dev, 'up')
        ip('-n', name, 'route', 'add', 'default', 'via', '10.0.%d.1' % net)
        ip('-n', name, 'route', 'add', 'default', 'via', '2001:db8:%d::1' % net)
    for name in spaces:
        enter(name)
        for key in ['net.ipv4.conf.all.rp_filter=0', 'net.ipv4.conf.default.rp_filter=0', 'net.ipv4.icmp_ratelimit=0',
                    'net.ipv4.conf.all.route_localnet=0']:
            run('sysctl', '-qw', key)
        if name == 'router':
            run('sysctl', '-qw', 'net.ipv4.ip_forward=1')
            run('sysctl', '-qw', 'net.ipv6.conf.all.forwarding=1')


def serve(name):
    enter(name)
    poll = select.epoll()
    sockets = {}
    for family, any_address in [(socket.AF_INET, '0.0.0.0'), (socket.AF_INET6, '::')]:
        for port in PORTS:
            for kind in [socket.SOCK_STREAM, socket.SOCK_DGRAM]:
                s = socket.socket(family, kind)
                s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                    if kind == socket.SOCK_DGRAM:
                        s.setsockopt(socket.IPPROTO_IPV6, 49, 1)  # IPV6_RECVPKTINFO
                elif kind == socket.SOCK_DGRAM:
                    s.setsockopt(socket.IPPROTO_IP, 8, 1)  # IP_PKTINFO
                s.bind((any_address, port))
                s.setblocking(False)
                if kind == socket.SOCK_STREAM:
                    s.listen(64)
                sockets[s.fileno()] = (s, kind, True)
                poll.register(s.fileno(), select.EPOLLIN)

    def loop():
        enter(name)
        while True:
            for fd, _ in poll.poll():
                entry = sockets.get(fd)
                if not entry:
                    continue
                s, kind, listening = entry
                try:
                    if kind == socket.SOCK_DGRAM:
                        data, extra, _, peer = s.recvmsg(64, 256)
                        # The answer leaves from the address that was asked.
                        s.sendmsg([data], [(l, t, d) for l, t, d in extra if (l, t) in [(0, 8), (41, 50)]][:1] and
                                  [answer_info(l, t, d) for l, t, d in extra if (l, t) in [(0, 8), (41, 50)]], 0, peer)
                    elif listening:
                        c, _ = s.accept()
                        c.setblocking(False)
                        sockets[c.fileno()] = (c, kind, False)
                        poll.register(c.fileno(), select.EPOLLIN)
                    else:
                        data = s.recv(64)
                        if data:
                            s.send(data)
                        else:
                            raise OSError
                except BlockingIOError:
                    pass
                except OSError:
                    if not listening:
                        try:
                            poll.unregister(fd)
                        except OSError:
                            pass
                        del sockets[fd]
                        s.close()

    threading.Thread(target=loop, daemon=True).start()


def answer_info(level, kind, data):
    if level == 0:
        index, spec, addr = struct.unpack('=I4s4s', data[:12])
        return (0, 8, struct.pack('=I4s4s', 0, addr, b'\0' * 4))
    return (41, 50, data[:16] + struct.pack('=I', 0))


def probe_all(probes):
    """All at once; an answer is what was sent."""
    waiting = {}
    results = [False] * len(probes)
    for i, probe in enumerate(probes):
        enter(probe['from'])
        v6 = ':' in probe['to']
        kind = socket.SOCK_STREAM if probe['proto'] == 'tcp' else socket.SOCK_DGRAM
        s = socket.socket(socket.AF_INET6 if v6 else socket.AF_INET, kind)
        s.setblocking(False)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind((probe.get('source', '::' if v6 else '0.0.0.0'), probe['sport']))
            s.connect((probe['to'], probe['port']))
        except BlockingIOError:
            pass
        except OSError:
            s.close()
            continue
        message = b'%d' % i
        sent = False
        if kind == socket.SOCK_DGRAM:
            try:
                s.send(message)
                sent = True
            except OSError:
                s.close()
                continue
        waiting[s.fileno()] = [i, s, message, sent, True]
    poll = select.poll()
    for fd, entry in waiting.items():
        poll.register(fd, select.POLLIN if entry[3] else select.POLLOUT)
    end = time.monotonic() + WAIT
    while waiting:
        left = end - time.monotonic()
        if left <= 0:
            break
        for fd, event in poll.poll(left * 1000):
            i, s, message, sent, _ = waiting[fd]
            try:
                if not sent:
                    if s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                        raise OSError
                    s.send(message)
                    waiting[fd][3] = True
                    poll.modify(fd, select.POLLIN)
                    continue
                if s.recv(64) != message:
                    continue
                if s.type == socket.SOCK_DGRAM and waiting[fd][4]:
                    # A second packet belongs to a connection that is known.
                    waiting[fd][4] = False
                    s.send(message)
                    continue
                results[i] = True
                raise OSError
            except BlockingIOError:
                continue
            except OSError:
                poll.unregister(fd)
                del waiting[fd]
                # No FIN goes out: what remains of a connection must not meet the next ruleset.
                s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
                s.close()
    for i, s, _, _, _ in waiting.values():
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        s.close()
    return results


def main():
    cases = json.load(sys.stdin)
    own = os.open('/proc/self/ns/net', os.O_RDONLY)
    run('mount', '--make-rprivate', '/')
    run('mount', '-t', 'tmpfs', 'none', '/var/run')
    os.makedirs('/var/run/netns', exist_ok=True)
    build()
    spaces['own'] = own
    for name in ['client', 'router', 'server', 'guest']:
        serve(name)
    # Neighbours are found before rules are there.
    probe_all([{'from': f, 'proto': 'udp', 'to': t % net, 'port': 53, 'sport': 30000 + n}
               for n, (f, t, net) in enumerate([(f, t, net) for f in ['client', 'server', 'guest', 'router']
                                                for t in ['10.0.%d.2', '2001:db8:%d::2'] for net in [1, 2, 3]])])
    time.sleep(0.3)
    out = []
    for case in cases:
        enter('router')
        load = run(NFT, '-f', '-', input='flush ruleset\n' + case['ruleset'])
        if load.returncode:
            out.append({'error': load.stderr})
            continue
        results = probe_all(case['probes'])
        # What failed is tried once more, alone: a busy machine is no firewall.
        again = [i for i, ok in enumerate(results) if not ok]
        if again:
            retried = probe_all([{**case['probes'][i], 'sport': case['probes'][i]['sport'] + 10000} for i in again])
            for i, ok in zip(again, retried):
                results[i] = ok
        out.append({'results': results})
    enter('router')
    run(NFT, 'flush', 'ruleset')
    json.dump(out, sys.stdout)


main()
