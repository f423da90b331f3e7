import type { PriceListDocument } from './documents.ts';

export const OFFERING_ID = 'automotive01';

export const EUR_PRICE_LIST: PriceListDocument = {
  format: 'quotewright/price-list@1',
  priceList: { id: 'carworks-eur', name: 'Carworks, euro', currency: 'EUR' },
  prices: [
    {
      id: 'automotive01.car',
      offeringId: OFFERING_ID,
      charge: { id: 'car', name: 'Car', type: 'oneTime' },
      model: 'flat',
      amount: '18900.00',
    },
  ],
};
