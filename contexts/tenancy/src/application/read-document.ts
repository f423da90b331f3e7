import type { DomainError } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { DocumentKind, TenantDocument } from '../domain/tenant-document.ts';
import type { TenantDocumentStore } from '../ports/tenant-document-store.ts';

/** The version in force, or the one asked for. */
export const readDocument =
  (deps: { readonly documents: TenantDocumentStore }) =>
  async <Kind extends DocumentKind>(tx: Tx, kind: Kind, version?: number): Promise<TenantDocument<Kind>> => {
    const document = await (version === undefined
      ? deps.documents.active(tx, kind)
      : deps.documents.version(tx, kind, version));
    if (document === undefined) throw unknownDocument(tx, version);
    return document;
  };

export function unknownDocument(tx: Tx, version: number | undefined): DomainError {
  return version === undefined
    ? fail('TENANT_UNKNOWN', `there is no tenant "${tx.tenant}"`)
    : fail('DOCUMENT_VERSION_UNKNOWN', `there is no version ${version}`);
}
