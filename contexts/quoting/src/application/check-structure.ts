import type { CatalogApi } from '@quotewright/catalog';
import { structureErrors } from '../domain/structure-checks.ts';
import type { ConfigurationRules } from '../ports/configuration-rules.ts';

/** The rules that always hold: what the catalog's published definitions say. One read for any number of items. */
export const structureRules = (catalog: Pick<CatalogApi, 'findDefinitions'>): ConfigurationRules => ({
  async check(tx, catalogVersion, items) {
    const ids = [...new Set(items.map(({ offeringId }) => offeringId))];
    return structureErrors(items, await catalog.findDefinitions(tx, catalogVersion, ids));
  },
});
