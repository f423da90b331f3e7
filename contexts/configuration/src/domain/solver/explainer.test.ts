import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ground } from '../ground/ground.ts';
import type { CanonicalModel } from '../model/canonical-model.ts';
import type { Assumption } from '../reasoner.ts';
import { explainer } from './explainer.ts';
import {
  configurationsOf,
  indices,
  keepsTo,
  pigeons,
  smallModel,
  someAssumptions,
} from './fixtures/small-models.ts';
import { StepAccount } from './step-account.ts';

const question = smallModel.chain((model) => fc.tuple(fc.constant(model), someAssumptions(model)));

function explain(model: CanonicalModel) {
  return explainer(ground(model), model.constraints.length);
}

function without<T>(items: readonly T[], given: readonly number[]): T[] {
  return items.filter((_, index) => !given.includes(index));
}

function pick<T>(items: readonly T[], indices: readonly number[]): T[] {
  return indices.map((index) => items[index] as T);
}

function others(model: CanonicalModel, rules: readonly number[]): ReadonlySet<number> {
  return new Set(without([...model.constraints.keys()], rules));
}

function subsets(count: number): number[][] {
  return Array.from({ length: 2 ** count }, (_, bits) =>
    indices(count).filter((index) => ((bits >> index) & 1) === 1),
  );
}

/** From the first item on: kept unless the conflict stays without it. */
function byLeavingOut(count: number, isConflict: (members: readonly number[]) => boolean): number[] {
  let members = indices(count);
  for (let item = 0; item < count; item++) {
    const rest = members.filter((member) => member !== item);
    if (isConflict(rest)) members = rest;
  }
  return members;
}

describe('a conflict', () => {
  it('is found where nothing keeps to all assumptions, and lifted by giving up any one of it', () => {
    fc.assert(
      fc.property(question, ([model, assumptions]) => {
        const conflict = explain(model).conflict(assumptions);
        expect(explain(model).blamed(assumptions)).toEqual(conflict?.assumptions);
        const all = configurationsOf(model);
        const possible = (given: readonly Assumption[], configurations = all) =>
          configurations.some((values) => keepsTo(values, given));
        if (possible(assumptions)) {
          expect(conflict).toBeUndefined();
          return;
        }
        const named = pick(assumptions, conflict?.assumptions ?? []);
        const rules = conflict?.rules ?? [];
        expect(possible(named, configurationsOf(model, others(model, rules)))).toBe(false);
        for (const at of named.keys()) expect(possible(without(named, [at]))).toBe(true);
        for (const rule of rules) {
          const rest = rules.filter((other) => other !== rule);
          expect(possible(named, configurationsOf(model, others(model, rest)))).toBe(true);
        }
        expect(conflict?.minimal).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps the earliest assumptions and rules out of the blame', () => {
    fc.assert(
      fc.property(question, ([model, assumptions]) => {
        const conflict = explain(model).conflict(assumptions);
        if (conflict === undefined) return;
        const all = configurationsOf(model);
        const blamed = byLeavingOut(
          assumptions.length,
          (members) => !all.some((values) => keepsTo(values, pick(assumptions, members))),
        );
        expect(conflict.assumptions).toEqual(blamed);
        const named = pick(assumptions, blamed);
        const rules = byLeavingOut(
          model.constraints.length,
          (members) =>
            !configurationsOf(model, others(model, members)).some((values) => keepsTo(values, named)),
        );
        expect(conflict.rules).toEqual(rules);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('an explanation without steps left', () => {
  it('names all that could be to blame, and does not call it minimal', () => {
    const model = pigeons(4);
    const assumptions = model.variables.map((_, variable) => ({
      variable,
      allowed: Uint8Array.of(1, 1, 1, 1),
    }));
    expect(
      explainer(ground(model), model.constraints.length, new StepAccount(0)).conflict(assumptions),
    ).toEqual({
      assumptions: [...model.variables.keys()],
      rules: [...model.constraints.keys()],
      minimal: false,
    });
    expect(
      explainer(ground(model), model.constraints.length, new StepAccount(0)).repairs(
        assumptions,
        new Set(),
        3,
      ),
    ).toEqual([]);
  });
});

describe('repairs', () => {
  it('are the smallest sets without which the rest can hold, later ones first', () => {
    const asked = question.chain(([model, assumptions]) =>
      fc.tuple(
        fc.constant(model),
        fc.constant(assumptions),
        fc.subarray([...assumptions.keys()], { maxLength: Math.min(2, assumptions.length) }),
        fc.integer({ min: 1, max: 3 }),
      ),
    );
    fc.assert(
      fc.property(asked, ([model, assumptions, fixed, most]) => {
        const all = configurationsOf(model);
        const helps = (given: readonly number[]) =>
          all.some((values) => keepsTo(values, without(assumptions, given)));
        const candidates = subsets(assumptions.length)
          .filter((given) => !given.some((index) => fixed.includes(index)) && helps(given))
          .toSorted((a, b) => a.length - b.length || keepingFirst(a, b));
        const minimal = candidates.filter(
          (given) => !given.some((index) => helps(given.filter((other) => other !== index))),
        );
        expect(explain(model).repairs(assumptions, new Set(fixed), most)).toEqual(minimal.slice(0, most));
      }),
      { numRuns: 2_000 },
    );
  });
});

function keepingFirst(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((index, at) => index !== b[at]);
  return at < 0 ? 0 : (b[at] as number) - (a[at] as number);
}
