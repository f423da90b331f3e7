import { branchViolations } from '@quotewright/example-northstar';
import type { ConfigurationRules } from '@quotewright/quoting';
import { northstarTenant } from './northstar-tenant.ts';

/** Rules of the demo tenants that no document of the catalog can say; none for any other tenant. */
export const demoConfigurationRules: ConfigurationRules = {
  async check(tx, _catalogVersion, items) {
    if (tx.tenant !== northstarTenant.id) return [];
    return branchViolations(items.map((item, index) => ({ ...item, pointer: `/items/${index}` })));
  },
};
