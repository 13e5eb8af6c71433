import facts from '../facts/compose.json' with { type: 'json' };
import type { LocatedMap, LocatedValue } from '../syntax/located.ts';
import { resolved, shape, shapeAt } from './shape.ts';
import { withValue } from './tree.ts';

/** Top-level parts that hold nothing about networks. */
const FOREIGN_PARTS: ReadonlySet<string> = new Set(facts.topLevelKeys.filter((key) => shapeAt([key]) === undefined));
/** Keys of a service that are about networks, or decide whether, how often and after what it runs. */
const READ_KEYS: ReadonlySet<string> = new Set([...Object.keys(resolved(shape('service')).keys ?? {}), ...facts.runKeys]);
const FOREIGN_KEYS: ReadonlySet<string> = new Set(facts.serviceKeys.filter((key) => !READ_KEYS.has(key)));

/** The part of a document that the network model reads, with unknown keys; the rest of a service (environment, volumes …) is left out. */
export function pruned(document: LocatedMap): LocatedMap {
  const entries = document.entries
    .filter(({ key }) => !FOREIGN_PARTS.has(key) && !key.startsWith('x-'))
    .map((entry) => (entry.key === 'services' ? withValue(entry, prunedServices(entry.value)) : entry));
  return { ...document, entries };
}

function prunedServices(services: LocatedValue): LocatedValue {
  if (services.kind !== 'map') return services;
  return { ...services, entries: services.entries.map((entry) => withValue(entry, prunedService(entry.value))) };
}

function prunedService(service: LocatedValue): LocatedValue {
  if (service.kind !== 'map') return service;
  return { ...service, entries: service.entries.filter(({ key }) => !FOREIGN_KEYS.has(key) && !key.startsWith('x-')) };
}
