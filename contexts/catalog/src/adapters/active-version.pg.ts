import type { ActiveVersion } from '../ports/active-version.ts';
import { pgTenantCatalogStore } from './tenant-catalog-store.pg.ts';

export const pgActiveVersion: ActiveVersion = {
  read: async (tx) => (await pgTenantCatalogStore.read(tx)).activeVersion,
};
