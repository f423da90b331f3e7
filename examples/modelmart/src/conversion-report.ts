/** Something of the source that is not, or not exactly, in the documents. Nothing is dropped silently. */
export interface ConversionNote {
  readonly code:
    | 'NO_PRICE'
    | 'TIME_OF_DAY_NOT_MAPPED'
    | 'PRICE_ROUNDED'
    | 'PRICE_FIELD_UNKNOWN'
    | 'ID_CHANGED'
    | 'MATCHING_NOT_MAPPED';
  readonly provider: string;
  readonly model?: string;
  readonly note: string;
}

export interface ConversionReport {
  readonly providers: number;
  readonly models: number;
  readonly prices: number;
  readonly tieredPrices: number;
  readonly datedPrices: number;
  readonly notes: readonly ConversionNote[];
}

/** How many notes there are of each code. */
export function notesByCode(report: ConversionReport): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const note of report.notes) counts[note.code] = (counts[note.code] ?? 0) + 1;
  return counts;
}
