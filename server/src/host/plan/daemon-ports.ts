import { parseIp } from '../../base/ip.ts';
import type { DockerEngine } from '../../docker/engine.ts';
import { parseGoUrl } from '../../docker/go/url.ts';
import type { PublishedPort } from '../../docker/network.ts';

/** The TCP ports that dockerd itself listens on: API sockets and metrics. Names instead of addresses are not looked up. */
export function daemonPorts(engine: DockerEngine): PublishedPort[] {
  const out: PublishedPort[] = [];
  const add = (address: string, port: string, file: string, range: { start: number; end: number }) => {
    const ip = address === '' ? undefined : parseIp(address);
    const number = Number(port);
    if ((address !== '' && !ip) || !Number.isInteger(number) || number < 1 || number > 65_535) return;
    const span = { first: number, last: number };
    const place = { file, range };
    out.push({
      origin: 'daemon',
      owner: 'dockerd',
      protocol: 'tcp',
      hostAddress: ip,
      hostPorts: span,
      containerPorts: span,
      place,
      always: true,
    });
  };
  for (const item of engine.texts('hosts')) {
    const text = String(item.value).trim();
    const url = text.startsWith('tcp://') ? parseGoUrl(text) : '';
    if (typeof url !== 'string' && url.port !== '') add(url.hostname, url.port, item.file, item.range);
  }
  const metrics = engine.text('metrics-addr');
  const match = metrics && /^(?:\[([^\]]*)\]|([^:]*)):(\d+)$/.exec(metrics.value);
  if (metrics && match) add(match[1] ?? match[2] ?? '', match[3]!, metrics.place.file, metrics.place.range);
  return out;
}
