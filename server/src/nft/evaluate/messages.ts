import type { Conflict } from './protocol.ts';
import type { DataType } from './types.ts';

/** Says that a header cannot be where another one already is. */
export function conflictMessage(text: string, conflict: Conflict): string {
  const what = conflict.byFamily
    ? `"${text}" cannot match in a table of family ${conflict.known}`
    : `"${text}" cannot match: this rule has already matched ${conflict.known}, and a packet has only one ${conflict.layer} header`;
  const then = conflict.byFamily ? 'Use a table of family inet, or leave the match out.' : 'Put the two matches into two rules.';
  return `${what}; nft refuses the file. ${then}`;
}

/** A text with a large first letter. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Quotes a word for a message, shortened when it is long. */
export function quote(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 57)}…` : text}"`;
}

/** How people call types that nft describes in other words. */
const WORDS: Readonly<Record<string, string>> = {
  boolean: 'question whether something exists',
  cgroupsv2: 'control group',
  classid: 'traffic class',
  ct_state: 'connection state',
  day: 'day of the week',
  devgroup: 'interface group',
  dscp: 'DSCP value',
  ecn: 'ECN value',
  ether_type: 'network protocol',
  hour: 'time of day',
  iface_index: 'interface',
  ifname: 'interface name',
  inet_proto: 'protocol',
  inet_service: 'port',
  integer: 'number',
  nf_proto: 'network protocol',
  string: 'text',
  time: 'span of time',
};

/** A type in words: "port", "IPv4 address", "IPv4 address . port". */
export function typeWords(type: DataType): string {
  return type.parts ? type.parts.map(typeWords).join(' . ') : (WORDS[type.name] ?? type.description);
}

/** Values of a type in words: "ports", "IPv4 addresses". */
export function manyOf(type: DataType): string {
  if (type.parts) return `values joined by dots (${typeWords(type)})`;
  const [, head, rest] = /^(.*?)( (?:of|whether) .*)?$/.exec(typeWords(type))!;
  return `${head!.replace(/y$/, 'ie').replace(/(ss|us|x)$/, '$1e')}s${rest ?? ''}`;
}

/** A type in words with its article: "an IPv4 address". */
export function aType(type: DataType): string {
  if (type.parts) return `${type.parts.length} values joined by dots (${typeWords(type)})`;
  const words = typeWords(type);
  return `${/^(?:[aeio]|uid|ARP|ECN|Ethernet|ICMP|IGMP|IP|MPTCP)/.test(words) ? 'an' : 'a'} ${words}`;
}
