import { describe, expect, it } from 'vitest';
import { parseUvl } from './parse-uvl.ts';

function modelOf(text: string) {
  const reading = parseUvl(text);
  if ('errors' in reading) throw new Error(JSON.stringify(reading.errors));
  return reading.model;
}

/** The constraint of a model whose features are `a`, `b`, `c` and `d e`. */
const formulaOf = (constraint: string) =>
  modelOf(`features\n a\n  optional\n   b\n   c\n   "d e"\nconstraints\n ${constraint}`).constraints[0]
    ?.formula;

const feature = (name: string) => ({ op: 'feature', name });

const SANDWICH = `
namespace Sandwich // of the kitchen
include
    Boolean.group-cardinality

/* what there is
   to eat */
features
    Sandwich {abstract, description "Something to eat"}
        mandatory
            Bread
        optional
            Sauce {
                price 1.5,
                colours ["red", {name 'dark'}],
                abstract false
            }
                alternative
                    Ketchup
                    Mustard
            Boolean "Extra cheese"
        [1..2]
            Salad
            Tomato
            Onion

constraints
    Ketchup => "Extra cheese"
    !(Salad & Onion) | Bread
`;

describe('a model in UVL', () => {
  it('is read as a tree of features in groups', () => {
    const model = modelOf(SANDWICH);
    expect(model.namespace).toBe('Sandwich');
    expect(model.root).toBe('Sandwich');
    expect(model.features.map(({ name, group }) => [name, group])).toEqual([
      ['Sandwich', undefined],
      ['Bread', 0],
      ['Sauce', 1],
      ['Ketchup', 2],
      ['Mustard', 2],
      ['Extra cheese', 1],
      ['Salad', 3],
      ['Tomato', 3],
      ['Onion', 3],
    ]);
    expect(model.groups).toEqual([
      { kind: 'mandatory', parent: 'Sandwich', members: ['Bread'], lower: 1, upper: 1, line: 10 },
      {
        kind: 'optional',
        parent: 'Sandwich',
        members: ['Sauce', 'Extra cheese'],
        lower: 0,
        upper: 2,
        line: 12,
      },
      { kind: 'alternative', parent: 'Sauce', members: ['Ketchup', 'Mustard'], lower: 1, upper: 1, line: 18 },
      {
        kind: 'cardinality',
        parent: 'Sandwich',
        members: ['Salad', 'Tomato', 'Onion'],
        lower: 1,
        upper: 2,
        line: 22,
      },
    ]);
  });

  it('keeps what is abstract and described, and the names of other attributes', () => {
    const [root, , sauce] = modelOf(SANDWICH).features;
    expect(root).toMatchObject({ abstract: true, description: 'Something to eat', otherAttributes: [] });
    expect(sauce).toMatchObject({ abstract: false, otherAttributes: ['price', 'colours'] });
    expect(sauce?.description).toBeUndefined();
  });

  it('keeps where its constraints stand', () => {
    const { constraints } = modelOf(SANDWICH);
    expect(constraints.map(({ line }) => line)).toEqual([28, 29]);
  });

  it.each(['\t', ' ', '    ', '\t  '])('is indented as its author likes: %j', (step) => {
    const text = ['features', 'a', 'or', 'b', 'c', 'mandatory', 'd'];
    const depths = [0, 1, 2, 3, 3, 4, 5];
    const { features } = modelOf(
      text.map((line, at) => step.repeat(depths[at] as number) + line).join('\r\n'),
    );
    expect(features.map(({ name, group }) => `${name}${group ?? ''}`)).toEqual(['a', 'b0', 'c0', 'd1']);
  });

  it('may begin with a byte order mark and name the older level', () => {
    expect(modelOf('\ufeffinclude\n SAT-level\nfeatures\n a').root).toBe('a');
  });

  it('takes bounds in all forms, and no more of a group than there are members', () => {
    const bounds = (text: string) => {
      const [group] = modelOf(`features\n a\n  ${text}\n   b\n   c\n   d`).groups;
      return [group?.lower, group?.upper];
    };
    expect(bounds('[2]')).toEqual([2, 2]);
    expect(bounds('[1..2]')).toEqual([1, 2]);
    expect(bounds('[1..*]')).toEqual([1, 3]);
    expect(bounds('[0..9]')).toEqual([0, 3]);
    expect(bounds('or')).toEqual([1, 3]);
    expect(bounds('mandatory')).toEqual([3, 3]);
  });
});

describe('a constraint in UVL', () => {
  it('binds not, and, or, implies, iff in this order', () => {
    expect(formulaOf('!a & b | c => a <=> b')).toEqual({
      op: 'iff',
      left: {
        op: 'implies',
        left: {
          op: 'or',
          of: [{ op: 'and', of: [{ op: 'not', of: feature('a') }, feature('b')] }, feature('c')],
        },
        right: feature('a'),
      },
      right: feature('b'),
    });
  });

  it('binds chains from the left, and makes one of those of and and or', () => {
    expect(formulaOf('a => b => c')).toEqual({
      op: 'implies',
      left: { op: 'implies', left: feature('a'), right: feature('b') },
      right: feature('c'),
    });
    expect(formulaOf('a & b & (c & a)')).toEqual({
      op: 'and',
      of: [feature('a'), feature('b'), { op: 'and', of: [feature('c'), feature('a')] }],
    });
  });

  it('knows quoted names, true, false and parentheses', () => {
    expect(formulaOf('((true) => !("d e" | false))')).toEqual({
      op: 'implies',
      left: { op: 'constant', value: true },
      right: { op: 'not', of: { op: 'or', of: [feature('d e'), { op: 'constant', value: false }] } },
    });
  });
});
