import { describe, expect, it } from 'vitest';
import {
  anEnum,
  buildSample,
  configurations,
  constraint,
  definitionOf,
  type SampleCatalog,
} from '../../testing/sample-offering.ts';

const part = (offeringId: string, lower: number, upper: number) => ({ offeringId, lower, upper });

const CATALOG: SampleCatalog = {
  rack: {
    characteristics: [
      anEnum('colour', ['red', 'blue'], { minCardinality: 0 }),
      anEnum('extras', ['a', 'b'], { minCardinality: 0, maxCardinality: 2 }),
      { id: 'users', type: 'integer', range: { min: 1, max: 5_000 } },
      { id: 'name', type: 'text', minCardinality: 0, maxLength: 5 },
    ],
    children: [part('disk', 0, 3), part('slot', 0, 3), part('seat', 0, 4_000), part('bay', 0, 20)],
  },
  disk: {},
  slot: {},
  seat: {},
  bay: {},
};

const scopeOf = (...rules: readonly object[]) => definitionOf(CATALOG, rules).scope;
const codes = (...rules: readonly object[]) =>
  buildSample(CATALOG, rules).findings.map(({ code, path }) => [code, ...path].join(' '));

/** What two variables can be together: `1 2`. */
function pairs(rules: readonly object[], left: string, right: string): readonly string[] {
  const all = configurations(scopeOf(...rules)).map((world) => {
    const values = new Map(world.split(' ').map((text) => text.split(/=(?=[^=]*$)/) as [string, string]));
    return `${values.get(left)} ${values.get(right)}`;
  });
  return [...new Set(all)].sort();
}

const upTo = (most: number) => Array.from({ length: most + 1 }, (_, index) => index);
const grid = (test: (a: number, b: number) => boolean) =>
  upTo(3).flatMap((a) => upTo(3).flatMap((b) => (test(a, b) ? [`${a} ${b}`] : [])));
const disksAndSlots = (...rules: readonly object[]) => pairs(rules, 'disk/@quantity', 'slot/@quantity');

describe('a part that requires another', () => {
  it('is not without it', () => {
    const rule = { id: 'r', kind: 'requires', source: 'disk', target: 'slot' };
    expect(disksAndSlots(rule)).toEqual(grid((disks, slots) => disks === 0 || slots > 0));
  });

  it('can ask for several of it for each of its own', () => {
    const rule = { id: 'r', kind: 'requires', source: 'disk', target: 'slot', perInstance: 2 };
    expect(disksAndSlots(rule)).toEqual(grid((disks, slots) => slots >= 2 * disks));
  });

  it('can ask for one for each of thousands', () => {
    const rule = { id: 'r', kind: 'requires', source: 'seat', target: 'bay', perInstance: 1 };
    const { relations, model } = scopeOf(rule);
    const variable = (id: string) => model.variables.findIndex((one) => one.id === id);
    expect(relations).toMatchObject([
      { left: variable('bay/@quantity'), relation: '>=', right: variable('seat/@quantity') },
    ]);
    expect(pairs([rule], 'seat/@quantity', 'bay/@quantity')).toEqual(['0 0', '0 1..20', '1..20 1..20']);
  });

  it('is refused where thousands would have to be multiplied, or a part is unknown', () => {
    const rule = { id: 'r', kind: 'requires', source: 'seat', target: 'disk' };
    expect(codes({ ...rule, perInstance: 2 })).toEqual(['LIMIT rules 0']);
    expect(codes({ ...rule, target: 'desk' })).toEqual(['REL_TARGET_UNKNOWN rules 0 target']);
  });
});

describe('a part that excludes another', () => {
  const rule = { id: 'r', kind: 'excludes', source: 'disk', target: 'slot' };

  it('is not with it', () => {
    expect(disksAndSlots(rule)).toEqual(grid((disks, slots) => disks === 0 || slots === 0));
  });

  it('cannot be itself', () => {
    expect(codes({ ...rule, target: 'disk' })).toEqual(['SELF_EXCLUDE rules 0 target']);
  });
});

