import { classFlags, valueFlags } from '../ground/class-flags.ts';
import type { GroundModel } from '../ground/ground-model.ts';
import type { Reasoner } from '../reasoner.ts';
import { cheapestCompletion } from './cheapest-completion.ts';
import { encodeGround } from './encode-ground.ts';
import { findAlternatives, known } from './find-alternatives.ts';
import { restrictionsOf } from './restrictions.ts';
import { Search } from './search.ts';
import { StepAccount } from './step-account.ts';

/** Decisions and propagations of one question: seconds, where thousands are usual. */
const STEPS_OF_QUESTION = 10_000_000;

/**
 * Answers by search. Every question begins afresh, so that the answer does not depend on what was asked before. Its
 * questions throw `StepsEnded` where the budget ends before the answer is known.
 */
export function solverReasoner(
  ground: GroundModel,
  account = new StepAccount(Number.POSITIVE_INFINITY),
  budget = STEPS_OF_QUESTION,
): Reasoner {
  const { formula, literals } = encodeGround(ground);
  const search = new Search(formula);
  const asked = <Answer>(ask: () => Answer): Answer => {
    search.reset(account.budget(budget));
    try {
      return ask();
    } finally {
      account.spend(search.spent);
    }
  };
  return {
    mode: 'solver',
    consistent: (allowed) =>
      asked(() => {
        const restrictions = restrictionsOf(ground, literals, classFlags(ground, allowed));
        return known(search.solve(restrictions.flatMap(({ assumed }) => assumed))) === 'satisfiable';
      }),
    alternatives: (allowed) =>
      asked(() =>
        valueFlags(ground, findAlternatives(ground, literals, search, classFlags(ground, allowed))),
      ),
    count: () => undefined,
    // Without the last proof a completion is useful, too: it is not worth to wait for it as long.
    cheapest(allowed, costs) {
      const most = account.budget(budget >> 2);
      account.spend(most >> 1);
      return cheapestCompletion(ground, allowed, costs, most);
    },
  };
}
