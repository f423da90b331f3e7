import { compileIndex } from '../domain/compile-price-index.ts';
import { type IndexEntry, indexEntry, RULES_ENTRY } from '../domain/price-index.ts';
import type { PriceList } from '../domain/price-list.ts';
import type { PlacedPrice } from '../ports/prices.ts';

/** As much as is stored in one transaction. */
interface Batch {
  readonly placed: readonly PlacedPrice[];
  /** Of the offerings whose first price is in the batch, so that they are no more than prices. */
  readonly entries: readonly IndexEntry[];
}

interface PartsOfPublication {
  readonly rules: IndexEntry;
  /** Made one by one, as they are asked for: a list may have a hundred thousand prices. */
  readonly batches: Iterable<Batch>;
}

const BATCH = 500;

/** What a publication stores of a list: the same parts each time it is made. */
export function partsOf(list: PriceList): PartsOfPublication {
  const { rules, entries } = compileIndex(list);
  const placed = list.prices.map((price, position) => ({ position, price }));
  function* batches(): Generator<Batch> {
    const compiled = entries.entries();
    let next = compiled.next();
    for (let start = 0; start < placed.length; start += BATCH) {
      const batch = placed.slice(start, start + BATCH);
      const ids = new Set(batch.map(({ price }) => price.offeringId));
      const own: IndexEntry[] = [];
      // Offerings come in the order in which the document first names them.
      for (; next.done !== true && ids.has(next.value[0]); next = compiled.next()) {
        own.push(indexEntry(...next.value));
      }
      yield { placed: batch, entries: own };
    }
  }
  return { rules: indexEntry(RULES_ENTRY, rules), batches: { [Symbol.iterator]: batches } };
}
