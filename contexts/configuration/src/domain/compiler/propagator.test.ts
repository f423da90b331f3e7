import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { solutions } from '../../testing/enumerate-model.ts';
import { randomModel } from '../../testing/random-model.ts';
import { ground } from '../ground/ground.ts';
import type { GroundModel } from '../ground/ground-model.ts';
import type { CanonicalModel, ConstraintBody } from '../model/canonical-model.ts';
import { constraintStore } from './constraint-store.ts';
import { DomainStore } from './domain-store.ts';
import { probe } from './probing.ts';
import { Propagator } from './propagator.ts';

function propagatorOf(lowered: GroundModel): Propagator {
  return new Propagator(new DomainStore(lowered), constraintStore(lowered));
}

function leftOf({ domains }: Propagator): number[][] {
  return [...domains.left.keys()].map((variable) => domains.classes(variable));
}

/** The classes that each variable has in some configuration. */
function possibleClasses(model: CanonicalModel, { classOf, valueOffsets }: GroundModel): Set<number>[] {
  const possible = model.variables.map(() => new Set<number>());
  for (const values of solutions(model))
    for (const [variable, value] of values.entries())
      possible[variable]?.add(classOf[(valueOffsets[variable] as number) + value] as number);
  return possible;
}

const ascending = (classes: Iterable<number>) => [...classes].sort((a, b) => a - b);

/** Models that are one body of some kind. */
function only(kind: ConstraintBody['kind']): fc.Arbitrary<CanonicalModel> {
  return randomModel.map(({ variables, constraints }) => {
    const body = constraints.flatMap(({ bodies }) => bodies).find((each) => each.kind === kind);
    const bodies =
      body?.kind === 'clauses' ? [{ ...body, clauses: body.clauses.slice(0, 1) }] : body && [body];
    return {
      variables,
      constraints: bodies ? [{ ruleId: 'r', origin: 'rule' as const, messageKey: 'm', bodies }] : [],
    };
  });
}

describe('narrowing', () => {
  it('takes away nothing that some configuration has, nor does probing', () => {
    fc.assert(
      fc.property(randomModel, (model) => {
        const lowered = ground(model);
        const possible = possibleClasses(model, lowered);
        const propagator = propagatorOf(lowered);
        const goes = propagator.propagateAll() && probe(propagator, 1_000_000);
        if (!goes) expect(possible.every(({ size }) => size === 0)).toBe(true);
        else
          for (const [variable, left] of leftOf(propagator).entries())
            expect(left).toEqual(expect.arrayContaining([...(possible[variable] ?? [])]));
      }),
      { numRuns: 500 },
    );
  });

  it.each(['clauses', 'table'] as const)('by one of %s leaves exactly what can be', (kind) => {
    fc.assert(
      fc.property(only(kind), (model) => {
        const lowered = ground(model);
        const propagator = propagatorOf(lowered);
        const possible = possibleClasses(model, lowered).map(ascending);
        if (propagator.propagateAll()) expect(leftOf(propagator)).toEqual(possible);
        else expect(possible.flat()).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('by a sum leaves the classes that the least and the most of the others allow', () => {
    fc.assert(
      fc.property(only('sum'), (model) => {
        const lowered = ground(model);
        const propagator = propagatorOf(lowered);
        const goes = propagator.propagateAll();
        const left = leftOf(propagator);
        for (const { variables, weights, lower, upper } of goes ? lowered.sums : []) {
          const weightsOf = (term: number) =>
            (left[variables[term] as number] ?? []).map((index) => weights[term]?.[index] as number);
          const sumOf = (pick: (...weights: number[]) => number, without: number) =>
            [...variables.keys()]
              .filter((term) => term !== without)
              .reduce((sum, term) => sum + pick(...weightsOf(term)), 0);
          for (const term of variables.keys())
            for (const weight of weightsOf(term)) {
              expect(weight + sumOf(Math.min, term)).toBeLessThanOrEqual(upper);
              expect(weight + sumOf(Math.max, term)).toBeGreaterThanOrEqual(lower);
            }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('can be undone, and does the same again', () => {
    fc.assert(
      fc.property(randomModel, fc.nat(), fc.nat(), (model, at, pick) => {
        const propagator = propagatorOf(ground(model));
        if (!propagator.propagateAll()) return;
        const before = leftOf(propagator);
        const variable = at % before.length;
        const classes = before[variable] as number[];
        const decide = () => {
          propagator.assign(variable, classes[pick % classes.length] as number);
          return [propagator.propagate(), leftOf(propagator)];
        };
        const mark = propagator.domains.mark();
        const first = decide();
        propagator.domains.undoTo(mark);
        expect(leftOf(propagator)).toEqual(before);
        // Of what cannot be the domains are left in the middle of it.
        const second = decide();
        expect(second).toEqual(first);
      }),
      { numRuns: 300 },
    );
  });
});
