import { newUuid } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type { PublicationLease } from '../domain/catalog-version.ts';
import { fail } from '../domain/errors.ts';
import { LEASE_MS } from './begin-publication.ts';
import type { LongWork } from './long-work.ts';
import type { PublicationDeps } from './publication-deps.ts';

/** A write transaction that happens only while the version is ours, and keeps it ours. */
export type LeasedWrite = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

export interface HeldLease extends PublicationLease {
  readonly write: LeasedWrite;
}

/**
 * Takes a building version over from whoever worked on it: a later attempt of the same job, or the process that
 * began it. Undefined when it is not being built any more.
 */
export async function takeLease(
  { database, versions }: PublicationDeps,
  { tenant }: LongWork,
  version: number,
): Promise<HeldLease | undefined> {
  const lease = { version, token: newUuid() };
  const claimed = await database.withTenant(tenant, 'write', (tx) =>
    versions.claim(tx, lease, tx.now + LEASE_MS),
  );
  if (!claimed) return undefined;
  return {
    ...lease,
    write: (work) =>
      database.withTenant(tenant, 'write', async (tx) => {
        if (await versions.renew(tx, lease, tx.now + LEASE_MS)) return work(tx);
        throw fail('PUBLICATION_TAKEN_OVER', `version ${version} is not this worker's any more`);
      }),
  };
}
