import { LRUCache } from 'lru-cache';
import type { Namespace } from '../keys/namespace.ts';
import type { StoreKey } from '../ports/index.ts';
import { bucketKey } from './bucket-terms.ts';
import type { LimitAsk, QuotaUse } from './limits.ts';

/** About 4 MB. */
const MOST_KEYS = 10_000;

/** The keys of buckets; those that were asked for lately without hashing again, which would be a tenth of a decision. */
export class BucketKeys {
  readonly #namespace: Namespace;
  readonly #known = new LRUCache<string, StoreKey>({ max: MOST_KEYS });

  constructor(namespace: Namespace) {
    this.#namespace = namespace;
  }

  of(tenant: LimitAsk['tenant'], use: QuotaUse): StoreKey {
    const { quota, parts } = use;
    // Lengths keep apart what would read the same.
    let name = tenant === null ? '' : `${tenant.length}:${tenant}`;
    name += `/${quota.name.length}:${quota.name}`;
    for (const part of parts) name += `/${part.length}:${part}`;
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const key = bucketKey(this.#namespace, tenant, use);
    this.#known.set(name, key);
    return key;
  }
}
