import { hash } from 'node:crypto';
import type { CacheKey, Category } from '@quotewright/acceleration';
import type { CachedCategory, Caches } from '@quotewright/platform/cache';
import type { Tx } from '@quotewright/platform/postgres';
import {
  activeLists,
  copiedAdjustments,
  copiedPrices,
  copiedRuleSets,
  type PricesPlace,
  type VersionPlace,
} from './copied-rows.pg.ts';
import {
  activeListCategory,
  adjustmentsCategory,
  type CopiedRuleSetKind,
  pricesCategory,
  type RuleSetPair,
  ruleSetCategories,
} from './pricing-categories.ts';
import { activeSet } from './rule-sets.pg.ts';

const BATCH = 200;
/** Whole documents, which may be large. */
const FEW = 20;

/** What the store may hold of a tenant, and what the tables say it must be. */
export function pricingCopies(caches: Pick<Caches, 'cache'>): readonly CachedCategory[] {
  return [
    inBatches(activeListCategory, {
      first: '',
      rows: (tx, after: string) => activeLists(tx, after, BATCH),
      size: BATCH,
      placeOf: ({ currency }) => currency,
      keyOf: (tenant, { currency }) => caches.cache(activeListCategory).key(tenant, { currency }),
      valueOf: ({ id, version }) => ({ id, version }),
    }),
    inBatches(pricesCategory, {
      first: { priceListId: '', version: 0, offeringId: '' },
      rows: (tx, after: PricesPlace) => copiedPrices(tx, after, BATCH),
      size: BATCH,
      placeOf: ({ priceListId, version, offeringId }) => ({ priceListId, version, offeringId }),
      keyOf: (tenant, { priceListId, version, offeringId }) =>
        caches.cache(pricesCategory).key(tenant, { priceListId, version, offeringId }),
      valueOf: ({ prices }) => prices,
    }),
    inBatches(adjustmentsCategory, {
      first: { priceListId: '', version: 0 },
      rows: (tx, after: VersionPlace) => copiedAdjustments(tx, after, FEW),
      size: FEW,
      placeOf: ({ priceListId, version }) => ({ priceListId, version }),
      keyOf: (tenant, { priceListId, version }) =>
        caches.cache(adjustmentsCategory).key(tenant, { priceListId, version }),
      valueOf: ({ adjustments }) => adjustments,
    }),
    ...ruleSetCopies(caches, 'promotions', ruleSetCategories.promotions),
    ...ruleSetCopies(caches, 'discountPolicy', ruleSetCategories.discountPolicy),
  ];
}

function ruleSetCopies<Kind extends CopiedRuleSetKind>(
  caches: Pick<Caches, 'cache'>,
  kind: Kind,
  { active, content }: RuleSetPair<Kind>,
): readonly CachedCategory[] {
  return [
    {
      category: active,
      async copies(tx) {
        const { version = 0 } = (await activeSet(tx, kind, '')) ?? {};
        return { copies: [copyOf(active, caches.cache(active).key(tx.tenant, {}), { version })] };
      },
    },
    inBatches(content, {
      first: 0,
      rows: (tx, after: number) => copiedRuleSets(tx, kind, after, FEW),
      size: FEW,
      placeOf: ({ version }) => version,
      keyOf: (tenant, { version }) => caches.cache(content).key(tenant, { version }),
      valueOf: (row) => row.content,
    }),
  ];
}

interface Batches<Row, Place, Value> {
  readonly first: Place;
  readonly rows: (tx: Tx, after: Place) => Promise<readonly Row[]>;
  /** As many rows as a full batch has. */
  readonly size: number;
  readonly placeOf: (row: Row) => Place;
  readonly keyOf: (tenant: string, row: Row) => CacheKey;
  readonly valueOf: (row: Row) => Value;
}

function inBatches<Row, Place, Value>(
  category: Category<any, Value>,
  { first, rows: read, size, placeOf, keyOf, valueOf }: Batches<Row, Place, Value>,
): CachedCategory {
  return {
    category,
    async copies(tx, after) {
      const rows = await read(tx, after === undefined ? first : JSON.parse(after));
      const last = rows.at(-1);
      return {
        copies: rows.map((row) => copyOf(category, keyOf(tx.tenant, row), valueOf(row))),
        ...(rows.length === size && last !== undefined && { after: JSON.stringify(placeOf(last)) }),
      };
    },
  };
}

function copyOf<Value>({ codec }: Category<any, Value>, key: CacheKey, value: Value) {
  return { key, contentHash: hash('sha256', codec.encode(value), 'hex') };
}
