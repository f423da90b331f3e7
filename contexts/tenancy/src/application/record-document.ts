import { contentHash, timestamp } from '@quotewright/kernel';
import { appendAudit } from '@quotewright/platform/audit';
import type { Principal } from '@quotewright/platform/auth';
import { appendEvents, eventOf } from '@quotewright/platform/messaging';
import type { Tx } from '@quotewright/platform/postgres';
import { documentChanged } from '../domain/events.ts';
import type { DocumentBody, DocumentKind, TenantDocument } from '../domain/tenant-document.ts';
import type { TenantDocumentStore } from '../ports/tenant-document-store.ts';

export interface NewDocument<Kind extends DocumentKind> {
  readonly kind: Kind;
  readonly version: number;
  readonly body: DocumentBody<Kind>;
  /** Why, where nobody asked for it. */
  readonly reason?: string;
}

/** Puts a new version in force, and says so. The caller holds the document's pointer, or has just created the tenant. */
export const recordDocument =
  (deps: { readonly documents: TenantDocumentStore }) =>
  async <Kind extends DocumentKind>(
    tx: Tx,
    actor: Principal,
    { kind, version, body, reason }: NewDocument<Kind>,
  ): Promise<TenantDocument<Kind>> => {
    const document: TenantDocument<Kind> = {
      kind,
      version,
      body,
      contentHash: contentHash(body),
      createdBy: actor.subject,
      createdAt: timestamp(tx.now),
    };
    await deps.documents.append(tx, document);
    await appendAudit(tx, {
      actor,
      action: `${kind}.change`,
      entity: { type: kind, id: tx.tenant },
      ...(reason !== undefined && { reason }),
      detail: { version, contentHash: document.contentHash },
    });
    const said = { document: kind, version, contentHash: document.contentHash };
    await appendEvents(tx, [eventOf(documentChanged[kind], tx.tenant, said)]);
    return document;
  };
