import { goParseAddr } from './net.ts';

/** The parts of a URL as Go's net/url sees them. */
export interface GoUrl {
  readonly scheme: string;
  readonly user: boolean;
  /** Without brackets and escapes. */
  readonly hostname: string;
  /** Digits, or empty. */
  readonly port: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/** url.Parse: the parts, or what it complains about. */
export function parseGoUrl(text: string): GoUrl | string {
  const hash = text.indexOf('#');
  const fragment = hash < 0 ? '' : text.slice(hash + 1);
  let rest = hash < 0 ? text : text.slice(0, hash);
  if (/[\0-\x1f\x7f]/.test(rest)) return 'it holds a control character';
  if (badEscape(fragment)) return 'a % has to be followed by two hexadecimal digits';
  if (rest.startsWith(':')) return 'there is no scheme before the colon';
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(rest)?.[1] ?? '';
  if (scheme) rest = rest.slice(scheme.length + 1);
  const question = rest.indexOf('?');
  const query = question < 0 ? '' : rest.slice(question + 1);
  if (question >= 0) rest = rest.slice(0, question);
  const url = { scheme: scheme.toLowerCase(), user: false, hostname: '', port: '', path: '', query, fragment };
  if (!rest.startsWith('/')) {
    if (scheme) return url;
    if (rest.split('/', 1)[0]!.includes(':')) return 'the first part of a path cannot hold a colon';
  }
  if (rest.startsWith('//') && (scheme || !rest.startsWith('///'))) {
    const slash = rest.indexOf('/', 2);
    const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
    rest = slash < 0 ? '' : rest.slice(slash);
    const at = authority.lastIndexOf('@');
    if (at >= 0 && !/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(authority.slice(0, at)))
      return 'user or password hold a character that has to be escaped';
    const host = splitHost(authority.slice(at + 1));
    if (typeof host === 'string') return host;
    Object.assign(url, host, { user: at >= 0 });
  }
  if (badEscape(rest)) return 'a % has to be followed by two hexadecimal digits';
  return { ...url, path: rest };
}

function badEscape(text: string): boolean {
  return /%(?![0-9A-Fa-f]{2})/.test(text);
}

function splitHost(host: string): { hostname: string; port: string } | string {
  const open = host.lastIndexOf('[');
  if (open > 0) return 'brackets stand around a whole host only';
  let name = host;
  let port = '';
  if (open === 0) {
    const end = host.lastIndexOf(']');
    if (end < 0) return 'the ] behind the address is missing';
    name = host.slice(1, end);
    port = host.slice(end + 1);
  } else {
    const colon = host.lastIndexOf(':');
    if (colon >= 0) {
      name = host.slice(0, colon);
      port = host.slice(colon);
    }
  }
  if (port !== '' && !/^:\d*$/.test(port)) return `${port.slice(1)} is not a port`;
  const bad = /[^A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"%\u0080-\uffff]/.exec(name);
  if (bad) return `${JSON.stringify(bad[0])} cannot stand in a host name`;
  if (/%(?!25|[89A-Fa-f][0-9A-Fa-f])/.test(name)) return 'a % in a host name has to be written %25';
  const hostname = name.replace(/%([0-9A-Fa-f]{2})/g, (_, code: string) => (code === '25' ? '%' : '\u00ff'));
  if (open === 0 && goParseAddr(hostname)?.family !== 6) return 'only an IPv6 address can stand in brackets';
  return { hostname, port: port.slice(1) };
}
