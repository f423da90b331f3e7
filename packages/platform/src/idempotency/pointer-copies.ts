import { sha256 } from '@quotewright/kernel';
import type { CachedCategory } from '../cache/cached-category.ts';
import type { Caches } from '../cache/caches.ts';
import { type CommandPlace, listRecords } from './idempotency-store.ts';
import { pointerCategory, pointerParts, pointerTo } from './pointer-category.ts';

const BATCH = 200;

/** What the store may hold of a tenant's commands, and what the rows say it must be. */
export function pointerCopies(caches: Pick<Caches, 'cache'> | undefined): CachedCategory {
  return {
    category: pointerCategory,
    notWarmed: 'because a repeated command finds its row, and few are repeated',
    describe: ({ status, responseType, createdAt }) => ({ status, responseType, createdAt }),
    async copies(tx, after) {
      if (caches === undefined) return { copies: [] };
      const rows = await listRecords(tx, after === undefined ? undefined : placeOf(after), BATCH);
      const cache = caches.cache(pointerCategory);
      const copies = rows.map(({ request, record }) => ({
        key: cache.key(tx.tenant, pointerParts(request)),
        contentHash: sha256(pointerCategory.codec.encode(pointerTo(request, record))),
      }));
      const last = rows.at(-1)?.request;
      if (rows.length < BATCH || last === undefined) return { copies };
      return { copies, after: JSON.stringify([last.principal, last.operation, last.key]) };
    },
  };
}

function placeOf(after: string): CommandPlace {
  const [principal, operation, key] = JSON.parse(after) as [string, string, string];
  return { principal, operation, key };
}
