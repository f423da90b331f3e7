import { contentHash } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { DocumentBody, DocumentKind, TenantDocument } from '../domain/tenant-document.ts';
import { expectVersion } from '../domain/version-check.ts';
import type { TenantDocumentStore } from '../ports/tenant-document-store.ts';
import { recordDocument } from './record-document.ts';

export interface ReplaceDocument<Kind extends DocumentKind> {
  readonly kind: Kind;
  readonly body: DocumentBody<Kind>;
  /** The version the caller has read. */
  readonly expectedVersion: string | undefined;
}

/**
 * Makes `body` the next version. A body equal to the one in force changes nothing: versions are part of keys
 * and of price inputs, and a new one would make every copy of the same content useless.
 */
export const replaceDocument = (deps: { readonly documents: TenantDocumentStore }) => {
  const record = recordDocument(deps);
  return async <Kind extends DocumentKind>(
    tx: Tx,
    actor: Principal,
    { kind, body, expectedVersion }: ReplaceDocument<Kind>,
  ): Promise<TenantDocument<Kind>> => {
    const active = await deps.documents.lockActive(tx, kind);
    if (active === undefined) throw fail('TENANT_UNKNOWN', `there is no tenant "${tx.tenant}"`);
    expectVersion(active.version, expectedVersion);
    if (contentHash(body) === active.contentHash) return active;
    return record(tx, actor, { kind, body, version: active.version + 1 });
  };
};