describe('a constraint between two numbers', () => {
  it('holds where one of both is absent', () => {
    expect(disksAndSlots(constraint('disk/@quantity = slot/@quantity'))).toEqual(
      grid((disks, slots) => disks === slots || disks * slots === 0),
    );
    expect(disksAndSlots(constraint('disk/@quantity < slot/@quantity + 2'))).toEqual(
      grid((disks, slots) => disks < slots + 2 || slots === 0),
    );
  });

  it('counts an absent one as 0 where there are more than two', () => {
    const rule = constraint('2 * disk/@quantity + slot/@quantity + bay/@quantity <= 3');
    expect(disksAndSlots(rule)).toEqual(grid((disks, slots) => 2 * disks + slots <= 3));
  });

  it('carries the cuts of one number to the other, moved by their distance', () => {
    const rules = [
      constraint('seat/@quantity = users + 10'),
      constraint('users < 50', { id: 'cut', if: 'has disk' }),
    ];
    expect(pairs(rules, 'users', 'seat/@quantity')).toEqual([
      '1..49 0',
      '1..49 11..59',
      '3991..5000 0',
      '50..3990 0',
      '50..3990 60..4000',
    ]);
  });

  it('makes intervals of few numbers that are related to many, unless something adds them up', () => {
    const relation = constraint('bay/@quantity <= users');
    const kinds = (...rules: readonly object[]) =>
      scopeOf(...rules)
        .model.variables.filter(({ id }) => id === 'bay/@quantity')
        .map(({ kind }) => kind);
    expect(kinds(relation)).toEqual(['number']);
    expect(kinds(relation, constraint('bay/@quantity + disk/@quantity <= 9', { id: 'sum' }))).toEqual([
      'quantity',
    ]);
  });

  it('is refused in a circle, below a condition, strictly unequal or multiplied', () => {
    const circle = [
      constraint('seat/@quantity = users', { id: 'a' }),
      constraint('seat/@quantity <= users + 5', { id: 'b' }),
    ];
    expect(codes(...circle)).toEqual(['NUMBER_RELATION_CYCLE rules 1 then']);
    expect(codes(constraint('seat/@quantity = users', { if: 'has disk' }))).toEqual([
      'EXPR_NONLINEAR rules 0 then',
    ]);
    expect(codes(constraint('seat/@quantity != users'))).toEqual(['EXPR_NONLINEAR rules 0 then']);
    expect(codes(constraint('seat/@quantity = 2 * users'))).toEqual(['EXPR_NONLINEAR rules 0 then']);
  });

  it('is refused where it adds up to more than a machine word', () => {
    expect(codes(constraint('1000000 * disk/@quantity + 1000000000 * slot/@quantity <= 5'))).toEqual([
      'LIMIT rules 0 then',
    ]);
  });
});

describe('an expression that does not type', () => {
  it('is reported where it stands', () => {
    expect(codes(constraint('colour = '))).toEqual(['EXPR_SYNTAX rules 0 then']);
    expect(codes(constraint('true', { if: "color = 'red'" }))).toEqual(['VARIABLE_UNKNOWN rules 0 if']);
    expect(codes(constraint("colour = 'rot'"))).toEqual(['VALUE_UNKNOWN rules 0 then']);
    expect(codes(constraint("name = 'x'"))).toEqual(['EXPR_TYPE rules 0 then']);
    expect(codes(constraint('extras = colour'))).toEqual(['EXPR_TYPE rules 0 then']);
    expect(codes(constraint("context.segment = 'x'"))).toEqual(['EXPR_TYPE rules 0 then']);
  });
});

describe('a value that the specification knows and the offering does not sell', () => {
  it('can be named in rules: nothing is equal to it', () => {
    const characteristicValues = ['colour', 'extras'].map((characteristicId) => ({
      characteristicId,
      values: [characteristicId === 'colour' ? 'red' : 'a'],
    }));
    const catalog = { ...CATALOG, rack: { ...CATALOG['rack'], characteristicValues } };
    const { model } = definitionOf(catalog, [constraint("colour != 'blue' and extras != 'b'")]).scope;
    expect(model.constraints.find(({ ruleId }) => ruleId === 'r')?.bodies).toEqual([
      {
        kind: 'clauses',
        clauses: [[{ variable: model.variables.findIndex(({ id }) => id === 'colour'), in: [[0, 0]] }]],
      },
    ]);
  });
});

