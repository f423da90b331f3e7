import type { TenantId } from '@quotewright/kernel';
import type { Database } from '@quotewright/platform/postgres';
import type { ArtefactStore } from '../ports/artefact-store.ts';
import type { PublicationContext } from '../ports/publication-step.ts';
import type { TenantCatalogStore } from '../ports/tenant-catalog-store.ts';

export interface PublicationContextDeps {
  readonly database: Database;
  readonly catalog: TenantCatalogStore;
  readonly artefacts: ArtefactStore;
}

/** For the steps of one check or publication. Each look at the active version is a short transaction of its own. */
export function publicationContext(
  { database, catalog, artefacts }: PublicationContextDeps,
  tenant: TenantId,
  about: Partial<Pick<PublicationContext, 'version' | 'signal' | 'stillWorking'>> = {},
): PublicationContext {
  return {
    tenant,
    stillWorking: async () => {},
    ...about,
    previous: (section, subjectIds) =>
      database.withTenant(tenant, 'read', async (tx) => {
        const { activeVersion } = await catalog.read(tx);
        if (activeVersion === undefined) return new Map();
        const found = await artefacts.findMany(tx, activeVersion, section, subjectIds);
        return new Map(found.map(({ id, bytes }) => [id, bytes]));
      }),
  };
}
