import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { abandonPublication } from './fail-publication.ts';
import type { LongWork } from './long-work.ts';
import type { PublicationDeps } from './publication-deps.ts';
import { type PublicationResult, runPublication } from './run-publication.ts';

interface PublishCatalogDeps extends PublicationDeps {
  readonly begin: (tx: Tx, actor: Principal) => Promise<number>;
}

/** Publishes the draft and waits for the end; for whoever has no job. What breaks is given up at once. */
export const publishCatalog = (deps: PublishCatalogDeps) => {
  const run = runPublication(deps);
  const abandon = abandonPublication(deps);
  return async (work: LongWork): Promise<PublicationResult> => {
    const version = await deps.database.withTenant(work.tenant, 'write', (tx) => deps.begin(tx, work.actor));
    try {
      return await run(work, version);
    } catch (error) {
      await abandon(work, version);
      throw error;
    }
  };
};

/**
 * Takes up the publication that a process left behind when it died, without waiting for its lease; undefined when
 * there is none. Should that process live after all, it loses its lease and its work is void.
 */
export const resumePublication = (deps: PublicationDeps) => {
  const run = runPublication(deps);
  return async (work: LongWork): Promise<PublicationResult | undefined> => {
    const left = await deps.database.withTenant(work.tenant, 'read', deps.versions.findBuilding);
    return left === undefined ? undefined : run(work, left.version);
  };
};
