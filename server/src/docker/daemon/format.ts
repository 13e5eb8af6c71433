import { LINK_LOCAL } from '../../facts/allocation.ts';
import { DAEMON_CONSTANTS, type DaemonOption, type ValueFormat } from '../../facts/daemon-options.ts';
import { goParseAddr, goParseIp, goParsePrefix, isMapped } from '../go/net.ts';
import { parseUintAnyBase } from '../go/strconv.ts';
import { parseGoUrl } from '../go/url.ts';

/** What `dockerd --validate` has against a text, as the end of a sentence; undefined when it takes it. */
export type FormatCheck = (text: string) => string | undefined;

const LONGEST_DOMAIN = 254;
const LABEL = ':?(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])';
const DOMAIN = new RegExp(`^:?${LABEL}(?::?\\.${LABEL})*\\.?\\s*$`);

const CHECKS: Readonly<Partial<Record<ValueFormat, FormatCheck>>> = {
  'search-domain': searchDomain,
  label,
  'daemon-address': daemonAddress,
  mirror,
  'exec-option': execOption,
  'firewall-mark': firewallMark,
  'ipv6-subnet': ipv6Subnet,
};

/** Checks one text against the format, the allowed values of an option. Lists are checked item by item. */
export function textProblem(option: DaemonOption, text: string): string | undefined {
  if (option.values) {
    const given = option.ignoreCase ? text.toLowerCase() : text;
    if (text !== '' && !option.values.includes(given)) return `is none of ${option.values.join(', ')}`;
  }
  return option.format === undefined ? undefined : CHECKS[option.format]?.(text);
}

/** Checks a number against the bounds of an option. */
export function numberProblem(option: DaemonOption, value: number): string | undefined {
  if (option.min !== undefined && value < option.min) return `is below ${option.min}`;
  if (option.max !== undefined && value > option.max) return `is above ${option.max}`;
  return undefined;
}

function searchDomain(text: string): string | undefined {
  const domain = text.replace(/^ +| +$/g, '');
  if (domain === '.') return undefined;
  return domain.length <= LONGEST_DOMAIN && /[A-Za-z]/.test(domain) && DOMAIN.test(domain) ? undefined : 'is not a domain name';
}

function label(text: string): string | undefined {
  if (!text.includes('=')) return 'has no = between name and value';
  const lower = text.toLowerCase();
  const reserved = DAEMON_CONSTANTS.reservedLabels.find((prefix) => lower.startsWith(prefix));
  return reserved === undefined ? undefined : `begins with ${reserved}, which Docker keeps for itself`;
}

function daemonAddress(text: string): string | undefined {
  const address = text.trim();
  if (address === '') return undefined;
  const cut = address.indexOf('://');
  const protocol = cut < 0 ? 'tcp' : address.slice(0, cut);
  const rest = cut < 0 ? address : address.slice(cut + 3);
  if (protocol === 'fd') return undefined;
  if (protocol === 'unix' || protocol === 'npipe')
    return rest.includes('://') ? `is not a path behind ${protocol}://` : undefined;
  if (protocol !== 'tcp') return `begins with ${protocol}://, but dockerd listens on unix://, tcp:// and fd:// only`;
  const url = parseGoUrl(cut < 0 ? `tcp://${address}` : address);
  if (typeof url === 'string') return `is not an address to listen on: ${url}`;
  if (url.path !== '') return 'has a path behind the port';
  if (url.port !== '' && Number(url.port) === 0) return 'has the port 0';
  // dockerd puts the parts together, and reads the result once more
  const host = url.hostname.includes(':') ? `[${url.hostname}]` : url.hostname;
  const again = parseGoUrl(`tcp://${host}:${url.port}`);
  return typeof again === 'string' ? `is not an address to listen on: ${again}` : undefined;
}

function mirror(text: string): string | undefined {
  const cut = text.indexOf('://');
  if (cut <= 0) return 'has to begin with https:// or http://';
  const url = parseGoUrl(text);
  if (typeof url === 'string') return `is not a URL: ${url}`;
  if (url.scheme !== 'http' && url.scheme !== 'https') return 'has to begin with https:// or http://';
  if (url.query !== '' || url.fragment !== '') return 'has a query or a fragment';
  return url.user ? 'holds a user name, which a mirror cannot have' : undefined;
}

function execOption(text: string): string | undefined {
  const cut = text.indexOf('=');
  const name = text.slice(0, Math.max(0, cut)).trim().toLowerCase();
  if (cut < 0 || name === '' || text.slice(cut + 1).trim() === '') return 'has to be written option=value';
  if (name === 'isolation') return 'is for Windows only';
  return name === DAEMON_CONSTANTS.execOption
    ? undefined
    : `names ${name}, but the only option is ${DAEMON_CONSTANTS.execOption}`;
}

