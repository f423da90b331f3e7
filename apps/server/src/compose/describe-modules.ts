import type { Caches } from '@quotewright/platform/cache';
import type { Database } from '@quotewright/platform/postgres';
import { composeModules, type Modules } from './modules.ts';

/** All contexts without a database: what they declare (routes, errors, migrations, categories) can be read, nothing can be run. */
export function describeModules(): Modules {
  return composeModules({ database: nowhere, caches: none });
}

const refuse = () => Promise.reject(new Error('these modules only describe themselves'));

const nowhere: Database = {
  engine: 'embedded',
  withTenant: refuse,
  withSystem: refuse,
  ping: refuse,
  close: async () => {},
};

const none: Caches = {
  sharesChanges: false,
  generation: () => 0,
  cache: (category) => ({
    name: category.name,
    key: () => {
      throw new Error(`no key of ${category.name} can be made here`);
    },
    get: refuse,
    getBytes: refuse,
    getMany: refuse,
    peek: () => undefined,
    peekReading: () => undefined,
    stored: refuse,
  }),
  explain: refuse,
  invalidate: refuse,
  announcePurge: refuse,
  refreshTunings: refuse,
  newBudget: () => ({ left: 0, begin: (now) => now, end: () => {}, extend: () => {} }),
};