describe('eligibility', () => {
  const rule = { id: 'e', kind: 'eligibility', when: "context.segment = 'public'" };
  const removed = (fields: object) =>
    scopeOf({ ...rule, ...fields }).eligibility.map(({ variable, removes }) => [variable, removes]);

  it('takes the values it names, or all but none of it', () => {
    const colour = scopeOf().model.variables.findIndex(({ id }) => id === 'colour');
    expect(removed({ variable: 'colour', values: ['blue'] })).toEqual([[colour, [[1, 1]]]]);
    expect(removed({ variable: 'colour' })).toEqual([[colour, [[0, 1]]]]);
  });

  it('takes values of a characteristic that has several one by one', () => {
    const extra = scopeOf().model.variables.findIndex(({ id }) => id === 'extras=b');
    expect(removed({ variable: 'extras', values: ['b'] })).toEqual([[extra, [[1, 1]]]]);
  });

  it('is refused for what does not exist', () => {
    expect(codes({ ...rule, variable: 'size' })).toEqual(['ELIG_VAR_UNKNOWN rules 0 variable']);
    expect(codes({ ...rule, variable: 'colour', when: 'has disk' })).toEqual(['EXPR_TYPE rules 0 when']);
    expect(codes({ ...rule, variable: 'colour', values: ['blue', 'rot'] })).toEqual([
      'VALUE_UNKNOWN rules 0 values 1',
    ]);
  });
});

describe('a default', () => {
  const rule = (id: string, variable: string, value: unknown, when?: string) => ({
    id,
    kind: 'default',
    variable,
    value,
    ...(when === undefined ? {} : { when }),
  });

  it('keeps the number or text that was written, where values are intervals or any text', () => {
    const { defaults } = scopeOf(rule('n', 'users', 40), rule('t', 'name', 'edge'), rule('m', 'extras', 'b'));
    expect(defaults.map(({ value, input }) => [value, input])).toEqual([
      [0, '40'],
      [0, 'edge'],
      [1, undefined],
    ]);
  });

  it('is refused for what the variable cannot be', () => {
    expect(codes(rule('a', 'users', 9_000))).toEqual(['DEFAULT_OUT_OF_RANGE rules 0 value']);
    expect(codes(rule('a', 'name', 'too long'))).toEqual(['DEFAULT_OUT_OF_RANGE rules 0 value']);
    expect(codes(rule('a', 'colour', 'rot'))).toEqual(['VALUE_UNKNOWN rules 0 value']);
    expect(codes(rule('a', 'size', 1))).toEqual(['VARIABLE_UNKNOWN rules 0 variable']);
  });

  it('cannot come after one that applies always', () => {
    const always = rule('a', 'colour', 'red');
    expect(codes(rule('b', 'colour', 'blue', 'has disk'), always)).toEqual([]);
    expect(codes(always, rule('b', 'colour', 'blue', 'has disk'))).toEqual(['TWO_DEFAULTS rules 1']);
  });
});

describe('advice', () => {
  it('restricts nothing, and asks for parts and single values by their variables', () => {
    const { advice, model } = scopeOf(
      constraint('has disk', { if: "extras = 'a'", severity: 'warning', message: 'no disk' }),
      { id: 's', kind: 'recommendation', when: "context.segment = 'public'", message: 'take two' },
    );
    expect(model.constraints.map(({ ruleId }) => ruleId)).not.toContain('r');
    expect(advice).toMatchObject([
      {
        kind: 'warning',
        messageKey: 'no disk',
        expression: { op: 'implies', left: { op: 'true', variable: 'extras=a' }, right: { relation: '>' } },
      },
      { kind: 'recommendation', messageKey: 'take two' },
    ]);
  });
});
