import { SeededRandom } from '@quotewright/acceleration/testing';

/** Two tenants in which everything has the same ids and another price. */
export const TENANTS = ['acme', 'globex'] as const;
export const CURRENCIES = ['EUR', 'USD'] as const;

const LEAVES = 100;
const name = (prefix: string, index: number) => `${prefix}-${String(index).padStart(3, '0')}`;

/** Ordinary offerings; how they are charged goes by their number. */
export const LEAF_IDS = Array.from({ length: LEAVES }, (_, index) => name('o', index));
/** What others are part of. */
export const BUNDLE_IDS = Array.from({ length: 8 }, (_, index) => name('b', index));
/** Costs a part of what the rest of its bundle, or of the quote, comes to. */
export const CARE = 'care';
export const COVER = 'cover';
/** Not in every version of the catalog, and without prices in lists that were published meanwhile. */
export const GHOSTS = ['ghost-0', 'ghost-1'];
/** On sale in some versions of the catalog only. */
export const SEASONAL = ['season-0', 'season-1', 'season-2'];
/** Priced from this day on only; many prices change on it. */
export const BOUNDARY = '2026-07-01';
export const LATE = 'late-0';

export const CODES = Array.from({ length: 8 }, (_, index) => `CODE-${index}`);
/** Holds until the boundary. */
export const OLD_CODE = 'CODE-OLD';

export const REGIONS = ['r1', 'r2', 'r3'];
export const CHANNELS = ['direct', 'partner'];
export const TERMS = [12, 24, 36];

/** Accounts that differ in nothing but their contract prices; the last one has none. */
export const ACCOUNTS = ['Contract one', 'Contract two', 'List price'];
export const CONTRACT_ACCOUNTS = ACCOUNTS.slice(0, 2);

/** What cannot be priced with a version, and the code of the refusal that follows. */
export type Refuses = Readonly<Record<string, string>>;

/** A document to be published. */
export interface Variant<Document = object> {
  readonly document: Document;
  readonly refuses: Refuses;
}

/** Chance of its own for one document: the same for the same names and number. */
export function chanceOf(seed: number, ...names: readonly (string | number)[]): SeededRandom {
  return new SeededRandom(seed % 2 ** 32).fork(names.join(' '));
}

/** An amount with cents, as text. */
export const cents = (random: SeededRandom, least: number, most: number) =>
  (random.between(least, most) / 100).toFixed(2);

export const refusesAll = (things: readonly string[], code: string): Refuses =>
  Object.fromEntries(things.map((thing) => [thing, code]));
