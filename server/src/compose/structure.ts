import { nearest } from '../base/nearest.ts';
import facts from '../facts/compose.json' with { type: 'json' };
import type { LocatedEntry, LocatedMap, LocatedValue } from '../syntax/located.ts';
import { placeOf } from '../syntax/located.ts';
import type { ReportProblem } from './problem.ts';
import { checkShape, resolved, shape, unknownKey } from './shape.ts';
import { keyPlace } from './tree.ts';

const SERVICE = resolved(shape('service'));
const NETWORK_KEYS = Object.keys(SERVICE.keys ?? {});
const KNOWN_SERVICE_KEYS: ReadonlySet<string> = new Set(facts.serviceKeys);
const KNOWN_TOP_LEVEL: ReadonlySet<string> = new Set(facts.topLevelKeys);
const SERVICE_NAME = /^[a-zA-Z0-9._-]+$/;
/** Words that say that a misspelt key was meant to be about networks. */
const NETWORK_WORD = new RegExp(`(?:^|[_.-])(?:${facts.networkWords.join('|')})s?(?:[_.-]|$)`, 'i');
/** Keys of networks, of their subnets and of a service's connection: often put one level too high. */
const INNER_KEYS: ReadonlySet<string> = new Set(innerKeys());

function innerKeys(): string[] {
  const network = resolved(shape('network')).keys ?? {};
  const ipam = network.ipam?.keys ?? {};
  return [
    ...Object.keys(network),
    ...Object.keys(ipam),
    ...Object.keys(ipam.config?.items?.keys ?? {}),
    ...Object.keys(shape('serviceNetwork').keys ?? {}),
    ...Object.keys(shape('port').keys ?? {}),
  ];
}

/**
 * Reports what compose refuses about the shape of a document's networks, ports and whatever else is about networks: wrong
 * types, unknown keys, keys that are no texts. The rest of the file is not looked at.
 */
export function checkStructure(document: LocatedMap, report: ReportProblem): void {
  for (const entry of document.entries) {
    const { key, value } = entry;
    if (!textKey(entry, '', report)) continue;
    if (key === 'name' || key === 'version') checkShape(value, shape(key), key, report);
    else if (key === 'networks') checkNetworks(value, report);
    else if (key === 'services') checkServices(value, report);
    else if (!KNOWN_TOP_LEVEL.has(key) && !key.startsWith('x-'))
      report({ kind: 'unknown-key', ...unknownKey(entry, 'the top of the file', [...KNOWN_TOP_LEVEL]) });
  }
}

function checkNetworks(networks: LocatedValue, report: ReportProblem): void {
  if (networks.kind !== 'map') {
    checkShape(networks, shape('networks'), 'networks', report);
    return;
  }
  for (const entry of networks.entries) {
    if (!textKey(entry, 'networks', report)) continue;
    checkTextKeys(entry.value, `networks.${entry.key}`, report);
    // Compose looks only into networks whose key has this form.
    if (SERVICE_NAME.test(entry.key)) checkShape(entry.value, shape('network'), `networks.${entry.key}`, report);
  }
}

function checkServices(services: LocatedValue, report: ReportProblem): void {
  if (services.kind !== 'map') {
    report({ kind: 'wrong-type', message: 'services is not a map', at: placeOf(services) });
    return;
  }
  for (const entry of services.entries) {
    if (!textKey(entry, 'services', report)) continue;
    if (!SERVICE_NAME.test(entry.key))
      report({
        kind: 'bad-name',
        message: `"${entry.key}" cannot name a service: letters, digits, "." "_" and "-" can`,
        at: keyPlace(entry),
      });
    else if (entry.value.kind === 'map') checkService(entry.value, `services.${entry.key}`, report);
    else report({ kind: 'wrong-type', message: `services.${entry.key} is not a map`, at: placeOf(entry.value) });
  }
}

function checkService(service: LocatedMap, path: string, report: ReportProblem): void {
  for (const entry of service.entries) {
    const { key, value } = entry;
    if (!textKey(entry, path, report)) continue;
    const known = SERVICE.keys?.[key];
    const place = `${path}.${key}`;
    if (known) {
      checkTextKeys(value, place, report);
      checkShape(value, known, place, report);
    } else if (!KNOWN_SERVICE_KEYS.has(key) && !key.startsWith('x-') && isAboutNetworks(key))
      report({ kind: 'unknown-key', ...unknownKey(entry, path, NETWORK_KEYS) });
  }
}

/** True for an unknown key that was meant to say something about networks, as far as its name tells. */
function isAboutNetworks(key: string): boolean {
  const meant = nearest(key, KNOWN_SERVICE_KEYS);
  return INNER_KEYS.has(key) || NETWORK_WORD.test(key) || (meant !== undefined && NETWORK_KEYS.includes(meant));
}

function checkTextKeys(value: LocatedValue, path: string, report: ReportProblem): void {
  if (value.kind === 'list') {
    value.items.forEach((item, index) => void checkTextKeys(item, `${path}[${index}]`, report));
    return;
  }
  if (value.kind !== 'map') return;
  for (const entry of value.entries) if (textKey(entry, path, report)) checkTextKeys(entry.value, `${path}.${entry.key}`, report);
}

/** Compose refuses keys that YAML reads as numbers, booleans or nothing. */
function textKey(entry: LocatedEntry, path: string, report: ReportProblem): boolean {
  if (entry.keyKind === undefined) return true;
  const where = path === '' ? 'the top of the file' : path;
  report({
    kind: 'non-text-key',
    message: `the key ${entry.key} of ${where} is ${entry.keyKind === 'null' ? 'empty' : `a ${entry.keyKind}`}, not a text`,
    at: keyPlace(entry),
  });
  return false;
}
