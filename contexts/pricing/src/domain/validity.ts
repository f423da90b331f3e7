/** Calendar dates as text, half-open. Absent = open on that side. */
export interface DateRange {
  readonly from?: string;
  readonly until?: string;
}

export function hasBegun({ from }: DateRange, day: string): boolean {
  return from === undefined || from <= day;
}

export function holdsOn(range: DateRange, day: string): boolean {
  return hasBegun(range, day) && (range.until === undefined || day < range.until);
}

/** Whether there is a day on which both hold. Absent = always. */
export function overlap(a: DateRange = {}, b: DateRange = {}): boolean {
  // Dates compare as text; an open end is before or after every date.
  return (a.from ?? '') < (b.until ?? '~') && (b.from ?? '') < (a.until ?? '~');
}

/** For people: `from 2026-01-01, before 2026-09-01`. */
export function rangeText({ from, until }: DateRange): string {
  const parts = [
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(until === undefined ? [] : [`before ${until}`]),
  ];
  return parts.length === 0 ? 'always' : parts.join(', ');
}
