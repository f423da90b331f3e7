/*
 * The parts of the documented formats that this tenant uses. Written down here, not imported: whoever describes
 * products to Quotewright is an outsider to the server.
 */

interface Items<Item> {
  readonly items: readonly Item[];
}

interface Item {
  readonly id: string;
}

/** What a model in UVL is converted to. */
export interface ConvertedModel {
  readonly format: 'quotewright/catalog@1';
  readonly sections: {
    readonly 'catalog/specifications@1': Items<Item>;
    readonly 'catalog/offerings@1': Items<Item>;
    readonly 'configuration/rules@1': Items<Item>;
  };
}

export interface CatalogDocument {
  readonly format: 'quotewright/catalog@1';
  readonly sections: ConvertedModel['sections'] & {
    readonly 'catalog/categories@1': Items<Item & { readonly name: string }>;
  };
}

export interface PriceListDocument {
  readonly format: 'quotewright/price-list@1';
  readonly priceList: { readonly id: string; readonly name: string; readonly currency: string };
  readonly prices: readonly {
    readonly id: string;
    readonly offeringId: string;
    readonly charge: { readonly id: string; readonly name: string; readonly type: 'oneTime' };
    readonly model: 'flat';
    readonly amount: string;
  }[];
}
