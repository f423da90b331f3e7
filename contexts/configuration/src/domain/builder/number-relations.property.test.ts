import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { satisfies, solutions } from '../../testing/enumerate-model.ts';
import { constraint, definitionOf } from '../../testing/sample-offering.ts';
import type { Interval, ScopeDefinition } from '../model/configuration-definition.ts';

const MOST = 3_000;
const NAMES = ['a', 'b', 'c', 'd'] as const;

/** Each number may be related to one before it: a forest. */
const relations = fc.tuple(
  ...NAMES.slice(1).map((name, index) =>
    fc.option(
      fc.tuple(
        fc.constant(name),
        fc.constantFrom('=', '<=', '>=', '<'),
        fc.constantFrom(...NAMES.slice(0, index + 1)),
        fc.integer({ min: -50, max: 50 }),
      ),
    ),
  ),
);

const cuts = fc.array(fc.tuple(fc.constantFrom(...NAMES), fc.integer({ min: 0, max: MOST })), {
  maxLength: 4,
});

type Related = readonly [left: string, relation: string, right: string, offset: number];

function scopeOf(
  related: readonly (Related | null)[],
  at: readonly (readonly [string, number])[],
): ScopeDefinition {
  const characteristics = NAMES.map((id) => ({ id, type: 'integer' as const, range: { min: 0, max: MOST } }));
  return definitionOf({ numbers: { characteristics } }, [
    ...related.flatMap((relation, index) => {
      if (relation === null) return [];
      const [left, is, right, offset] = relation;
      return constraint(`${left} ${is} ${right} + ${offset}`, { id: `r${index}` });
    }),
    ...at.map(([name, number], index) => constraint(`${name} < ${number} or true`, { id: `cut${index}` })),
  ]).scope;
}

describe('numbers that are related', () => {
  it('lie in intervals that the model lets stand together', () => {
    fc.assert(
      fc.property(
        relations,
        cuts,
        fc.array(fc.nat(MOST), { minLength: 4, maxLength: 4 }),
        (related, at, numbers) => {
          const scope = scopeOf(related, at);
          // Equal ones are made so: by chance they never are.
          for (const [left, is, right, offset] of related.filter((relation) => relation !== null)) {
            if (is === '=') numbers[placeOf(left)] = (numbers[placeOf(right)] as number) + offset;
          }
          fc.pre(numbers.every((number) => number >= 0 && number <= MOST));
          const isPossible = related.every((relation) => relation === null || areRelated(relation, numbers));
          fc.pre(isPossible);
          const places = scope.variables.map(({ intervals }, index) =>
            (intervals ?? []).findIndex((interval) => holds(interval, numbers[index] as number)),
          );
          expect(satisfies(scope.model, places)).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('exist in all intervals that the model lets stand together', () => {
    fc.assert(
      fc.property(relations, cuts, (related, at) => {
        const scope = scopeOf(related, at);
        for (const places of solutions(scope.model)) {
          const bounds = scope.variables.map(({ intervals }, index) => {
            const interval = intervals?.[places[index] as number];
            return [Number(interval?.min), Number(interval?.max)] as [number, number];
          });
          // In a forest, bounds that nothing narrows any more have a solution.
          narrow(related, bounds);
          expect(bounds.every(([min, max]) => min <= max)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});

function holds(interval: Interval | null, number: number): boolean {
  return interval !== null && Number(interval.min) <= number && number <= Number(interval.max);
}

const placeOf = (name: string) => NAMES.findIndex((one) => one === name);

function areRelated([left, is, right, offset]: Related, numbers: readonly number[]): boolean {
  const difference = (numbers[placeOf(left)] as number) - (numbers[placeOf(right)] as number) - offset;
  return (
    { '=': difference === 0, '<=': difference <= 0, '>=': difference >= 0, '<': difference < 0 }[is] === true
  );
}

function narrow(related: readonly (Related | null)[], bounds: [number, number][]): void {
  for (let round = 0; round < NAMES.length; round += 1) {
    for (const [left, is, right, offset] of related.filter((relation) => relation !== null)) {
      const [a, b] = [bounds[placeOf(left)], bounds[placeOf(right)]] as [[number, number], [number, number]];
      const strict = is === '<' ? 1 : 0;
      if (is !== '>=') {
        a[1] = Math.min(a[1], b[1] + offset - strict);
        b[0] = Math.max(b[0], a[0] - offset + strict);
      }
      if (is === '=' || is === '>=') {
        a[0] = Math.max(a[0], b[0] + offset);
        b[1] = Math.min(b[1], a[1] - offset);
      }
    }
  }
}
