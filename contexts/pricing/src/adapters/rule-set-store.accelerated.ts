import { type Caches, invalidateOnCommit } from '@quotewright/platform/cache';
import type { RuleSetStore } from '../ports/rule-set-store.ts';
import type { KeysOfPricing } from './pricing-keys.ts';

/** The store, which drops the pointer that a publication moves. */
export const forgettingRuleSetStore = (
  truth: RuleSetStore,
  caches: Pick<Caches, 'invalidate'>,
  keys: KeysOfPricing,
): RuleSetStore => ({
  ...truth,
  async publish(tx, key, version) {
    await truth.publish(tx, key, version);
    if (key.kind !== 'contractPrices') invalidateOnCommit(tx, caches, [keys.activeSet(tx.tenant, key.kind)]);
  },
});
