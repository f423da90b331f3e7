import type { Tx } from '@quotewright/platform/postgres';
import type { CatalogVersion } from '../domain/catalog-version.ts';
import { fail } from '../domain/errors.ts';
import { type ItemChange, itemChanges } from '../domain/item-changes.ts';
import type { ArtefactStore } from '../ports/artefact-store.ts';
import type { TenantCatalogStore } from '../ports/tenant-catalog-store.ts';
import type { VersionSection, VersionStore } from '../ports/version-store.ts';
import { resolveVersion } from './resolve-version.ts';

interface ReadVersionsDeps {
  readonly catalog: TenantCatalogStore;
  readonly versions: VersionStore;
  readonly artefacts: ArtefactStore;
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

export interface VersionDiff {
  readonly catalogVersion: number;
  /** Absent: compared with nothing, because it is the first. */
  readonly against?: number;
  readonly changes: readonly (ItemChange & { readonly section: string })[];
}

/**
 * What turns `against` (default: the published version before) into `version`, section by section.
 * Throws `CATALOG_VERSION_UNKNOWN`.
 */
export const diffVersions = ({ catalog, versions, artefacts }: ReadVersionsDeps) => {
  const resolve = resolveVersion({ catalog, versions });
  return async (tx: Tx, version: number, against?: number): Promise<VersionDiff> => {
    await resolve(tx, { catalogVersion: version });
    if (against !== undefined) await resolve(tx, { catalogVersion: against });
    const base = against ?? (await versions.previous(tx, version));
    const after = await artefacts.hashesBySection(tx, version);
    const before = base === undefined ? new Map() : await artefacts.hashesBySection(tx, base);
    const names = [...new Set([...before.keys(), ...after.keys()])].sort();
    return {
      catalogVersion: version,
      ...(base === undefined ? {} : { against: base }),
      changes: names.flatMap((section) =>
        itemChanges(before.get(section) ?? new Map(), after.get(section) ?? new Map()).map((change) => ({
          section,
          ...change,
        })),
      ),
    };
  };
};
