import type { Tx } from '@quotewright/platform/postgres';
import type { CatalogVersion } from '../domain/catalog-version.ts';
import { fail } from '../domain/errors.ts';
import type { TenantCatalogStore } from '../ports/tenant-catalog-store.ts';
import type { VersionSection, VersionStore } from '../ports/version-store.ts';

interface ReadVersionsDeps {
  readonly catalog: TenantCatalogStore;
  readonly versions: VersionStore;
}

export type ListedVersion = CatalogVersion & { readonly active: boolean };

/** Published versions, newest first; `before` is the last version of the page before. */
export const listVersions =
  ({ catalog, versions }: ReadVersionsDeps) =>
  async (tx: Tx, page: { limit: number; before?: number }): Promise<readonly ListedVersion[]> => {
    const { activeVersion } = await catalog.read(tx);
    const found = await versions.list(tx, page);
    return found.map((one) => ({ ...one, active: one.version === activeVersion }));
  };

/** Throws `CATALOG_VERSION_UNKNOWN`. */
export const readVersion =
  ({ catalog, versions }: ReadVersionsDeps) =>
  async (tx: Tx, version: number): Promise<ListedVersion & { sections: readonly VersionSection[] }> => {
    const found = await versions.find(tx, version);
    if (found?.state !== 'published') {
      throw fail('CATALOG_VERSION_UNKNOWN', `there is no published version ${version}`);
    }
    const { activeVersion } = await catalog.read(tx);
    return { ...found, active: version === activeVersion, sections: await versions.sections(tx, version) };
  };

/** A publication in whatever state. Throws `PUBLICATION_UNKNOWN`. */
export const readPublication =
  ({ versions }: ReadVersionsDeps) =>
  async (tx: Tx, version: number): Promise<CatalogVersion> => {
    const found = await versions.find(tx, version);
    if (found !== undefined) return found;
    throw fail('PUBLICATION_UNKNOWN', `version ${version} was never begun`);
  };
