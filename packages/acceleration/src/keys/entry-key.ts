import type { StoreKey } from '../ports/index.ts';
import type { CacheKey } from './cache-key.ts';
import { MAX_KEY_LENGTH, storeKey } from './store-text.ts';

/** `lock:{` and `}`: what a companion has besides the data key. */
export const MAX_DATA_LENGTH = MAX_KEY_LENGTH - 'lock:{}'.length;

/** Companions are made when asked for: a hit needs the data key only. Getters: a spread copy would lose them. */
export class EntryKey implements CacheKey {
  readonly category: string;
  readonly tenant: string | null;
  readonly version: string | null;
  readonly data: StoreKey;

  constructor(category: string, tenant: string | null, version: string | null, data: StoreKey) {
    this.category = category;
    this.tenant = tenant;
    this.version = version;
    this.data = data;
  }

  get lease(): StoreKey {
    return storeKey(`lock:{${this.data}}`);
  }

  get waiters(): StoreKey {
    return storeKey(`wait:{${this.data}}`);
  }
}
