import type { CacheKey, Category } from '@quotewright/acceleration';
import { sha256 } from '@quotewright/kernel';
import type { CheckableCopy, ComparedCategory, WarmedCategory } from '@quotewright/platform/cache';
import type { Tx } from '@quotewright/platform/postgres';

export const BATCH = 200;
/** Whole documents, which may be large. */
export const FEW = 20;
/** Recorded where it is only known that the truth is not what was published. */
export const NO_HASH = 'unknown';

export type Hashes = Omit<CheckableCopy, 'key'>;

interface Batches<Row, Place> {
  readonly first: Place;
  readonly rows: (tx: Tx, after: Place) => Promise<readonly Row[]>;
  /** As many rows as a full batch has. */
  readonly size: number;
  readonly placeOf: (row: Row) => Place;
  readonly keyOf: (tenant: string, row: Row) => CacheKey;
  readonly hashesOf: (row: Row) => Hashes;
}

interface WarmedBatches<Row, Place> extends Batches<Row, Place> {
  /** Reads the copy as requests do. */
  readonly read: (tx: Tx, row: Row) => Promise<unknown>;
}

/** The copies of a category that has one for each row. */
export function inBatches<Row, Place>(
  category: Category<any, any>,
  { read, ...batches }: WarmedBatches<Row, Place>,
): WarmedCategory {
  return batched(category, batches, (row) => ({ read: (tx: Tx) => read(tx, row) }));
}

/** As `inBatches`, where the copies are left to their readers. */
export function comparedInBatches<Row, Place>(
  category: Category<any, any>,
  batches: Batches<Row, Place>,
): ComparedCategory {
  return batched(category, batches, () => ({}));
}

function batched<Row, Place, Rest extends object>(
  category: Category<any, any>,
  { first, rows: read, size, placeOf, keyOf, hashesOf: hashes }: Batches<Row, Place>,
  restOf: (row: Row) => Rest,
) {
  return {
    category,
    async copies(tx: Tx, after?: string) {
      const rows = await read(tx, after === undefined ? first : JSON.parse(after));
      const last = rows.at(-1);
      return {
        copies: rows.map((row) => ({ key: keyOf(tx.tenant, row), ...hashes(row), ...restOf(row) })),
        ...(rows.length === size && last !== undefined && { after: JSON.stringify(placeOf(last)) }),
      };
    },
  };
}

/** Of what would be stored now. */
export function hashesOf<Value>({ codec }: Category<any, Value>, value: Value) {
  return { contentHash: sha256(codec.encode(value)) };
}
