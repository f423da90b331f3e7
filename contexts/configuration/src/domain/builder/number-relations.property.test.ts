import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { satisfies, solutions } from '../../testing/enumerate-model.ts';
import { constraint, definitionOf } from '../../testing/sample-offering.ts';
import type { Interval, ScopeDefinition } from '../model/configuration-definition.ts';

const MOST = 3_000;
const NAMES = ['a', 'b', 'c', 'd'] as const;

type Related = readonly [left: string, relation: string, right: string, offset: number];

/** Each number may be related to one before it: a forest. */
const relations = fc.tuple(
  ...NAMES.slice(1).map((name, index) =>
    fc.option(
      fc
        .tuple(
          fc.constant(name),
          fc.constantFrom('=', '<=', '>=', '<', '>'),
          fc.constantFrom(...NAMES.slice(0, index + 1)),
          fc.integer({ min: -100, max: 100 }),
        )
        // Whole numbers can differ by no half, but they can be bounded by one.
        .map(([left, is, right, offset]): Related => [left, is, right, is === '=' ? offset : offset / 2]),
    ),
  ),
);

const cuts = fc.array(fc.tuple(fc.constantFrom(...NAMES), fc.integer({ min: 0, max: MOST })), {
  maxLength: 4,
});

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
        expect(impossible(related, at)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('are cut one further down for each strict relation of a chain', () => {
    const chain: readonly Related[] = [
      ['b', '<', 'a', 0],
      ['d', '<', 'b', 0],
    ];
    expect(impossible(chain, [['a', 2]])).toEqual([]);
    expect(startsOf(chain, [['a', 4]])).toEqual([
      ['0', '1', '2', '4'],
      ['0', '1', '3', '3000'],
      ['0'],
      ['0', '2', '2999', '3000'],
    ]);
  });

  it('are cut at the whole numbers that a fraction leaves possible', () => {
    const bounded: readonly Related[] = [
      ['b', '<=', 'a', 0.5],
      ['c', '>', 'b', -0.5],
    ];
    expect(startsOf(bounded, [['a', 9]])).toEqual([['0', '9'], ['0', '9'], ['0', '9'], ['0']]);
  });
});

/** Where the intervals of each number begin. */
function startsOf(related: readonly Related[], at: readonly (readonly [string, number])[]) {
  return scopeOf(related, at).variables.map(({ intervals }) => intervals?.map((interval) => interval?.min));
}

/** What no numbers fulfil of all that the model lets stand together. */
function impossible(
  related: readonly (Related | null)[],
  at: readonly (readonly [string, number])[],
): readonly unknown[] {
  const scope = scopeOf(related, at);
  return [...solutions(scope.model)]
    .map((places) =>
      scope.variables.map(({ intervals }, index): [number, number] => {
        const interval = intervals?.[places[index] as number];
        return [Number(interval?.min), Number(interval?.max)];
      }),
    )
    .filter((bounds) => {
      // In a forest, bounds that nothing narrows any more have a solution.
      const narrowed = narrow(related, bounds);
      return narrowed.some(([min, max]) => min > max);
    });
}

function holds(interval: Interval | null, number: number): boolean {
  return interval !== null && Number(interval.min) <= number && number <= Number(interval.max);
}

const placeOf = (name: string) => NAMES.findIndex((one) => one === name);

function areRelated([left, is, right, offset]: Related, numbers: readonly number[]): boolean {
  const difference = (numbers[placeOf(left)] as number) - (numbers[placeOf(right)] as number) - offset;
  return (
    {
      '=': difference === 0,
      '<=': difference <= 0,
      '>=': difference >= 0,
      '<': difference < 0,
      '>': difference > 0,
    }[is] === true
  );
}

function narrow(
  related: readonly (Related | null)[],
  wide: readonly [number, number][],
): readonly [number, number][] {
  const bounds = wide.map(([min, max]): [number, number] => [min, max]);
  for (let round = 0; round < NAMES.length; round += 1) {
    for (const [left, is, right, offset] of related.filter((relation) => relation !== null)) {
      const [a, b] = [bounds[placeOf(left)], bounds[placeOf(right)]] as [[number, number], [number, number]];
      if (is === '=' || is.startsWith('<')) {
        const most = is === '<' ? Math.ceil(offset) - 1 : Math.floor(offset);
        a[1] = Math.min(a[1], b[1] + most);
        b[0] = Math.max(b[0], a[0] - most);
      }
      if (is === '=' || is.startsWith('>')) {
        const least = is === '>' ? Math.floor(offset) + 1 : Math.ceil(offset);
        a[0] = Math.max(a[0], b[0] + least);
        b[1] = Math.min(b[1], a[1] - least);
      }
    }
  }
  return bounds;
}
