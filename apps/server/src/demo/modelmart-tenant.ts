import { modelmart } from '@quotewright/example-modelmart';
import type { DemoTenant } from './demo-tenant.ts';

export const modelmartTenant: DemoTenant = {
  id: 'modelmart',
  name: 'Modelmart',
  people: [{ subject: 'sam', role: 'sales' }],
  settings: { timeZone: 'Etc/UTC', defaultCurrency: 'USD', defaultMarket: 'us', defaultChannel: 'direct' },
  accounts: [
    {
      name: 'Acme Robotics',
      type: 'customer',
      segment: 'enterprise',
      market: 'us',
      customerType: 'business',
      owner: 'sam',
    },
    {
      name: 'Blue Harbor Studio',
      type: 'customer',
      segment: 'small-business',
      market: 'us',
      customerType: 'business',
      owner: 'sam',
    },
    {
      name: 'Cedar Labs',
      type: 'prospect',
      segment: 'startup',
      market: 'us',
      customerType: 'business',
      owner: 'sam',
    },
  ],
  async documents() {
    const { catalog, priceList } = await modelmart();
    return { catalog, priceLists: [priceList], ruleSets: [] };
  },
};
