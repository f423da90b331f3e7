import type { Tx } from '@quotewright/platform/postgres';
import { catalogDocument } from '../domain/catalog-document.ts';
import type { DraftStore } from '../ports/draft-store.ts';
import { type ResolveVersionDeps, resolveVersion } from './resolve-version.ts';

interface ExportCatalogDeps extends ResolveVersionDeps {
  readonly drafts: DraftStore;
}

/**
 * The catalog document of the draft, or of a version. Importing it gives the same content hashes.
 * Throws `CATALOG_VERSION_UNKNOWN`.
 */
export const exportCatalog = (deps: ExportCatalogDeps) => {
  const resolve = resolveVersion(deps);
  return async (tx: Tx, catalogVersion?: number): Promise<Buffer> => {
    if (catalogVersion === undefined) return catalogDocument(await deps.drafts.contents(tx));
    return catalogDocument(await deps.versions.contents(tx, await resolve(tx, { catalogVersion })));
  };
};
