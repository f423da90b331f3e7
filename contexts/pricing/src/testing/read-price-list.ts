import { type ReadPriceList, readingPriceList } from '../domain/price-list.ts';

/** Reads a small document in one go. */
export function readPriceList(raw: unknown): ReadPriceList {
  const reading = readingPriceList(raw);
  for (;;) {
    const { done, value } = reading.next();
    if (done === true) return value;
  }
}
