import { describe, expect, it } from 'vitest';
import { parseExpression } from '../expression/parse-expression.ts';
import { offeringRulesSchema } from '../rules/rule-document.schema.ts';
import { importUvl } from './import-uvl.ts';

function converted(text: string) {
  const conversion = importUvl(text, { offeringId: 'sandwich', name: 'A sandwich' });
  if ('errors' in conversion) throw new Error(JSON.stringify(conversion.errors));
  const { sections } = conversion.document;
  const { characteristics = [] } = sections['catalog/specifications@1'].items[0] ?? {};
  const { rules = [] } = sections['configuration/rules@1'].items[0] ?? {};
  return {
    ...conversion,
    characteristics,
    rules: Object.fromEntries(rules.map(({ id, then: expression }) => [id, expression])),
  };
}

const errorsOf = (text: string) => {
  const conversion = importUvl(text, { offeringId: 'sandwich', name: 'A sandwich' });
  return 'errors' in conversion ? conversion.errors : [];
};

const SANDWICH = `features
  Sandwich
    mandatory
      Bread {description 'Baked in the morning'}
    optional
      Sauce
        alternative
          Ketchup
            optional
              Hot
          Mustard {description "Mustard from Dijon"}
        alternative
          Spoon
          Bottle
      Cheese
    or
      Salad
      Tomato
    [0..1]
      Ham
      Egg
    [2..3]
      Here
      Away
      Fast
      Slow
constraints
  Ketchup & !Hot => Cheese
  !Mustard | Bottle
`;

describe('a model in UVL', () => {
  it('becomes an offering with a specification and rules of its own', () => {
    const { document } = converted(SANDWICH);
    expect(document.sections).toMatchObject({
      'catalog/specifications@1': { items: [{ id: 'sandwich', name: 'A sandwich' }] },
      'catalog/offerings@1': {
        items: [{ id: 'sandwich', name: 'A sandwich', specificationId: 'sandwich', lifecycle: 'active' }],
      },
      'configuration/rules@1': { items: [{ id: 'sandwich' }] },
    });
    const [rules] = document.sections['configuration/rules@1'].items;
    expect(offeringRulesSchema.parse(rules)).toMatchObject({ id: 'sandwich' });
  });

  it('has a boolean for each feature, and one choice where there is at most one of several', () => {
    const { characteristics } = converted(SANDWICH);
    expect(
      characteristics.map((characteristic) =>
        characteristic.type === 'enum'
          ? `${characteristic.id}: ${characteristic.values.map(({ id }) => id).join()}`
          : characteristic.id,
      ),
    ).toEqual([
      'Sandwich',
      'Sandwich.choice: Ham,Egg',
      'Bread',
      'Sauce',
      'Sauce.choice: Ketchup,Mustard',
      'Sauce.choice2: Spoon,Bottle',
      'Hot',
      'Cheese',
      'Salad',
      'Tomato',
      'Here',
      'Away',
      'Fast',
      'Slow',
    ]);
    for (const { type, minCardinality, maxCardinality } of characteristics) {
      expect([minCardinality, maxCardinality]).toEqual([type === 'boolean' ? 1 : 0, 1]);
    }
  });

  it('is called what it is described as, if that is short', () => {
    const { characteristics } = converted(SANDWICH);
    const named = (id: string) => characteristics.find((characteristic) => characteristic.id === id);
    expect(named('Bread')?.name).toBe('Baked in the morning');
    expect(named('Sauce.choice')).toMatchObject({
      name: 'Sauce',
      values: [
        { id: 'Ketchup', name: 'Ketchup' },
        { id: 'Mustard', name: 'Mustard from Dijon' },
      ],
    });
    const long = converted(`features\n a {description "${'very '.repeat(20)}long"}`).characteristics[0];
    expect(long).toMatchObject({ name: 'a', description: expect.stringMatching(/^very .*long$/) });
  });

  it('says its tree in rules: one for a member that is decided by itself, one for a group', () => {
    const { rules } = converted(SANDWICH);
    expect(rules).toMatchObject({
      'tree.Sandwich': 'Sandwich',
      'tree.Bread': 'Bread iff Sandwich',
      'tree.Sauce': 'Sauce implies Sandwich',
      'tree.Cheese': 'Cheese implies Sandwich',
      'tree.Sauce.choice': "Sauce.choice in ('Ketchup', 'Mustard') iff Sauce",
      'tree.Sauce.choice2': "Sauce.choice2 in ('Spoon', 'Bottle') iff Sauce",
      'tree.Hot': "Hot implies Sauce.choice = 'Ketchup'",
      'tree.Sandwich.or': '(Salad or Tomato) iff Sandwich',
      'tree.Sandwich.choice': "Sandwich.choice in ('Ham', 'Egg') implies Sandwich",
    });
    expect(rules['tree.Sandwich.some']).toBe(
      [
        '((Here or Away or Fast or Slow) implies Sandwich)',
        '(Sandwich implies (Here or Away or Fast))',
        '(Sandwich implies (Here or Away or Slow))',
        '(Sandwich implies (Here or Fast or Slow))',
        '(Sandwich implies (Away or Fast or Slow))',
        'not (Here and Away and Fast and Slow)',
      ].join(' and '),
    );
  });

  it('keeps its constraints, numbered in their order', () => {
    const { rules } = converted(SANDWICH);
    expect(rules['c1']).toBe("(Sauce.choice = 'Ketchup' and not Hot) implies Cheese");
    expect(rules['c2']).toBe("not (Sauce.choice = 'Mustard') or Sauce.choice2 = 'Bottle'");
  });

  it('puts operands in parentheses, so that nothing depends on what binds tighter', () => {
    const { rules } = converted(
      'features\n a\n  or\n   b\n   c\nconstraints\n !(a & b) | c & (a <=> !!b)\n true => !false',
    );
    expect(rules['c1']).toBe('not (a and b) or (c and (a iff not not b))');
    expect(rules['c2']).toBe('true implies not false');
  });

  it('says where each feature went, what was renamed and what was left out', () => {
    const { terms, report } = converted(
      'features\n "Sand-wich"\n  or\n   "süß"\n   "s!!"\n   s_ {price 3, "not here"}\n   "2nd"\n   "AND"\n   "a.b"',
    );
    expect(report).toEqual({
      features: 7,
      groups: 1,
      constraints: 0,
      characteristics: 7,
      rules: 2,
      renamed: [
        { feature: 'süß', id: 's__2' },
        { feature: 's!!', id: 's__3' },
        { feature: '2nd', id: 'f_2nd' },
        { feature: 'AND', id: 'f_AND' },
        { feature: 'a.b', id: 'a_b' },
      ],
      ignoredAttributes: ['not here', 'price'],
    });
    expect(terms.get('AND')).toEqual({ characteristic: 'f_AND' });
    expect(converted(SANDWICH).terms.get('Egg')).toEqual({ characteristic: 'Sandwich.choice', value: 'Egg' });
  });

  it('gives names of any length and kind ids that are different', () => {
    const names = ['x'.repeat(200), 'x'.repeat(201), '🙂', '🙃', '-', '_', 'or', 'OR', 'context'];
    const { rules, report } = converted(
      `features\n root\n  optional\n${names.map((name) => `   "${name}"`).join('\n')}`,
    );
    expect(new Set(report.renamed.map(({ id }) => id)).size).toBe(names.length);
    for (const id of Object.keys(rules)) expect(id).toMatch(/^tree\.[A-Za-z][A-Za-z0-9_-]{0,120}$/);
  });
});

