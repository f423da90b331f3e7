import type { Tx } from '@quotewright/platform/postgres';
import type { WantedVersion } from '../api.ts';
import { fail } from '../domain/errors.ts';
import type { ActiveVersion } from '../ports/active-version.ts';
import type { VersionStore } from '../ports/version-store.ts';

export interface ResolveVersionDeps {
  readonly active: ActiveVersion;
  readonly versions: VersionStore;
}

/**
 * The version a read is answered from. Throws `VERSION_NOT_PUBLISHED` when the minimum is above what is published,
 * `VERSION_BELOW_MINIMUM`, `CATALOG_NOT_PUBLISHED`, `CATALOG_VERSION_UNKNOWN`.
 */
export const resolveVersion =
  ({ active, versions }: ResolveVersionDeps) =>
  async (tx: Tx, { catalogVersion, minVersion = 0 }: WantedVersion): Promise<number> => {
    const activeVersion = await active.read(tx, minVersion);
    if (minVersion > (activeVersion ?? 0)) {
      const found = activeVersion === undefined ? 'no version is' : `version ${activeVersion} is`;
      throw fail('VERSION_NOT_PUBLISHED', `version ${minVersion} was asked at least, ${found} active`, {
        retryAfterSeconds: 1,
      });
    }
    if (catalogVersion === undefined || catalogVersion === activeVersion) {
      if (activeVersion !== undefined) return activeVersion;
      if (catalogVersion === undefined) throw fail('CATALOG_NOT_PUBLISHED', 'publish the catalog first');
    }
    if (!(await versions.isPublished(tx, catalogVersion))) {
      throw fail('CATALOG_VERSION_UNKNOWN', `there is no published version ${catalogVersion}`);
    }
    if (catalogVersion < minVersion) {
      const message = `version ${catalogVersion} was asked for, and at least ${minVersion}`;
      throw fail('VERSION_BELOW_MINIMUM', message);
    }
    return catalogVersion;
  };
