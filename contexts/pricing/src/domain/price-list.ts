import type { FieldError } from '@quotewright/kernel';
import {
  canonicalBounds,
  canonicalConditions,
  canonicalDecimal,
  canonicalRule,
  canonicalTariff,
} from './canonical-parts.ts';
import { checkingPrices } from './check-prices.ts';
import { fieldErrors } from './field-errors.ts';
import type { Charge, Price } from './price.ts';
import type { PriceAdjustment } from './price-adjustment.ts';
import {
  PRICE_LIST_FORMAT,
  type PriceListDocument,
  priceListEnvelopeSchema,
  priceSchema,
  type ReadAdjustmentEntry,
  type ReadPriceEntry,
} from './price-list-document.ts';

/** A price list's content in canonical form. It is itself a valid document; its canonical bytes are the content. */
export interface PriceList {
  readonly format: typeof PRICE_LIST_FORMAT;
  readonly priceList: PriceListDocument['priceList'];
  /** In the order of the document, which is the order in which charges are shown. */
  readonly prices: readonly Price[];
  /** Absent where there are none. */
  readonly adjustments?: readonly PriceAdjustment[];
}

export type ReadPriceList =
  | { readonly ok: true; readonly list: PriceList }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/** A document with more of them is not read to its end. */
const MAX_ERRORS = 1_000;
/** How many prices are read before others get their turn. */
const SLICE = 500;

/** Reads a document whole or not at all; the errors point into it. Yields between slices of the work. */
export function* readingPriceList(raw: unknown): Generator<undefined, ReadPriceList> {
  const envelope = priceListEnvelopeSchema.safeParse(raw, { reportInput: true });
  if (!envelope.success) return { ok: false, errors: fieldErrors(envelope.error.issues) };
  const { priceList, adjustments = [] } = envelope.data;
  const entries: ReadPriceEntry[] = [];
  const errors: FieldError[] = [];
  for (const [index, sent] of envelope.data.prices.entries()) {
    const read = priceSchema.safeParse(sent, { reportInput: true });
    if (read.success) entries.push(read.data);
    else errors.push(...fieldErrors(read.error.issues, ['prices', index]));
    if (errors.length >= MAX_ERRORS) break;
    if (index % SLICE === SLICE - 1) yield;
  }
  if (errors.length > 0) return { ok: false, errors };
  const faults = yield* checkingPrices(entries, adjustments);
  if (faults.length > 0) return { ok: false, errors: faults };
  const prices: Price[] = [];
  for (const entry of entries) {
    prices.push(canonicalPrice(entry));
    if (prices.length % SLICE === 0) yield;
  }
  return {
    ok: true,
    list: {
      format: PRICE_LIST_FORMAT,
      priceList,
      prices,
      ...(adjustments.length === 0 ? {} : { adjustments: adjustments.map(canonicalAdjustment) }),
    },
  };
}

function canonicalPrice(entry: ReadPriceEntry): Price {
  const { id, offeringId, validity = {}, priority = 0, ramp } = entry;
  const conditions = canonicalConditions(entry.conditions);
  const base = {
    id,
    offeringId,
    charge: canonicalCharge(entry.charge),
    validity,
    ...(conditions === undefined ? {} : { conditions }),
    ...(priority === 0 ? {} : { priority }),
    ...(ramp === undefined
      ? {}
      : { ramp: ramp.map(({ fromMonth, percent }) => ({ fromMonth, percent: canonicalDecimal(percent) })) }),
  };
  if (entry.model !== 'percentOfTotal') return { ...base, ...canonicalTariff(entry) };
  return {
    ...base,
    model: 'percentOfTotal',
    percent: canonicalDecimal(entry.percent),
    of: entry.of,
    ...canonicalBounds(entry),
  };
}

function canonicalCharge(entry: ReadPriceEntry['charge']): Charge {
  const { per = '1', optional, ...charge } = entry;
  const flags = optional === true ? { optional: true as const } : {};
  if (charge.type !== 'usage') return { ...charge, ...flags, per };
  const { fractions, ...rest } = charge;
  return { ...rest, ...flags, ...(fractions === true ? { fractions } : {}), per };
}

function canonicalAdjustment({ stage, ...rule }: ReadAdjustmentEntry): PriceAdjustment {
  return { ...canonicalRule(rule), stage };
}
