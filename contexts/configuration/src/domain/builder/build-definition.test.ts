import { describe, expect, it } from 'vitest';
import {
  anEnum,
  buildSample,
  constraint,
  definitionOf,
  type SampleCatalog,
} from '../../testing/sample-offering.ts';

const CATALOG: SampleCatalog = {
  box: {
    characteristics: [
      anEnum('colour', ['red', 'blue'], { minCardinality: 0 }),
      { id: 'size', type: 'integer', range: { min: 1, max: 9 } },
    ],
    children: [{ offeringId: 'lid', lower: 0, upper: 1 }],
  },
  lid: { characteristics: [anEnum('hinge', ['left', 'right'])] },
};

const RULES = [
  constraint("colour = 'red' iff (has lid and size > 3)"),
  constraint('2 * size + lid/@quantity <= 12', { id: 'sum' }),
  { id: 'table', kind: 'table', mode: 'forbid', columns: ['colour', 'lid/hinge'], rows: [['red', 'left']] },
];

describe('a definition', () => {
  it('has variables by id and constraints by rule, whatever the order of catalog and rules', () => {
    const turned: SampleCatalog = {
      box: { ...CATALOG['box'], characteristics: CATALOG['box']?.characteristics?.toReversed() ?? [] },
      lid: CATALOG['lid'] ?? {},
    };
    const one = definitionOf(CATALOG, RULES);
    const other = definitionOf(turned, RULES.toReversed());
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
    const ids = one.scope.model.variables.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted());
    expect(one.scope.model.constraints.map(({ ruleId, origin }) => `${origin} ${ruleId}`)).toEqual([
      'rule r',
      'structure structure:characteristic:lid/hinge',
      'rule sum',
      'rule table',
    ]);
  });

  it('keeps all that one rule says in one constraint', () => {
    const many = constraint("size in (2..4, 8) and (colour = 'red' or 2 * size + lid/@quantity < 9)");
    const { constraints } = definitionOf(CATALOG, [many]).scope.model;
    expect(constraints.filter(({ ruleId }) => ruleId === 'r')).toMatchObject([
      { bodies: [{ kind: 'clauses' }, { kind: 'sum' }] },
    ]);
  });

  it('is absent where something is wrong', () => {
    const { definition, findings } = buildSample(CATALOG, [constraint("colour = 'rot'")]);
    expect(definition).toBeUndefined();
    expect(findings).toHaveLength(1);
  });

  it('is refused for more parts than variables are allowed, before they are all looked at', () => {
    const level = (prefix: string, size: number) =>
      Array.from({ length: size }, (_, index) => `${prefix}${index}`);
    const children = (ids: readonly string[]) =>
      ids.map((offeringId) => ({ offeringId, lower: 0, upper: 1 }));
    const [upper, lower] = [level('a', 200), level('b', 200)];
    const catalog: SampleCatalog = {
      root: { children: children(upper) },
      ...Object.fromEntries(upper.map((id) => [id, { children: children(lower) }])),
      ...Object.fromEntries(lower.map((id) => [id, {}])),
    };
    expect(buildSample(catalog).findings).toMatchObject([
      { severity: 'error', code: 'LIMIT', message: 'parts: at most 20000, these are 20001' },
    ]);
  });
});
