import { northstar } from '@quotewright/example-northstar';
import type { DemoTenant } from './demo-tenant.ts';

const FRAME_CONTRACT = 'Brightwater Clinics';

export const northstarTenant: DemoTenant = {
  id: 'northstar',
  name: 'Northstar',
  people: [
    { subject: 'nora', role: 'sales' },
    { subject: 'arne', role: 'approver' },
  ],
  settings: {
    timeZone: 'Europe/Berlin',
    defaultCurrency: 'EUR',
    defaultMarket: 'de',
    defaultChannel: 'direct',
  },
  accounts: [
    {
      name: 'Alder Bakeries',
      type: 'customer',
      segment: 'small-business',
      market: 'de',
      customerType: 'business',
      owner: 'nora',
      contacts: [{ name: 'Ida Alder', role: 'purchasing', emailAddress: 'ida@alder-bakeries.example' }],
      billingAddress: { street1: 'Mühlenweg 4', postCode: '24103', city: 'Kiel', country: 'DE' },
    },
    {
      name: FRAME_CONTRACT,
      type: 'customer',
      segment: 'enterprise',
      market: 'de',
      customerType: 'business',
      owner: 'nora',
      contractReference: 'frame-2026',
    },
    {
      name: 'Cinder Logistics',
      type: 'prospect',
      segment: 'mid-market',
      market: 'nl',
      customerType: 'business',
      owner: 'nora',
    },
    {
      name: 'Dewi Retail',
      type: 'customer',
      segment: 'enterprise',
      market: 'id',
      customerType: 'business',
      owner: 'nora',
    },
  ],
  async documents() {
    const { catalog, priceLists, promotions, discountPolicy, contractPrices } = northstar;
    return {
      catalog,
      priceLists,
      ruleSets: [
        { kind: 'promotions', document: promotions },
        { kind: 'discountPolicy', document: discountPolicy },
        { kind: 'contractPrices', account: FRAME_CONTRACT, document: contractPrices },
      ],
    };
  },
};
