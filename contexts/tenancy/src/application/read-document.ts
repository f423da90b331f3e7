import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { DocumentKind, TenantDocument } from '../domain/tenant-document.ts';
import type { TenantDocumentStore } from '../ports/tenant-document-store.ts';

/** The version in force, or the one asked for. */
export const readDocument =
  (deps: { readonly documents: TenantDocumentStore }) =>
  async <Kind extends DocumentKind>(tx: Tx, kind: Kind, version?: number): Promise<TenantDocument<Kind>> => {
    if (version === undefined) {
      const active = await deps.documents.active(tx, kind);
      if (active === undefined) throw fail('TENANT_UNKNOWN', `there is no tenant "${tx.tenant}"`);
      return active;
    }
    const document = await deps.documents.version(tx, kind, version);
    if (document === undefined) throw fail('DOCUMENT_VERSION_UNKNOWN', `there is no version ${version}`);
    return document;
  };
