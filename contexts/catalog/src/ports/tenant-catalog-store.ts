import type { Tx } from '@quotewright/platform/postgres';

/** Where a tenant's catalog stands. All three numbers only rise. */
export interface TenantCatalog {
  readonly draftRevision: number;
  /** The last version number given out; also to publications that failed. */
  readonly lastVersion: number;
  readonly activeVersion?: number;
}

/** The one row per tenant that everybody locks who changes the draft or publishes. */
export interface TenantCatalogStore {
  read(tx: Tx): Promise<TenantCatalog>;
  /** Locks the row until the transaction ends; makes it where it is missing. */
  lock(tx: Tx): Promise<TenantCatalog>;
  saveDraftRevision(tx: Tx, revision: number): Promise<void>;
  saveLastVersion(tx: Tx, version: number): Promise<void>;
  /** Moves the pointer forward. False when it stands at this version or a later one: nothing changed. */
  advance(tx: Tx, version: number): Promise<boolean>;
}
