/** Facts of this context, as the outbox keeps them. The aggregate is the price list. */
export interface PriceListPublished {
  readonly priceListId: string;
  readonly version: number;
  readonly currency: string;
  readonly contentHash: string;
  readonly priceCount: number;
}

export function priceListPublished(data: PriceListPublished) {
  return {
    type: 'PriceListPublished',
    schemaVersion: 1,
    aggregate: { type: 'priceList', id: data.priceListId },
    data: { ...data },
  };
}
