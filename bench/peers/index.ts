import { asyncCacheDedupe } from './async-cache-dedupe.ts';
import { bentocache } from './bentocache.ts';
import { cacheManager } from './cache-manager.ts';
import { cacheable } from './cacheable.ts';
import { cachified } from './cachified.ts';
import type { RacePeer } from './peer.ts';
import { quotewright } from './quotewright.ts';

/** Every column of the tables. */
export const peers: readonly RacePeer[] = [
  quotewright,
  bentocache,
  cacheable,
  cacheManager,
  asyncCacheDedupe,
  cachified,
];

export function peerNamed(name: string): RacePeer {
  const found = peers.find((peer) => peer.name === name);
  if (found === undefined) throw new Error(`no peer is called ${name}`);
  return found;
}
