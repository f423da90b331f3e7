import { sha256 } from '@quotewright/kernel';
import type { CachedCategory, Caches } from '@quotewright/platform/cache';
import type { Tx } from '@quotewright/platform/postgres';
import { PROMOTIONS_FORMAT, type PromotionSet } from '../domain/promotion.ts';
import { placedPromotions } from '../domain/promotions-of-codes.ts';
import type { RuleSetContents } from '../domain/rule-set.ts';
import { activeSetVersion, type CopiedRuleSet, copiedRuleSets, copiedUsageIds } from './copied-rows.pg.ts';
import { BATCH, FEW, type Hashes, hashesOf, inBatches, NO_HASH } from './copies-in-batches.ts';
import { countsOfPromotions } from './promotion-redemptions.pg.ts';
import { copiedUsage } from './promotion-usage.accelerated.ts';
import {
  activeSetCategories,
  automaticPromotionsCategory,
  type CopiedRuleSetKind,
  type CopiedUsage,
  discountPolicyCategory,
  promotionsOfCodeCategory,
  promotionUsageCategory,
} from './rule-set-categories.ts';

/** Codes are compared of so many of the newest versions: a version may have a thousand, and its copies live for a day. */
const RECENT = 20;

/** Which codes a damaged document had is not known. */
const NO_PROMOTIONS: PromotionSet = { format: PROMOTIONS_FORMAT, promotions: [] };

/** Copies of rule sets, and of what accepted quotes have taken by them. */
export function ruleSetCopies(caches: Pick<Caches, 'cache'>): readonly CachedCategory[] {
  return [
    pointerCopies(caches, 'promotions'),
    {
      ...inBatches(automaticPromotionsCategory, {
        first: 0,
        rows: (tx, after: number) => copiedRuleSets(tx, 'promotions', after, FEW),
        size: FEW,
        placeOf: ({ version }) => version,
        keyOf: (tenant, { version }) => caches.cache(automaticPromotionsCategory).key(tenant, { version }),
        hashesOf: automaticHashes,
      }),
      follows: [activeSetCategories.promotions.name],
    },
    codeCopies(caches),
    usageCopies(caches),
    pointerCopies(caches, 'discountPolicy'),
    {
      ...inBatches(discountPolicyCategory, {
        first: 0,
        rows: (tx, after: number) => copiedRuleSets(tx, 'discountPolicy', after, FEW),
        size: FEW,
        placeOf: ({ version }) => version,
        keyOf: (tenant, { version }) => caches.cache(discountPolicyCategory).key(tenant, { version }),
        hashesOf: policyHashes,
      }),
      follows: [activeSetCategories.discountPolicy.name],
    },
  ];
}

function pointerCopies(caches: Pick<Caches, 'cache'>, kind: CopiedRuleSetKind): CachedCategory {
  const category = activeSetCategories[kind];
  return {
    category,
    async copies(tx) {
      const version = await activeSetVersion(tx, kind);
      const key = caches.cache(category).key(tx.tenant, {});
      return { copies: [{ key, ...hashesOf(category, { version }) }] };
    },
  };
}

/** A version at a time. A copy that says "there is none" of a code that there is, is found, too. */
function codeCopies(caches: Pick<Caches, 'cache'>): CachedCategory {
  const cache = caches.cache(promotionsOfCodeCategory);
  return {
    category: promotionsOfCodeCategory,
    follows: [activeSetCategories.promotions.name],
    async copies(tx, after) {
      const place =
        after === undefined
          ? Math.max(0, (await activeSetVersion(tx, 'promotions')) - RECENT)
          : Number(after);
      const [row] = await copiedRuleSets(tx, 'promotions', place, 1);
      if (row === undefined) return { copies: [] };
      const { version } = row;
      const set = publishedContent('promotions', row) ?? NO_PROMOTIONS;
      const codes = new Set(set.promotions.flatMap(({ code }) => code ?? []));
      const copies = [...codes].map((code) => ({
        key: cache.key(tx.tenant, { version, code }),
        ...hashesOf(promotionsOfCodeCategory, placedPromotions(set, code)),
      }));
      return { copies, after: String(version) };
    },
  };
}

/** Of promotions that were taken, and of those that somebody may have asked about because they have limits. */
function usageCopies(caches: Pick<Caches, 'cache'>): CachedCategory {
  const cache = caches.cache(promotionUsageCategory);
  return {
    category: promotionUsageCategory,
    describe: ({ epoch }: CopiedUsage) => ({ epoch }),
    async copies(tx, after = '') {
      const ids = await copiedUsageIds(tx, await limitedPromotions(tx), after, BATCH);
      const counts = await countsOfPromotions(tx, ids);
      const last = ids.at(-1);
      return {
        copies: ids.map((promotionId) => ({
          key: cache.key(tx.tenant, { promotionId }),
          ...hashesOf(promotionUsageCategory, copiedUsage(counts.get(promotionId))),
        })),
        ...(ids.length === BATCH && last !== undefined && { after: last }),
      };
    },
  };
}

async function limitedPromotions(tx: Tx): Promise<readonly string[]> {
  const active = await activeSetVersion(tx, 'promotions');
  const [row] = active === 0 ? [] : await copiedRuleSets(tx, 'promotions', active - 1, 1);
  const { promotions = [] } = (row && publishedContent('promotions', row)) ?? {};
  return promotions.filter(({ limits }) => limits !== undefined).map(({ id }) => id);
}

/** A copy has a part of the document: what it once was nobody can say when the document is not what was published. */
function automaticHashes(row: CopiedRuleSet): Hashes {
  const { document, contentHash } = row;
  if (document === null || contentHash === null) return { contentHash: undefined };
  const set = publishedContent('promotions', row);
  return set === undefined
    ? { contentHash: sha256(document), recordedHash: NO_HASH }
    : hashesOf(automaticPromotionsCategory, placedPromotions(set));
}

/** The document is canonical JSON, so that its hash is that of its copy. */
function policyHashes(row: CopiedRuleSet): Hashes {
  const { document, contentHash: recordedHash } = row;
  if (document === null || recordedHash === null) return { contentHash: undefined };
  const policy = publishedContent('discountPolicy', row);
  return policy === undefined
    ? { contentHash: sha256(document), recordedHash }
    : hashesOf(discountPolicyCategory, policy);
}

/** Undefined where the document is gone, or is not what was published: perhaps it is no JSON at all. */
function publishedContent<Kind extends CopiedRuleSetKind>(
  _kind: Kind,
  { document, contentHash }: CopiedRuleSet,
): RuleSetContents[Kind] | undefined {
  return document === null || sha256(document) !== contentHash
    ? undefined
    : JSON.parse(document.toString('utf8'));
}
