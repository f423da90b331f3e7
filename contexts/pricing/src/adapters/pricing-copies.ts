import type { CacheKey, Category } from '@quotewright/acceleration';
import { sha256 } from '@quotewright/kernel';
import type { CachedCategory, Caches, CheckableCopy } from '@quotewright/platform/cache';
import type { Tx } from '@quotewright/platform/postgres';
import type { RuleSetContents } from '../domain/rule-set.ts';
import type { Catalog } from '../ports/upstream.ts';
import {
  activeLists,
  activeSetVersion,
  type CopiedRuleSet,
  copiedAdjustments,
  copiedRuleSets,
  type VersionPlace,
} from './copied-rows.pg.ts';
import { priceCopies } from './price-copies.ts';
import {
  activeListCategory,
  adjustmentsCategory,
  type CopiedRuleSetKind,
  type RuleSetPair,
  ruleSetCategories,
} from './pricing-categories.ts';

const BATCH = 200;
/** Whole documents, which may be large. */
const FEW = 20;
/** Recorded where it is only known that the truth is not what was published. */
const NO_HASH = 'unknown';

/** What the store may hold of a tenant, and what the tables say it must be. */
export function pricingCopies(
  caches: Pick<Caches, 'cache'>,
  catalog: Pick<Catalog, 'offeringIds'>,
): readonly CachedCategory[] {
  return [
    inBatches(activeListCategory, {
      first: '',
      rows: (tx, after: string) => activeLists(tx, after, BATCH),
      size: BATCH,
      placeOf: ({ currency }) => currency,
      keyOf: (tenant, { currency }) => caches.cache(activeListCategory).key(tenant, { currency }),
      hashesOf: ({ id, version }) =>
        version === null ? { contentHash: undefined } : hashesOf(activeListCategory, { id, version }),
    }),
    priceCopies(caches, catalog),
    inBatches(adjustmentsCategory, {
      first: { priceListId: '', version: 0 },
      rows: (tx, after: VersionPlace) => copiedAdjustments(tx, after, FEW),
      size: FEW,
      placeOf: ({ priceListId, version }) => ({ priceListId, version }),
      keyOf: (tenant, { priceListId, version }) =>
        caches.cache(adjustmentsCategory).key(tenant, { priceListId, version }),
      hashesOf: ({ adjustments, frozen }) => ({
        ...hashesOf(adjustmentsCategory, adjustments),
        recordedHash: frozen === null ? NO_HASH : hashesOf(adjustmentsCategory, frozen).contentHash,
      }),
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
        const version = await activeSetVersion(tx, kind);
        const key = caches.cache(active).key(tx.tenant, {});
        return { copies: [{ key, ...hashesOf(active, { version }) }] };
      },
    },
    inBatches(content, {
      first: 0,
      rows: (tx, after: number) => copiedRuleSets(tx, kind, after, FEW),
      size: FEW,
      placeOf: ({ version }) => version,
      keyOf: (tenant, { version }) => caches.cache(content).key(tenant, { version }),
      hashesOf: (row) => ruleSetHashes(content, row),
    }),
  ];
}

type Hashes = Omit<CheckableCopy, 'key'>;

interface Batches<Row, Place> {
  readonly first: Place;
  readonly rows: (tx: Tx, after: Place) => Promise<readonly Row[]>;
  /** As many rows as a full batch has. */
  readonly size: number;
  readonly placeOf: (row: Row) => Place;
  readonly keyOf: (tenant: string, row: Row) => CacheKey;
  readonly hashesOf: (row: Row) => Hashes;
}

function inBatches<Row, Place>(
  category: Category<any, any>,
  { first, rows: read, size, placeOf, keyOf, hashesOf: hashes }: Batches<Row, Place>,
): CachedCategory {
  return {
    category,
    async copies(tx, after) {
      const rows = await read(tx, after === undefined ? first : JSON.parse(after));
      const last = rows.at(-1);
      return {
        copies: rows.map((row) => ({ key: keyOf(tx.tenant, row), ...hashes(row) })),
        ...(rows.length === size && last !== undefined && { after: JSON.stringify(placeOf(last)) }),
      };
    },
  };
}

function hashesOf<Value>({ codec }: Category<any, Value>, value: Value) {
  return { contentHash: sha256(codec.encode(value)) };
}

/** The document is canonical JSON, so that its hash is that of its copy. What somebody has changed is perhaps no JSON at all. */
function ruleSetHashes<Kind extends CopiedRuleSetKind>(
  content: Category<any, RuleSetContents[Kind]>,
  { document, contentHash: recordedHash }: CopiedRuleSet,
): Hashes {
  if (document === null || recordedHash === null) return { contentHash: undefined };
  const contentHash = sha256(document);
  if (contentHash !== recordedHash) return { contentHash, recordedHash };
  return hashesOf(content, JSON.parse(document.toString('utf8')));
}
