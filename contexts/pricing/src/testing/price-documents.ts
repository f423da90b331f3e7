import { PRICE_LIST_FORMAT, type PriceEntry, type PriceListDocument } from '../domain/price-list-document.ts';

/** Per-token prices of a model, per million: `tokenPrices('claude-2', { input: '8', output: '24' })`. */
export function tokenPrices(
  offeringId: string,
  amounts: Readonly<Record<string, string>>,
): readonly PriceEntry[] {
  return Object.entries(amounts).map(([id, amount]) => ({
    id: `${offeringId}:${id}`,
    offeringId,
    charge: { id, name: `${id} tokens`, type: 'usage', unit: 'token', per: '1000000' },
    model: 'flat',
    amount,
  }));
}

/** As `tokenPrices`, with a higher price for everything once the tokens of all charges together exceed `above`. */
export function tieredTokenPrices(
  offeringId: string,
  above: string,
  amounts: Readonly<Record<string, readonly [base: string, higher: string]>>,
): readonly PriceEntry[] {
  return Object.entries(amounts).map(([id, [base, higher]]) => ({
    id: `${offeringId}:${id}`,
    offeringId,
    charge: { id, name: `${id} tokens`, type: 'usage', unit: 'token', per: '1000000' },
    model: 'volume',
    tiers: [{ amount: base }, { above, amount: higher }],
    tierBasis: { kind: 'sumOf', charges: Object.keys(amounts) },
  }));
}

/** A charge for each unit of the line. */
export function unitPrice(
  offeringId: string,
  amount: string,
  charge: PriceEntry['charge'] = { id: 'fee', name: 'Fee', type: 'recurring', period: 'month' },
): PriceEntry {
  return { id: `${offeringId}:${charge.id}`, offeringId, charge, model: 'flat', amount };
}

/** A monthly charge whose amount for each unit depends on the quantity. */
export function volumePrice(
  offeringId: string,
  tiers: readonly { readonly above?: string; readonly amount: string }[],
): PriceEntry {
  const charge = { id: 'fee', name: 'Fee', type: 'recurring', period: 'month' } as const;
  return { id: `${offeringId}:fee`, offeringId, charge, model: 'volume', tiers: [...tiers] };
}

export function priceListDocument(
  prices: readonly PriceEntry[],
  priceList: Partial<PriceListDocument['priceList']> = {},
): PriceListDocument {
  return {
    format: PRICE_LIST_FORMAT,
    priceList: { id: 'standard-usd', name: 'Standard', currency: 'USD', ...priceList },
    prices: [...prices],
  };
}
