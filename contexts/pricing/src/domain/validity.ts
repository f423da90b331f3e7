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

/** For people: `from 2026-01-01, before 2026-09-01`. */
export function rangeText({ from, until }: DateRange): string {
  const parts = [
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(until === undefined ? [] : [`before ${until}`]),
  ];
  return parts.length === 0 ? 'always' : parts.join(', ');
}
