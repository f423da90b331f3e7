import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ground } from '../ground/ground.ts';
import type { CanonicalModel } from '../model/canonical-model.ts';
import { type Completion, type Flags, offsetsOf } from '../reasoner.ts';
import { configurationsOf, isAllowed, pigeons, smallModel, someFlags } from './fixtures/small-models.ts';
import { solverReasoner } from './solver-reasoner.ts';
import { StepAccount, StepsEnded } from './step-account.ts';

const question = smallModel.chain((model) => fc.tuple(fc.constant(model), someFlags(model)));

function alternativesOf(model: CanonicalModel, allowed: Flags): Flags {
  const offsets = offsetsOf(model);
  const flags = new Uint8Array(offsets.at(-1) as number);
  for (const values of configurationsOf(model))
    for (const [variable, value] of values.entries())
      if (isAllowed(model, values, allowed, variable)) flags[(offsets[variable] as number) + value] = 1;
  return flags;
}

const pricedQuestion = question.chain(([model, allowed]) =>
  fc.tuple(fc.constant(model), fc.constant(allowed), someCosts(allowed.length)),
);

/** Any, or the dearer the later. */
function someCosts(length: number): fc.Arbitrary<number[]> {
  const costs = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length });
  return fc.oneof(
    costs,
    costs.map((some) => some.toSorted((a, b) => a - b)),
  );
}

function costOf(model: CanonicalModel, costs: readonly number[], values: Iterable<number>): number {
  const offsets = offsetsOf(model);
  return [...values].reduce(
    (sum, value, variable) => sum + (costs[(offsets[variable] as number) + value] as number),
    0,
  );
}

function leastCost(model: CanonicalModel, allowed: Flags, costs: readonly number[]): number | undefined {
  return configurationsOf(model)
    .filter((values) => isAllowed(model, values, allowed))
    .map((values) => costOf(model, costs, values))
    .toSorted((a, b) => a - b)[0];
}

function expectCompletion(
  model: CanonicalModel,
  allowed: Flags,
  costs: readonly number[],
  found: Completion | undefined,
): void {
  if (found === undefined) return;
  expect(isAllowed(model, [...found.values], allowed)).toBe(true);
  expect(configurationsOf(model)).toContainEqual([...found.values]);
  expect(costOf(model, costs, found.values)).toBe(found.cost);
}

describe('the solver', () => {
  it('finds consistent what some configuration has', () => {
    fc.assert(
      fc.property(question, ([model, allowed]) => {
        const expected = configurationsOf(model).some((values) => isAllowed(model, values, allowed));
        expect(solverReasoner(ground(model)).consistent(allowed)).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('finds exactly the values with which all other variables keep to what is allowed', () => {
    fc.assert(
      fc.property(question, ([model, allowed]) => {
        expect(solverReasoner(ground(model)).alternatives(allowed)).toEqual(alternativesOf(model, allowed));
      }),
      { numRuns: 2_000 },
    );
  });

  it('completes at the least cost', () => {
    fc.assert(
      fc.property(pricedQuestion, ([model, allowed, costs]) => {
        const found = solverReasoner(ground(model)).cheapest(allowed, Float64Array.from(costs));
        expect(found?.cost).toBe(leastCost(model, allowed, costs));
        expect(found?.optimal).toBe(found === undefined ? undefined : true);
        expectCompletion(model, allowed, costs, found);
      }),
      { numRuns: 2_000 },
    );
  });

  it('completes as well as it could within its steps, and says whether that is the best', () => {
    const hasty = pricedQuestion.chain((question) =>
      fc.tuple(fc.constant(question), fc.integer({ min: 0, max: 800 })),
    );
    fc.assert(
      fc.property(hasty, ([[model, allowed, costs], steps]) => {
        const found = solverReasoner(
          ground(model),
          new StepAccount(Number.POSITIVE_INFINITY),
          steps,
        ).cheapest(allowed, Float64Array.from(costs));
        if (found?.optimal === true) expect(found.cost).toBe(leastCost(model, allowed, costs));
        expectCompletion(model, allowed, costs, found);
      }),
      { numRuns: 1_000 },
    );
  });

  it('answers alike whatever was asked before', () => {
    const questions = smallModel.chain((model) =>
      fc.tuple(fc.constant(model), fc.array(someFlags(model), { minLength: 2, maxLength: 4 })),
    );
    fc.assert(
      fc.property(questions, ([model, asked]) => {
        const once = solverReasoner(ground(model));
        for (const allowed of asked) {
          const afresh = solverReasoner(ground(model));
          expect(once.consistent(allowed)).toBe(afresh.consistent(allowed));
          expect(once.alternatives(allowed)).toEqual(afresh.alternatives(allowed));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('refuses what only a long search refutes', () => {
    const model = pigeons(7);
    const everything = new Uint8Array(offsetsOf(model).at(-1) as number).fill(1);
    expect(solverReasoner(ground(model)).consistent(everything)).toBe(false);
  });

  it('claims nothing that it could not prove within its steps', () => {
    const model = pigeons(4);
    const everything = new Uint8Array(offsetsOf(model).at(-1) as number).fill(1);
    const hasty = solverReasoner({ ...ground(model), clauses: [] }, new StepAccount(0));
    expect(() => hasty.consistent(everything)).toThrow(StepsEnded);
    expect(() => hasty.alternatives(everything)).toThrow(StepsEnded);
    expect(hasty.cheapest(everything, new Float64Array(everything.length))).toBeUndefined();
  });

  it('has one account of steps for all questions of a query', () => {
    const model = pigeons(7);
    const everything = new Uint8Array(offsetsOf(model).at(-1) as number).fill(1);
    const account = new StepAccount(2_000_000);
    const reasoner = solverReasoner(ground(model), account);
    expect(() => {
      for (let question = 0; question < 10_000; question++) reasoner.consistent(everything);
    }).toThrow(StepsEnded);
    account.refill();
    expect(reasoner.consistent(everything)).toBe(false);
  });

  it('does not count', () => {
    const model: CanonicalModel = { variables: [], constraints: [] };
    expect(solverReasoner(ground(model)).count(new Uint8Array(0))).toBeUndefined();
  });
});
