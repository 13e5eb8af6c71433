import { formatPrefix } from '../../base/ip.ts';
import type { FileId } from '../../base/paths.ts';
import type { Location } from '../../base/range.ts';
import type { PublishedPort } from '../../docker/network.ts';
import type { PlanNetwork, PlanSubnet } from './model.ts';

/** A file in messages: its name, and the folder that tells it from others of that name. */
export function fileWords(file: FileId): string {
  return file.split('/').slice(-2).join('/');
}

/** ` in FILE`, when that is another file than the one that the message is about. */
export function inFile(file: FileId, from: FileId): string {
  return file === '' || file === from ? '' : ` in ${fileWords(file)}`;
}

/** A network in messages: `network "front"`, `docker0`. */
export function networkWords(network: PlanNetwork): string {
  return network.origin === 'daemon' ? network.label : `network "${network.label}"`;
}

/** A subnet in messages, with its file when that is another one. */
export function subnetWords({ network, prefix, place }: PlanSubnet, from: FileId = place.file): string {
  return `${formatPrefix(prefix)} of ${networkWords(network)}${inFile(place.file, from)}`;
}

/** A place for "related information", unless it is nowhere. */
export function relatedPlace(message: string, location: Location): { message: string; location: Location }[] {
  return location.file === '' ? [] : [{ message, location }];
}

/** Who publishes a port. */
export function ownerWords({ origin, owner }: PublishedPort): string {
  return origin === 'compose' ? `service "${owner}"` : origin === 'daemon' ? owner : `container "${owner}"`;
}
