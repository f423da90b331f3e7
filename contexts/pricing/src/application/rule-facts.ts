import type { PricingFacts } from '../domain/calculate.ts';
import type { ActiveRuleSets } from '../ports/rule-sets.ts';

type RuleFacts = Pick<PricingFacts, 'contractPrices' | 'promotions'>;

/** The rule sets as the calculation looks at them. */
export function ruleFacts({
  contractPrices,
  promotions,
}: Pick<ActiveRuleSets, 'contractPrices' | 'promotions'>): RuleFacts {
  return {
    ...(contractPrices && { contractPrices: contractPrices.content }),
    ...(promotions && { promotions: promotions.content }),
  };
}
