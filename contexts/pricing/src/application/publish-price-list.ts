import { DomainError, type ErrorKind, newUuid } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import { beginPublication } from './begin-publication.ts';
import { checkPublication } from './check-publication.ts';
import { completePublication } from './complete-publication.ts';
import { failPublication } from './fail-publication.ts';
import type { Watch } from './progress.ts';
import { leaseFrom, type Publication, type PublicationDeps, type PublishedPriceList } from './publication.ts';
import { storePublication } from './store-publication.ts';

export interface PublishPriceList {
  readonly priceListId: string;
  /** A UUID that names this publication: running it again resumes it, or answers what it published. */
  readonly publicationId?: string;
}

/*
 * take a version, freeze the draft (tx) → check, store rows and index in batches (many tx) → copy (reads) → seal, activate (tx)
 *
 * Readers see the old version until the last transaction commits. A refusal fails the version for good; anything
 * else (the database goes away, the process dies) leaves it building: the same publication goes on from there,
 * or another one takes over when the lease has ended. The same publication may even run twice at a time (a worker
 * that lost its job does not know yet): whoever comes second answers what the first has published.
 */
export const publishPriceList =
  (deps: PublicationDeps) =>
  async (actor: Principal, command: PublishPriceList, watch: Watch = {}): Promise<PublishedPriceList> => {
    const { priceListId, publicationId = newUuid() } = command;
    const ref = { priceListId, publicationId };
    const { database } = deps;
    const begun = await database.withTenant(actor.tenant, 'write', (tx) =>
      beginPublication(deps)(tx, actor, ref),
    );
    if (begun.state === 'published') return publishedOf(begun.version);
    const { publication } = begun;
    try {
      await build(deps, publication, watch);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const ended = await database.withTenant(actor.tenant, 'write', async (tx) =>
        (await failPublication(deps)(tx, publication, error.code))
          ? undefined
          : deps.versions.findPublication(tx, ref),
      );
      if (ended?.state !== 'published') throw error;
    }
    return publishedOf({ ...publication, priceCount: publication.list.prices.length });
  };

function publishedOf({
  priceListId,
  version,
  contentHash,
  priceCount,
}: PublishedPriceList): PublishedPriceList {
  return { priceListId, version, contentHash, priceCount };
}

async function build(deps: PublicationDeps, publication: Publication, watch: Watch): Promise<void> {
  const { database } = deps;
  const { tenant } = publication.actor;
  const { list } = publication;
  // It decides what is published, so it must not be answered from copies: as a command, though it writes nothing.
  const catalogVersion = await database.withTenant(tenant, 'write', (tx) => checkPublication(deps)(tx, list));
  const compiled = await storePublication(deps, publication, watch);
  await warm(deps, publication, watch);
  await database.withTenant(tenant, 'write', (tx) =>
    completePublication(deps)(tx, publication, catalogVersion, compiled),
  );
}

/**
 * Has copies of the version ready, so that its first readers do not all ask the database. A publication that fails after it has done
 * no harm: its number is burned, and nobody asks for its copies.
 */
async function warm(
  { database, versions, warmth }: PublicationDeps,
  publication: Publication,
  { signal }: Watch,
): Promise<void> {
  const { actor, priceListId: id, version, list } = publication;
  await warmth?.warm(
    {
      tenant: actor.tenant,
      ...(signal && { signal }),
      async done() {
        await database.withTenant(actor.tenant, 'write', (tx) =>
          versions.extendLease(tx, publication, leaseFrom(tx.now)),
        );
      },
    },
    { id, version },
    list.prices.map(({ offeringId }) => offeringId),
  );
}

const PASSING: readonly ErrorKind[] = ['unavailable', 'tooManyRequests', 'internal'];

/** What a repeat would meet again. */
function isRefusal(error: unknown): error is DomainError {
  return error instanceof DomainError && !PASSING.includes(error.kind);
}
