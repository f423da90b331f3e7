import type { Propagator } from './propagator.ts';

/**
 * One round of trying each class of each variable: what fails at once is taken away. False when nothing is left. Ends
 * early, with what it has, at half of the budget.
 */
export function probe(propagator: Propagator, budget: number): boolean {
  const { domains } = propagator;
  for (let variable = 0; variable < domains.left.length; variable++) {
    if ((domains.left[variable] as number) === 1) continue;
    for (const index of domains.classes(variable)) {
      if (propagator.steps > budget / 2) return true;
      const mark = domains.mark();
      propagator.assign(variable, index);
      const goes = propagator.propagate();
      domains.undoTo(mark);
      if (goes) continue;
      const word = (domains.wordOffsets[variable] as number) + (index >>> 5);
      propagator.narrow(variable, word, ~(1 << (index & 31)));
      if ((domains.left[variable] as number) === 0 || !propagator.propagate()) return false;
    }
  }
  return true;
}
