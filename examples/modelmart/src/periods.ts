import type { ConversionNote } from './conversion-report.ts';
import type { Validity } from './documents.ts';
import type { ConditionalPrices, SourceModel, SourcePrices, SourceProvider } from './source.ts';

/** Prices of one half-open stretch of dates. */
export interface PricePeriod {
  readonly prices: SourcePrices;
  readonly validity?: Validity;
  /** Makes the price ids of the periods differ: empty for the first. */
  readonly suffix: string;
}

/**
 * The source says "of several entries the last whose constraint holds"; with start dates that is: each entry
 * until the next one starts. Time-of-day windows have no counterpart in a price list: the price without a window
 * is kept and the other one is reported.
 */
export function periodsOf(
  provider: SourceProvider,
  model: SourceModel,
  notes: ConversionNote[],
): PricePeriod[] {
  const entries: readonly ConditionalPrices[] = Array.isArray(model.prices)
    ? (model.prices as readonly ConditionalPrices[])
    : [{ prices: model.prices as SourcePrices }];
  const dated = entries.filter((entry) => {
    const window = entry.constraint;
    if (window?.start_time === undefined) return true;
    notes.push({
      code: 'TIME_OF_DAY_NOT_MAPPED',
      provider: provider.id,
      model: model.id,
      note: `prices between ${window.start_time} and ${window.end_time} are ${JSON.stringify(entry.prices)}; the price outside that window is used all day`,
    });
    return false;
  });
  const sorted = dated.toSorted((a, b) => startOf(a).localeCompare(startOf(b)));
  return sorted.map((entry, index) => {
    const from = entry.constraint?.start_date;
    const until = sorted[index + 1]?.constraint?.start_date;
    return {
      prices: entry.prices,
      suffix: from === undefined ? '' : `.from-${from}`,
      ...(from === undefined && until === undefined
        ? {}
        : {
            validity: { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) },
          }),
    };
  });
}

function startOf(entry: ConditionalPrices): string {
  return entry.constraint?.start_date ?? '';
}
