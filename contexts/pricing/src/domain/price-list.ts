import { decimal, decimalText, type FieldError } from '@quotewright/kernel';
import { checkPrices } from './check-prices.ts';
import { fieldErrors } from './field-errors.ts';
import type { Charge, Price } from './price.ts';
import {
  PRICE_LIST_FORMAT,
  type PriceEntry,
  type PriceListDocument,
  priceListDocumentSchema,
} from './price-list-document.ts';

/** A price list's content in canonical form. It is itself a valid document; its canonical bytes are the content. */
export interface PriceList {
  readonly format: typeof PRICE_LIST_FORMAT;
  readonly priceList: PriceListDocument['priceList'];
  /** In the order of the document, which is the order in which charges are shown. */
  readonly prices: readonly Price[];
}

export type ReadPriceList =
  | { readonly ok: true; readonly list: PriceList }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/** Reads a document whole or not at all; the errors point into it. */
export function readPriceList(raw: unknown): ReadPriceList {
  const parsed = priceListDocumentSchema.safeParse(raw, { reportInput: true });
  if (!parsed.success) return { ok: false, errors: fieldErrors(parsed.error.issues) };
  const errors = checkPrices(parsed.data.prices);
  if (errors.length > 0) return { ok: false, errors };
  const { priceList, prices } = parsed.data;
  return { ok: true, list: { format: PRICE_LIST_FORMAT, priceList, prices: prices.map(canonicalPrice) } };
}

function canonicalPrice(entry: PriceEntry): Price {
  const { id, offeringId, validity = {} } = entry;
  const base = { id, offeringId, charge: canonicalCharge(entry.charge), validity };
  if (entry.model === 'flat') return { ...base, model: 'flat', amount: canonical(entry.amount) };
  return {
    ...base,
    model: 'volume',
    tiers: entry.tiers.map(({ above, amount }, index) => ({
      ...(above === undefined || index === 0 ? {} : { above: canonical(above) }),
      amount: canonical(amount),
    })),
    tierBasis: entry.tierBasis ?? { kind: 'own' },
  };
}

function canonicalCharge({ per = '1', ...charge }: PriceEntry['charge']): Charge {
  if (charge.type !== 'usage') return { ...charge, per };
  const { fractions, ...rest } = charge;
  return { ...rest, ...(fractions === true ? { fractions } : {}), per };
}

function canonical(text: string): string {
  return decimalText(decimal(text));
}
