import { type Caches, invalidateOnCommit } from '@quotewright/platform/cache';
import type { Tx } from '@quotewright/platform/postgres';
import type { TenantDocumentStore } from '../ports/tenant-document-store.ts';
import type { TenantStore } from '../ports/tenant-store.ts';
import type { UserStore } from '../ports/user-store.ts';
import type { ChangedThing, KeysOfChange } from './tenancy-keys.ts';

export interface TenancyStores {
  readonly tenants: TenantStore;
  readonly users: UserStore;
  readonly documents: TenantDocumentStore;
}

/** The stores, which drop the copies of what they write: whoever took a right away finds it gone, before the event is sent. */
export function forgettingStores(
  { tenants, users, documents }: TenancyStores,
  caches: Pick<Caches, 'invalidate'>,
  keysOf: KeysOfChange,
): TenancyStores {
  const forget = (tx: Tx, changed: ChangedThing) =>
    invalidateOnCommit(tx, caches, keysOf(tx.tenant, changed));
  return {
    tenants: {
      ...tenants,
      async setState(tx, state) {
        await tenants.setState(tx, state);
        forget(tx, { type: 'tenant', id: tx.tenant });
      },
    },
    users: {
      ...users,
      async insert(tx, user) {
        const inserted = await users.insert(tx, user);
        if (inserted) forget(tx, { type: 'user', id: user.subject });
        return inserted;
      },
      async update(tx, user) {
        await users.update(tx, user);
        forget(tx, { type: 'user', id: user.subject });
      },
    },
    documents: {
      ...documents,
      async append(tx, document) {
        await documents.append(tx, document);
        forget(tx, { type: document.kind, id: tx.tenant });
      },
    },
  };
}
