import { classFlags, valueFlags } from '../ground/class-flags.ts';
import type { GroundModel } from '../ground/ground-model.ts';
import type { Flags, Reasoner } from '../reasoner.ts';
import { cheapestCompletion } from './cheapest-completion.ts';
import { encodeGround } from './encode-ground.ts';
import { findAlternatives } from './find-alternatives.ts';
import { restrictionsOf } from './restrictions.ts';
import { Search } from './search.ts';

/** Decisions and propagations of one question: seconds, where thousands are usual. */
const STEPS_OF_QUESTION = 10_000_000;

/**
 * Answers by search. Every question begins afresh, so that the answer does not depend on what was asked before. When
 * the budget of steps ends, what is not proved to be possible counts as impossible: what is offered never leads to a
 * dead end.
 */
export function solverReasoner(ground: GroundModel, budget = STEPS_OF_QUESTION): Reasoner {
  const { formula, literals } = encodeGround(ground);
  const search = new Search(formula);
  return {
    mode: 'solver',
    consistent(allowed: Flags): boolean {
      search.reset(budget);
      const restrictions = restrictionsOf(ground, literals, classFlags(ground, allowed));
      return search.solve(restrictions.flatMap(({ assumed }) => assumed)) === 'satisfiable';
    },
    alternatives(allowed: Flags): Flags {
      search.reset(budget);
      const classes = classFlags(ground, allowed);
      return valueFlags(ground, findAlternatives(ground, literals, search, classes));
    },
    count: () => undefined,
    // Without the last proof a completion is useful, too: it is not worth to wait for it as long.
    cheapest: (allowed, costs) => cheapestCompletion(ground, allowed, costs, budget >> 2),
  };
}
