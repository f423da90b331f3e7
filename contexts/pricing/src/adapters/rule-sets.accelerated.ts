import type { AcceleratedReads } from '@quotewright/platform/cache';
import { holdsConnection, type Tx } from '@quotewright/platform/postgres';
import { PROMOTIONS_FORMAT, type PromotionSet } from '../domain/promotion.ts';
import { inPlace, placedPromotions, promotionsOfCodes } from '../domain/promotions-of-codes.ts';
import type { RuleSetContents } from '../domain/rule-set.ts';
import type { PublishedRuleSet, RuleSets } from '../ports/rule-sets.ts';
import {
  activeSetCategories,
  automaticPromotionsCategory,
  type CopiedRuleSetKind,
  discountPolicyCategory,
  promotionsOfCodeCategory,
} from './rule-set-categories.ts';
import { activeSet, publishedSet } from './rule-sets.pg.ts';

/** The subject of the sets that are not an account's. */
const TENANT = '';

/** The tenant's own sets from copies; the contract prices of an account always from their table. */
export function acceleratedRuleSets(truth: RuleSets, reads: AcceleratedReads): RuleSets {
  const pointers = {
    promotions: reads.of(activeSetCategories.promotions),
    discountPolicy: reads.of(activeSetCategories.discountPolicy),
  };
  const automatic = reads.of(automaticPromotionsCategory);
  const ofCode = reads.of(promotionsOfCodeCategory);
  const policies = reads.of(discountPolicyCategory);

  async function promotionsOf(
    tx: Tx,
    version: number,
    codes: readonly string[],
  ): Promise<PublishedRuleSet<PromotionSet> | undefined> {
    // One read of the set, whatever is missing.
    let set: PromotionSet | undefined;
    const read = async (own: Tx) => (await publishedSet(own, 'promotions', TENANT, version))?.content;
    // A verification reads for itself, each time.
    const setFor = async (own: Tx) => (own.access === 'write' ? read(own) : (set ??= await read(own)));

    const withoutCode = await automatic.get(tx, { version }, async (own) => {
      const found = await setFor(own);
      return found && placedPromotions(found);
    });
    // Never published: nobody may be told that it has no such code, because one day it may.
    if (withoutCode === undefined) return undefined;
    const asked = codes.map((code) => ({ version, code }));
    const withCode = await ofCode.getMany(tx, asked, async (own, missing) => {
      const found = await setFor(own);
      return missing.map(({ code }) => {
        const placed = found === undefined ? [] : placedPromotions(found, code);
        return placed.length === 0 ? undefined : placed;
      });
    });
    const promotions = inPlace([withoutCode, ...withCode.map((placed) => placed ?? [])]);
    return { version, content: { format: PROMOTIONS_FORMAT, promotions } };
  }

  /** Which version is active, and its set where the truth has been asked: that says both in one read. */
  async function pointed<Kind extends CopiedRuleSetKind>(
    tx: Tx,
    kind: Kind,
  ): Promise<{ readonly version: number; readonly set?: RuleSetContents[Kind] }> {
    let asked: PublishedRuleSet<RuleSetContents[Kind]> | undefined;
    const found = await pointers[kind].get(tx, {}, async (own) => {
      const active = await activeSet(own, kind, TENANT);
      if (own.access === 'read') asked = active;
      return { version: active?.version ?? 0 };
    });
    const version = found?.version ?? 0;
    return { version, ...(asked?.version === version && { set: asked.content }) };
  }

  async function activePromotions(tx: Tx, codes: readonly string[]) {
    const { version, set } = await pointed(tx, 'promotions');
    if (set !== undefined) return { version, content: promotionsOfCodes(set, codes) };
    return version === 0 ? undefined : promotionsOf(tx, version, codes);
  }

  async function activePolicy(tx: Tx) {
    const { version, set } = await pointed(tx, 'discountPolicy');
    if (set !== undefined) return { version, content: set };
    if (version === 0) return undefined;
    const content = await policies.get(
      tx,
      { version },
      async (own) => (await publishedSet(own, 'discountPolicy', TENANT, version))?.content,
    );
    return content && { version, content };
  }

  return {
    async active(tx, accountId, codes) {
      // Who holds a connection gets all of it in one read.
      if (holdsConnection(tx)) return truth.active(tx, accountId, codes);
      const promotions = await activePromotions(tx, codes);
      const discountPolicy = await activePolicy(tx);
      const contractPrices =
        accountId === null ? undefined : await activeSet(tx, 'contractPrices', accountId);
      return {
        ...(contractPrices && { contractPrices }),
        ...(promotions && { promotions }),
        ...(discountPolicy && { discountPolicy }),
      };
    },
    async pinned(tx, versions) {
      if (holdsConnection(tx)) return truth.pinned(tx, versions);
      const promotions =
        versions.promotions === null
          ? undefined
          : await promotionsOf(tx, versions.promotions, versions.promotionCodes);
      const { contractPrices } =
        versions.contractPrices === null ? {} : await truth.pinned(tx, { ...versions, promotions: null });
      return { ...(contractPrices && { contractPrices }), ...(promotions && { promotions }) };
    },
    promotionsById: truth.promotionsById,
  };
}
