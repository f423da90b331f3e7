import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { solutions } from '../../testing/enumerate-model.ts';
import { anEnum, constraint, definitionOf, type SampleCatalog } from '../../testing/sample-offering.ts';
import { evaluateExpression, type Known } from '../expression/evaluate-expression.ts';
import { NONE } from '../model/canonical-model.ts';
import type { ScopeDefinition } from '../model/configuration-definition.ts';

/** Something of each kind, small enough to look at every configuration. */
const CATALOG: SampleCatalog = {
  rack: {
    characteristics: [
      anEnum('colour', ['red', 'blue', 'green'], { minCardinality: 0 }),
      anEnum('trim', ['blue', 'green']),
      { id: 'doors', type: 'integer', range: { min: 0, max: 3 }, minCardinality: 0 },
      anEnum('extras', ['a', 'b'], { minCardinality: 0, maxCardinality: 2 }),
    ],
    children: [{ offeringId: 'disk', lower: 0, upper: 2 }],
  },
  disk: {
    characteristics: [
      { id: 'fast', type: 'boolean' },
      { id: 'size', type: 'decimal', range: { min: '0', max: '4.5' } },
    ],
  },
};

const relation = fc.constantFrom('=', '!=', '<', '<=', '>', '>=');
const number = fc.constantFrom('0', '1', '2', '3', '0.5');
const factor = fc.constantFrom('1', '2', '-1', '0.5');
const finite = fc.constantFrom('doors', 'disk/@quantity');
const comparison = (left: fc.Arbitrary<string>, right: fc.Arbitrary<string>) =>
  fc.tuple(left, relation, right).map((parts) => parts.join(' '));

const atom = fc.oneof(
  fc.constantFrom(
    "colour = 'red'",
    "colour != 'blue'",
    "colour in ('blue', 'green')",
    'colour = trim',
    'colour != trim',
    'disk/fast',
    'has disk',
    'true',
    '`extras=a`',
    "extras = 'b'",
    "extras in ('a', 'b')",
    'doors in (0, 2..3)',
    'disk/size in 1..2',
  ),
  comparison(fc.oneof(finite, fc.constant('disk/size')), number),
  comparison(finite, finite),
  comparison(
    fc.tuple(factor, finite, factor, finite).map(([a, x, b, y]) => `${a} * ${x} + ${b} * ${y}`),
    fc.oneof(number, finite),
  ),
  fc.tuple(relation, number).map(([is, to]) => `2 * disk/size + 1 ${is} ${to}`),
);

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    atom,
    tie('expression').map((of) => `not (${of})`),
    fc
      .tuple(tie('expression'), fc.constantFrom('and', 'or', 'implies', 'iff'), tie('expression'))
      .map(([left, op, right]) => `(${left}) ${op} (${right})`),
  ),
}));

describe('an expression', () => {
  it('keeps exactly the configurations for which it is true, and each of them once', () => {
    fc.assert(
      fc.property(expression, (text) => {
        // A comparison by itself would be a relation, which holds where one side is absent.
        const advice = { id: 'a', kind: 'recommendation', message: 'is it true', when: text };
        const all = definitionOf(CATALOG, [constraint(`true and (${text})`)]).scope;
        const free = definitionOf(CATALOG, [constraint(`(${text}) or true`), advice]).scope;
        expect(shown(all)).toEqual(shown(free).filter((world) => isTrue(free, world)));
      }),
      { numRuns: 60 },
    );
  });

  it('is the same whether it is the condition of a rule or the left of an implication', () => {
    fc.assert(
      fc.property(expression, expression, (left, right) => {
        const guarded = definitionOf(CATALOG, [constraint(right, { if: left })]).scope;
        const implied = definitionOf(CATALOG, [constraint(`(${left}) implies (${right})`)]).scope;
        expect(shown(guarded)).toEqual(shown(implied));
      }),
      { numRuns: 25 },
    );
  });
});

type World = Readonly<Record<string, string>>;

/** Worlds in an order of their own: auxiliary variables, which stand between the others, are left out. */
function shown({ model }: ScopeDefinition): readonly World[] {
  const worlds = [...solutions(model)].map((values) =>
    Object.fromEntries(
      model.variables.flatMap(({ id, kind, values: texts }, index) =>
        kind === 'auxiliary' ? [] : [[id, texts[values[index] as number] as string]],
      ),
    ),
  );
  return worlds.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Of the expression as it is evaluated at a click, which knows nothing of how it was compiled. */
function isTrue({ model, variables, advice }: ScopeDefinition, world: World): boolean {
  const variable = (id: string): Known => {
    const place = model.variables.findIndex((one) => one.id === id);
    const value = world[id];
    if (value === NONE || value === undefined) return null;
    const { type, intervals } = variables[place] as (typeof variables)[number];
    if (type === 'boolean') return value === 'true';
    if (type === 'enum') return value;
    const interval = intervals?.[model.variables[place]?.values.indexOf(value) ?? -1];
    return {
      number: interval === undefined || interval === null ? value : within(interval.min, interval.max),
    };
  };
  return (
    evaluateExpression(advice[0]?.expression ?? { op: 'constant', value: false }, {
      variable,
      context: () => undefined,
      isPresent: () => undefined,
      sum: () => undefined,
    }) === true
  );
}

/** Any number of an interval stands for all of them. */
function within(min: string | null, max: string | null): string {
  return String((Number(min) + Number(max)) / 2);
}
