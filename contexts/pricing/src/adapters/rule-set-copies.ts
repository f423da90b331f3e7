import { sha256, type TenantId } from '@quotewright/kernel';
import type {
  CachedCategory,
  Caches,
  UnwarmedCategory,
  WarmableCopy,
  WarmedCategory,
} from '@quotewright/platform/cache';
import type { Tx } from '@quotewright/platform/postgres';
import { PROMOTIONS_FORMAT, type PromotionSet } from '../domain/promotion.ts';
import { placedPromotions } from '../domain/promotions-of-codes.ts';
import type { RuleSetContents } from '../domain/rule-set.ts';
import type { RuleSets } from '../ports/rule-sets.ts';
import { activeSetVersion, type CopiedRuleSet, copiedRuleSets, copiedUsageIds } from './copied-rows.pg.ts';
import {
  BATCH,
  comparedInBatches,
  FEW,
  type Hashes,
  hashesOf,
  inBatches,
  NO_HASH,
} from './copies-in-batches.ts';
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

/** The questions as requests ask them: what they read leaves a copy behind. */
type CopiedRuleSets = Pick<RuleSets, 'active' | 'pinned'>;

/** Copies of rule sets, and of what accepted quotes have taken by them. */
export function ruleSetCopies(
  caches: Pick<Caches, 'cache'>,
  ruleSets: CopiedRuleSets,
): readonly CachedCategory[] {
  return [
    pointerCopies(caches, 'promotions', ruleSets),
    {
      ...inBatches(automaticPromotionsCategory, {
        first: 0,
        rows: (tx, after: number) => copiedRuleSets(tx, 'promotions', after, FEW),
        size: FEW,
        placeOf: ({ version }) => version,
        keyOf: (tenant, { version }) => caches.cache(automaticPromotionsCategory).key(tenant, { version }),
        hashesOf: automaticHashes,
        read: (tx, { version }) => ruleSets.pinned(tx, promotionsOf(version, [])),
      }),
      async inForce(tx) {
        const version = await activeSetVersion(tx, 'promotions');
        if (version === 0) return { copies: [] };
        const key = caches.cache(automaticPromotionsCategory).key(tx.tenant, { version });
        return { copies: [{ key, read: (own) => ruleSets.pinned(own, promotionsOf(version, [])) }] };
      },
      follows: [activeSetCategories.promotions.name],
    },
    codeCopies(caches, ruleSets),
    usageCopies(caches),
    pointerCopies(caches, 'discountPolicy', ruleSets),
    {
      ...comparedInBatches(discountPolicyCategory, {
        first: 0,
        rows: (tx, after: number) => copiedRuleSets(tx, 'discountPolicy', after, FEW),
        size: FEW,
        placeOf: ({ version }) => version,
        keyOf: (tenant, { version }) => caches.cache(discountPolicyCategory).key(tenant, { version }),
        hashesOf: policyHashes,
      }),
      follows: [activeSetCategories.discountPolicy.name],
      notWarmed:
        'because the version in force is read together with its pointer, and no other one is asked for',
    },
  ];
}

function pointerCopies(
  caches: Pick<Caches, 'cache'>,
  kind: CopiedRuleSetKind,
  ruleSets: CopiedRuleSets,
): WarmedCategory {
  const category = activeSetCategories[kind];
  return {
    category,
    async copies(tx) {
      const version = await activeSetVersion(tx, kind);
      const key = caches.cache(category).key(tx.tenant, {});
      const read = (own: Tx) => ruleSets.active(own, null, []);
      return { copies: [{ key, ...hashesOf(category, { version }), read }] };
    },
  };
}

/** A version at a time. A copy that says "there is none" of a code that there is, is found, too. */
function codeCopies(caches: Pick<Caches, 'cache'>, ruleSets: CopiedRuleSets): WarmedCategory {
  const cache = caches.cache(promotionsOfCodeCategory);
  function copiesOf(tenant: TenantId, row: CopiedRuleSet): readonly WarmableCopy[] {
    const { version } = row;
    const set = publishedContent('promotions', row) ?? NO_PROMOTIONS;
    const codes = new Set(set.promotions.flatMap(({ code }) => code ?? []));
    return [...codes].map((code) => ({
      key: cache.key(tenant, { version, code }),
      ...hashesOf(promotionsOfCodeCategory, placedPromotions(set, code)),
      read: (own) => ruleSets.pinned(own, promotionsOf(version, [code])),
    }));
  }
  return {
    category: promotionsOfCodeCategory,
    follows: [activeSetCategories.promotions.name],
    async copies(tx, after) {
      const place =
        after === undefined
          ? Math.max(0, (await activeSetVersion(tx, 'promotions')) - RECENT)
          : Number(after);
      const [row] = await copiedRuleSets(tx, 'promotions', place, 1);
      return row === undefined
        ? { copies: [] }
        : { copies: copiesOf(tx.tenant, row), after: String(row.version) };
    },
    async inForce(tx) {
      const version = await activeSetVersion(tx, 'promotions');
      const [row] = version === 0 ? [] : await copiedRuleSets(tx, 'promotions', version - 1, 1);
      return { copies: row === undefined ? [] : copiesOf(tx.tenant, row) };
    },
  };
}

/** Of promotions that were taken, and of those that somebody may have asked about because they have limits. */
function usageCopies(caches: Pick<Caches, 'cache'>): UnwarmedCategory {
  const cache = caches.cache(promotionUsageCategory);
  return {
    category: promotionUsageCategory,
    notWarmed: 'because quotes that are accepted drop it, and it lives for a minute',
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

const promotionsOf = (promotions: number, promotionCodes: readonly string[]) => ({
  accountId: null,
  contractPrices: null,
  promotions,
  promotionCodes,
});

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
