import { importUvl } from '@quotewright/configuration';
import { carworks } from '@quotewright/example-carworks';
import type { DemoTenant } from './demo-tenant.ts';

/** A car of an industrial variability model: what a configuration with thousands of choices is like. */
export const carworksTenant: DemoTenant = {
  id: 'carworks',
  name: 'Carworks',
  people: [{ subject: 'cleo', role: 'sales' }],
  settings: {
    timeZone: 'Europe/Berlin',
    defaultCurrency: 'EUR',
    defaultMarket: 'de',
    defaultChannel: 'direct',
  },
  accounts: [
    {
      name: 'Elm Car Sharing',
      type: 'customer',
      segment: 'enterprise',
      market: 'de',
      customerType: 'business',
      owner: 'cleo',
    },
    {
      name: 'Fir Driving School',
      type: 'prospect',
      segment: 'small-business',
      market: 'de',
      customerType: 'business',
      owner: 'cleo',
    },
  ],
  async documents() {
    const { catalog, priceLists } = await carworks(importUvl);
    return { catalog, priceLists, ruleSets: [] };
  },
};
