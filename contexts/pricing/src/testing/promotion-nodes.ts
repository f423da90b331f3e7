import { MemoryEngine } from '@quotewright/acceleration/memory';
import { systemClock } from '@quotewright/kernel';
import { acceleratedReads, type ReconciledCopy, reconcileCopies } from '@quotewright/platform/cache';
import type { Tx } from '@quotewright/platform/postgres';
import type { TestEngine } from '@quotewright/platform/testing';
import { countingConnections } from '@quotewright/tenancy/testing';
import { pricingCachesConsumer } from '../adapters/pricing-caches.accelerated.ts';
import { keysOfPricing } from '../adapters/pricing-keys.ts';
import { forgettingRedemptions } from '../adapters/promotion-redemptions.accelerated.ts';
import { pgPromotionRedemptions } from '../adapters/promotion-redemptions.pg.ts';
import { acceleratedPromotionUsage } from '../adapters/promotion-usage.accelerated.ts';
import { ruleSetCopies } from '../adapters/rule-set-copies.ts';
import { acceleratedRuleSets } from '../adapters/rule-sets.accelerated.ts';
import { pgRuleSets } from '../adapters/rule-sets.pg.ts';
import { redeemPromotions, releasePromotions } from '../application/redeem-promotions.ts';
import { type OpenCopies, openCopies } from './open-copies.ts';
import { actor, openWorkbench } from './pricing-workbench.ts';
import { aPromotion, type PromotionEntry, promotionsDocument } from './promotion-documents.ts';

type Access = 'read' | 'write';

/** Two nodes with copies of promotions in one store, and what says whether they ask the database. */
export async function openPromotionNodes(engine: TestEngine) {
  const store = new MemoryEngine();
  const copies = [await openCopies(store), await openCopies(store)] as const;
  const bench = await openWorkbench(engine);
  const counting = countingConnections(bench.db);
  const publisher = bench.nodeWith(copies[0].caches);
  let publications = 0;

  function nodeOn({ caches }: OpenCopies) {
    const reads = acceleratedReads({ caches, database: counting.counted, clock: systemClock });
    const keys = keysOfPricing(caches);
    const redemptions = forgettingRedemptions(pgPromotionRedemptions, caches, keys);
    return {
      caches,
      ruleSets: acceleratedRuleSets(pgRuleSets, reads),
      usage: acceleratedPromotionUsage(reads),
      redeem: redeemPromotions({ ruleSets: pgRuleSets, redemptions }),
      release: releasePromotions({ redemptions }),
      consumer: pricingCachesConsumer(caches, keys),
    };
  }

  return {
    bench,
    here: nodeOn(copies[0]),
    there: nodeOn(copies[1]),
    inTx: <T>(access: Access, work: (tx: Tx) => Promise<T>) =>
      counting.counted.withTenant(actor.tenant, access, work),
    /** Publishes where `here` is; one more that nobody asks for makes it another set each time. The version. */
    async publish(...promotions: readonly PromotionEntry[]): Promise<number> {
      publications += 1;
      const document = promotionsDocument(...promotions, aPromotion({ id: `unused-${publications}` }));
      return (await publisher.commands.publishRuleSet(actor, { kind: 'promotions', document })).version;
    },
    /** How many connections it takes. */
    async connectionsOf(work: () => Promise<unknown>): Promise<number> {
      const before = counting.connections();
      await work();
      return counting.connections() - before;
    },
    /** Keys without installation and tenant, and what is wrong with what the store has under them. */
    async reconciled(): Promise<readonly (readonly [key: string, discrepancy: string])[]> {
      const { caches } = copies[1];
      const found: ReconciledCopy[] = [];
      await reconcileCopies(actor.tenant, {
        database: bench.db,
        caches,
        categories: ruleSetCopies(caches, pgRuleSets),
        repair: false,
        onUnreadable: (category, cause) => {
          throw new Error(category, { cause });
        },
        onFound: (copy) => void found.push(copy),
      });
      return found.map(({ key, discrepancy }) => [key.data.split(':').slice(4).join(':'), discrepancy]);
    },
    async close() {
      await bench.close();
      await Promise.all(copies.map((one) => one.close()));
    },
  };
}

export type PromotionNodes = Awaited<ReturnType<typeof openPromotionNodes>>;