describe('a formula as deep as it may be', () => {
  it.each([
    ['not', `${'!'.repeat(99)}a`],
    ['implies', `a${' => a'.repeat(99)}`],
    ['not and implies', `${'!('.repeat(49)}a => b${') => b'.repeat(49)}`],
    ['a choice', `${'!'.repeat(99)}c`],
  ])('is an expression that rules take: %s', (_, formula) => {
    const tree = 'features\n a\n  optional\n   b\n  alternative\n   c\n   d';
    const { rules } = converted(`${tree}\nconstraints\n ${formula}`);
    expect(parseExpression(rules['c1'] ?? '')).toMatchObject({ ok: true });
  });
});

describe('a model beyond what one offering may have', () => {
  const members = (count: number) =>
    Array.from({ length: count }, (_, index) => `   feature${index}`).join('\n');

  it('is refused for the number of its characteristics', () => {
    expect(errorsOf(`features\n a\n  optional\n${members(5_000)}`)).toEqual([
      { line: 1, column: 1, message: 'the model needs 5001 characteristics; an offering has at most 5000' },
    ]);
  });

  it('is refused for groups and constraints that no rule can say', () => {
    expect(errorsOf(`features\n a\n  [9..11]\n${members(20)}`)).toEqual([
      { line: 3, column: 1, message: 'a group of 9 to 11 of 20 features is too large for a rule' },
    ]);
    expect(errorsOf(`features\n a\n  or\n${members(2_000)}`)[0]?.line).toBe(3);
    expect(errorsOf(`features\n a\n  alternative\n${members(1_001)}`)).toMatchObject([
      { line: 3, message: 'a choice has at most 1000 values' },
    ]);
    const long = `features\n ${'a'.repeat(90)}\nconstraints\n ${Array(300).fill('a'.repeat(90)).join(' & ')}`;
    expect(errorsOf(long)).toEqual([
      { line: 4, column: 1, message: 'the constraint is too long for a rule' },
    ]);
  });
});
