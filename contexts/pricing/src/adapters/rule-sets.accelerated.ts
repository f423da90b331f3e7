import type { AcceleratedReads } from '@quotewright/platform/cache';
import { holdsConnection, type Tx } from '@quotewright/platform/postgres';
import type { RuleSetContents } from '../domain/rule-set.ts';
import type { PublishedRuleSet, RuleSets } from '../ports/rule-sets.ts';
import { type CopiedRuleSetKind, ruleSetCategories } from './pricing-categories.ts';
import { activeSet, publishedSet } from './rule-sets.pg.ts';

/** The subject of the sets that are not an account's. */
const TENANT = '';

/** The tenant's own sets from copies; the contract prices of an account always from their table. */
export function acceleratedRuleSets(truth: RuleSets, reads: AcceleratedReads): RuleSets {
  const readsOf = <Kind extends CopiedRuleSetKind>(kind: Kind) => ({
    active: reads.of(ruleSetCategories[kind].active),
    content: reads.of(ruleSetCategories[kind].content),
  });
  const copies: { readonly [Kind in CopiedRuleSetKind]: ReturnType<typeof readsOf<Kind>> } = {
    promotions: readsOf('promotions'),
    discountPolicy: readsOf('discountPolicy'),
  };

  async function active<Kind extends CopiedRuleSetKind>(
    tx: Tx,
    kind: Kind,
  ): Promise<PublishedRuleSet<RuleSetContents[Kind]> | undefined> {
    // Whoever has to ask the truth which version it is learns in the same read what it says.
    let asked: PublishedRuleSet<RuleSetContents[Kind]> | undefined;
    const found = await copies[kind].active.get(tx, {}, async (own) => {
      asked = await activeSet(own, kind, TENANT);
      return { version: asked?.version ?? 0 };
    });
    if (found === undefined || found.version === (asked?.version ?? 0)) return asked;
    return pinned(tx, kind, found.version);
  }

  async function pinned<Kind extends CopiedRuleSetKind>(
    tx: Tx,
    kind: Kind,
    version: number,
  ): Promise<PublishedRuleSet<RuleSetContents[Kind]> | undefined> {
    const content = await copies[kind].content.get(
      tx,
      { version },
      async (own) => (await publishedSet(own, kind, TENANT, version))?.content,
    );
    return content && { version, content };
  }

  return {
    async active(tx, accountId) {
      // Who holds a connection gets all of it in one read.
      if (holdsConnection(tx)) return truth.active(tx, accountId);
      const promotions = await active(tx, 'promotions');
      const discountPolicy = await active(tx, 'discountPolicy');
      const contractPrices =
        accountId === null ? undefined : await activeSet(tx, 'contractPrices', accountId);
      return {
        ...(contractPrices && { contractPrices }),
        ...(promotions && { promotions }),
        ...(discountPolicy && { discountPolicy }),
      };
    },
    async pinned(tx, versions) {
      if (tx.access === 'write') return truth.pinned(tx, versions);
      const promotions =
        versions.promotions === null ? undefined : await pinned(tx, 'promotions', versions.promotions);
      const { contractPrices } =
        versions.contractPrices === null ? {} : await truth.pinned(tx, { ...versions, promotions: null });
      return { ...(contractPrices && { contractPrices }), ...(promotions && { promotions }) };
    },
  };
}