function firewallMark(text: string): string | undefined {
  if (text === '') return undefined;
  const cut = text.indexOf('/');
  const mark = cut < 0 ? text : text.slice(0, cut);
  if (parseUintAnyBase(mark, 32) === undefined) return 'is not a mark: a number of 32 bits, or MARK/MASK';
  return cut >= 0 && parseUintAnyBase(text.slice(cut + 1), 32) === undefined
    ? 'has a mask that is not a number of 32 bits'
    : undefined;
}

/** The rules for an IPv6 subnet of a bridge. */
export function ipv6Subnet(text: string): string | undefined {
  if (text === '') return undefined;
  const written = goParsePrefix(text);
  if (!written) return 'is not a prefix such as 2001:db8:1::/64';
  const { address, prefix } = written;
  if (address.family !== 6 || isMapped(address)) return 'is not an IPv6 prefix';
  if (address.value >> 120n === 0xffn) return 'is a multicast prefix';
  const shorter = Math.min(prefix.bits, LINK_LOCAL.bits);
  const meets = prefix.network >> BigInt(128 - shorter) === LINK_LOCAL.network >> BigInt(128 - shorter);
  return meets && prefix.bits !== LINK_LOCAL.bits ? 'overlaps the link-local prefix fe80::/64' : undefined;
}

/** A problem of one item of a list, seen together with the others. */
export interface ItemProblem {
  readonly index: number;
  readonly reason: string;
}

/** Checks that look at a list as a whole: doubled labels, two addresses of one family, mixed generic resources. */
export function listProblems(option: DaemonOption, items: readonly string[]): ItemProblem[] {
  if (option.format === 'label') return conflictingLabels(items);
  if (option.format === 'one-address-per-family') return addressesPerFamily(items);
  return option.format === 'generic-resource' ? genericResources(items) : [];
}

function conflictingLabels(items: readonly string[]): ItemProblem[] {
  const seen = new Map<string, string>();
  const out: ItemProblem[] = [];
  items.forEach((item, index) => {
    const cut = item.indexOf('=');
    if (cut < 0) return;
    const name = item.slice(0, cut);
    const before = seen.get(name);
    if (before !== undefined && before !== item) out.push({ index, reason: `contradicts ${before}` });
    else seen.set(name, item);
  });
  return out;
}

function addressesPerFamily(items: readonly string[]): ItemProblem[] {
  const out: ItemProblem[] = [];
  const seen = new Set<number>();
  items.forEach((item, index) => {
    const family = goParseAddr(item)?.family ?? 6;
    if (seen.has(family)) out.push({ index, reason: `is a second IPv${family} address; one of each family is allowed` });
    seen.add(family);
  });
  return out;
}

function genericResources(items: readonly string[]): ItemProblem[] {
  const out: ItemProblem[] = [];
  const groups = new Map<string, { value: string; index: number }[]>();
  items.forEach((item, index) => {
    const parts = item.split('=');
    if (parts.length !== 2) out.push({ index, reason: 'has to be written name=value' });
    else groups.set(parts[0]!.trim(), [...(groups.get(parts[0]!.trim()) ?? []), { value: parts[1]!.trim(), index }]);
  });
  for (const members of groups.values()) {
    const count = members.find(({ value }) => /^[+-]?\d+$/.test(value));
    if (!count) continue;
    if (members.length > 1)
      out.push({ index: count.index, reason: 'is a count, but the same resource is also listed by name or twice' });
    else if (count.value.startsWith('-') && Number(count.value) < 0)
      out.push({ index: count.index, reason: 'is a negative count' });
  }
  return out;
}

/** What keeps dockerd from starting with an insecure registry, though `--validate` takes it. */
export function insecureRegistryProblem(text: string): string | undefined {
  if (text.startsWith('-') || text.endsWith('-')) return 'begins or ends with a hyphen';
  const cut = text.indexOf('://');
  if (cut >= 0 && !/^https?$/i.test(text.slice(0, cut))) return 'has a scheme; only host, host:port or a prefix is wanted';
  const host = cut >= 0 ? text.slice(cut + 3) : text;
  if (goParsePrefix(host)) return undefined;
  if (goParseIp(host) || /^\[[0-9A-Fa-f:.]+\](?::\d+)?$/.test(host)) return undefined;
  const match = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?(?::(\d+))?$/.exec(host);
  if (!match) return 'is not a host, host:port or prefix';
  return match[1] !== undefined && Number(match[1]) > 65535 ? 'has a port above 65535' : undefined;
}
