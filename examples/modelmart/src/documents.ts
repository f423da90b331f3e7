/*
 * The parts of the documented import formats that this converter writes. Written down here, not imported: a
 * converter is an outsider to the server, as anybody's own would be.
 */

export interface CatalogDocument {
  readonly format: 'quotewright/catalog@1';
  readonly sections: {
    readonly 'catalog/specifications@1': { readonly items: readonly object[] };
    readonly 'catalog/categories@1': {
      readonly items: readonly { readonly id: string; readonly name: string }[];
    };
    readonly 'catalog/offerings@1': { readonly items: readonly Offering[] };
  };
}

export interface Offering {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly specificationId: string;
  readonly categoryIds: readonly string[];
  readonly unit: { readonly name: string; readonly fractions: boolean };
  readonly lifecycle: 'active' | 'retired';
  readonly characteristicValues?: readonly {
    readonly characteristicId: string;
    readonly values: readonly number[];
  }[];
  readonly externalIds: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface PriceListDocument {
  readonly format: 'quotewright/price-list@1';
  readonly priceList: { readonly id: string; readonly name: string; readonly currency: string };
  readonly prices: readonly PriceRow[];
}

/** Half-open: from `from` on, before `until`. */
export interface Validity {
  readonly from?: string;
  readonly until?: string;
}

export interface PriceRow {
  readonly id: string;
  readonly offeringId: string;
  readonly charge: {
    readonly id: string;
    readonly name: string;
    readonly type: 'usage';
    readonly unit: string;
    readonly per: string;
  };
  readonly model: 'flat' | 'volume';
  readonly amount?: string;
  readonly tiers?: readonly { readonly above: string; readonly amount: string }[];
  readonly tierBasis?: { readonly kind: 'sumOf'; readonly charges: readonly string[] };
  readonly validity?: Validity;
}
