import { appendAudit } from '@quotewright/platform/audit';
import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { PriceListRecord } from '../domain/price-list-record.ts';
import type { PriceListVersion } from '../domain/price-list-version.ts';
import type { PublicationRef } from '../ports/price-list-versions.ts';
import { failPublication } from './fail-publication.ts';
import { leaseFrom, type Publication, type PublicationDeps } from './publication.ts';

export type Begun =
  | { readonly state: 'building'; readonly publication: Publication }
  | { readonly state: 'published'; readonly version: PriceListVersion };

/**
 * The first transaction: takes a version number and freezes the draft under it, or finds what an earlier run of
 * the same publication has left. The number is burned when the publication fails.
 */
export const beginPublication =
  (deps: PublicationDeps) =>
  async (tx: Tx, actor: Principal, ref: PublicationRef): Promise<Begun> => {
    const list = await deps.lists.lock(tx, ref.priceListId);
    if (list === undefined) throw fail('PRICE_LIST_NOT_FOUND', `there is no price list "${ref.priceListId}"`);
    const earlier = await deps.versions.findPublication(tx, ref);
    if (earlier === undefined) return start(deps, tx, actor, ref, list);
    if (earlier.state === 'published') return { state: 'published', version: earlier };
    if (!(await deps.versions.extendLease(tx, ref, leaseFrom(tx.now)))) {
      throw fail('PRICE_LIST_PUBLICATION_LOST', `the publication of version ${earlier.version} has failed`);
    }
    return building(deps, tx, actor, ref, earlier.version, earlier.contentHash);
  };

async function start(
  deps: PublicationDeps,
  tx: Tx,
  actor: Principal,
  ref: PublicationRef,
  list: PriceListRecord,
): Promise<Begun> {
  await giveUpSilent(deps, tx, actor, list.id);
  const content = await deps.lists.findDraft(tx, list.id);
  if (content === undefined) throw fail('PRICE_LIST_DRAFT_MISSING', `"${list.id}" has no imported draft`);
  await refuseUnchanged(deps, tx, list, content.contentHash);
  const version = await deps.lists.takeVersion(tx, list.id);
  await deps.versions.start(tx, {
    ...ref,
    version,
    content,
    by: actor.subject,
    leaseUntil: leaseFrom(tx.now),
  });
  await appendAudit(tx, {
    actor,
    action: 'price-list.publish.begin',
    entity: { type: 'priceList', id: list.id },
    detail: { version, contentHash: content.contentHash },
  });
  return building(deps, tx, actor, ref, version, content.contentHash);
}

/** One publication at a time; one that has been silent beyond its lease is given up for this one. */
async function giveUpSilent(
  deps: PublicationDeps,
  tx: Tx,
  actor: Principal,
  priceListId: string,
): Promise<void> {
  const other = await deps.versions.findBuilding(tx, priceListId);
  if (other === undefined) return;
  if (other.leaseUntil !== undefined && other.leaseUntil.getTime() > tx.now) {
    throw fail(
      'PRICE_LIST_PUBLICATION_IN_PROGRESS',
      `version ${other.version} of "${priceListId}" is being built`,
      {
        retryAfterSeconds: Math.ceil((other.leaseUntil.getTime() - tx.now) / 1000),
      },
    );
  }
  await failPublication(deps)(tx, { ...other, actor }, 'PRICE_LIST_PUBLICATION_LOST');
}

async function refuseUnchanged(
  { versions }: PublicationDeps,
  tx: Tx,
  { id, activeVersion }: PriceListRecord,
  contentHash: string,
): Promise<void> {
  if (activeVersion === undefined) return;
  const active = await versions.find(tx, id, activeVersion);
  if (active?.contentHash === contentHash) {
    throw fail(
      'PRICE_LIST_UNCHANGED',
      `the draft of "${id}" is the same as its active version ${activeVersion}`,
    );
  }
}

async function building(
  { versions }: PublicationDeps,
  tx: Tx,
  actor: Principal,
  ref: PublicationRef,
  version: number,
  contentHash: string,
): Promise<Begun> {
  const frozen = (await versions.document(tx, ref.priceListId, version)) as Buffer;
  const list = JSON.parse(frozen.toString('utf8'));
  return { state: 'building', publication: { ...ref, actor, version, list, contentHash } };
}
