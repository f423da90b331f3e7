import type { Tx } from '@quotewright/platform/postgres';
import type { DocumentKind, TenantDocument } from '../domain/tenant-document.ts';

/** The tenant's versioned documents. */
export interface TenantDocumentStore {
  active<Kind extends DocumentKind>(tx: Tx, kind: Kind): Promise<TenantDocument<Kind> | undefined>;
  /** As `active`, and holds the pointer until the transaction ends: nobody else can replace the document meanwhile. */
  lockActive<Kind extends DocumentKind>(tx: Tx, kind: Kind): Promise<TenantDocument<Kind> | undefined>;
  version<Kind extends DocumentKind>(
    tx: Tx,
    kind: Kind,
    version: number,
  ): Promise<TenantDocument<Kind> | undefined>;
  /** Keeps a version and puts it in force. Refused by the database when it is not the newest. */
  append(tx: Tx, document: TenantDocument): Promise<void>;
}
