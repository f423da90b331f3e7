import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUvl } from './parse-uvl.ts';

function errorsOf(text: string) {
  const reading = parseUvl(text);
  return 'errors' in reading ? reading.errors : [];
}

const TREE = 'features\n a\n  optional\n   b';

describe('a text that is no model', () => {
  it.each([
    ['an import', 'imports\n other as o\nfeatures\n a', 2, 2, /several files/],
    ['another language level', 'include\n Arithmetic.feature-cardinality\nfeatures\n a', 2, 2, /"Arithmetic/],
    [
      'a feature that is there several times',
      'features\n a\n  or\n   b cardinality [1..3] {x}',
      4,
      6,
      /cardinalities/,
    ],
    ['a feature with a value', 'features\n a\n  or\n   Integer b', 4, 4, /type Integer/],
    ['a constraint in an attribute', 'features\n a {x 1, constraint a => b}', 2, 10, /in attributes/],
    ['a comparison', `${TREE}\nconstraints\n a => b.price > 3`, 6, 8, /attributes/],
    ['arithmetic', `${TREE}\nconstraints\n a + b == 2`, 6, 4, /calculate or compare/],
    ['a number', `${TREE}\nconstraints\n 3 < a`, 6, 2, /calculate or compare/],
    ['an aggregate', `${TREE}\nconstraints\n sum(price) > 3`, 6, 5, /functions/],
    ['a feature that is not there', `${TREE}\nconstraints\n a => B`, 6, 7, /no feature "B"/],
    ['a formula without an end', `${TREE}\nconstraints\n a &`, 6, 4, /too early/],
    ['a parenthesis without its other half', `${TREE}\nconstraints\n (a => b`, 6, 2, /never closed/],
    ['the other half alone', `${TREE}\nconstraints\n a) & b`, 6, 3, /no "\("/],
    ['two formulas on one line', `${TREE}\nconstraints\n a b`, 6, 4, /not expected/],
    ['a name twice', 'features\n a\n  or\n   b\n   a', 5, 4, /line 2/],
    ['two roots', 'features\n a\n b', 3, 2, /one root/],
    ['a line further out than the root', 'features\n  a\n b', 3, 2, /further out/],
    ['a feature right below a feature', 'features\n a\n  b', 3, 3, /a group is expected/],
    ['a group right below a group', 'features\n a\n  or\n   optional', 4, 4, /name of a feature/],
    ['a group without features', 'features\n a\n  or\n  optional\n   b', 3, 1, /no features/],
    ['bounds that no number meets', 'features\n a\n  [3..2]\n   b', 3, 3, /from 3 to 2/],
    ['bounds that are none', 'features\n a\n  [..2]\n   b', 3, 6, /a group is expected/],
    ['an attribute list that goes on', 'features\n a {x 1 y}', 2, 9, /"," or "}"/],
    ['a brace that is never closed', 'features\n a {x\n  or\n   b', 2, 4, /never closed/],
    ['a quote over two lines', 'features\n "a\n b"', 2, 2, /not closed on its line/],
    ['a comment without an end', 'features\n a /* x', 2, 4, /no end/],
    ['a sign of another language', 'features\n a\n  or\n   b^c', 4, 5, /"\^"/],
    ['sections in another order', 'constraints\nfeatures\n a', 2, 1, /after constraints/],
    ['a section twice', 'features\n a\nfeatures\n b', 3, 1, /after features/],
    ['an unknown section', 'feature\n a', 1, 1, /begins no section/],
    ['nothing', '', 1, 1, /no features/],
  ])('is refused at its place: %s', (_, text, line, column, message) => {
    expect(errorsOf(text)[0]).toEqual({ line, column, message: expect.stringMatching(message) });
  });

  it('is told all its errors, in the order of the text', () => {
    const errors = errorsOf('features\n a\n  or\n  optional\n   b\nconstraints\n x\n a => b\n y & a');
    expect(errors.map(({ line }) => line)).toEqual([3, 7, 9]);
  });
});

describe('a hostile text', () => {
  it('cannot be too long', () => {
    expect(errorsOf(' '.repeat(16 * 1024 * 1024 + 1))[0]?.message).toMatch(/more than \d+ characters/);
  });

  it('cannot have too many features, nor too many constraints', () => {
    const features = Array.from({ length: 20_001 }, (_, index) => `   f${index}`);
    expect(errorsOf(['features', ' a', '  or', ...features].join('\n'))).toMatchObject([
      { line: 20_003, message: 'there are more than 20000 features' },
    ]);
    const constraints = `${TREE}\nconstraints\n${' a\n'.repeat(100_001)}`;
    expect(errorsOf(constraints)).toEqual([
      { line: 100_006, column: 2, message: 'there are more than 100000 constraints' },
    ]);
  });

  it('cannot be too deep: tree, formula, brackets', () => {
    const line = (index: number) => `${' '.repeat(index + 1)}${index % 2 === 0 ? `f${index}` : 'or'}`;
    const tree = (lines: number) =>
      ['features', ...Array.from({ length: lines }, (_, at) => line(at))].join('\n');
    expect(errorsOf(tree(399))).toEqual([]);
    expect(errorsOf(tree(5_001))[0]?.message).toMatch(/more than 200 features deep/);
    const formula = (text: string) => errorsOf(`${TREE}\nconstraints\n ${text}`);
    expect(formula(`${'!'.repeat(5_000)}a`)[0]?.message).toMatch(/100 levels deep/);
    expect(formula(`a${' => a'.repeat(300)}`)[0]?.message).toMatch(/100 levels deep/);
    expect(formula(`${'('.repeat(4_000)}a${')'.repeat(4_000)}`)).toEqual([]);
    expect(formula(`a${' & b'.repeat(4_000)}`)).toEqual([]);
    expect(formula('('.repeat(1_000_000))[0]?.message).toMatch(/more than 10000 words/);
    expect(errorsOf(`features\n a {x ${'['.repeat(9_000)}${']'.repeat(900)}`)[0]?.message).toMatch(
      /never closed/,
    );
  });

  it('gets no more than a hundred errors', () => {
    expect(errorsOf('^\n'.repeat(100_000))).toHaveLength(100);
  });

  it('is shown in part only', () => {
    const [error] = errorsOf(`${TREE}\nconstraints\n ${'x'.repeat(1_000_000)}`);
    expect(error?.message.length).toBeLessThan(120);
  });

  it('is answered, whatever it is', () => {
    const words = 'features constraints or a b " \' { } [ ] ( ) & | ! => .. 1 * , // /* */ é'.split(' ');
    const word = fc.constantFrom(...words, '\n', '\n ', '\n  ', '\n\t', '\ud800', '\u0000');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        const reading = parseUvl(words.join(' '));
        if ('errors' in reading) {
          expect(reading.errors.length).toBeGreaterThan(0);
          for (const { line, column } of reading.errors) expect(Math.min(line, column)).toBeGreaterThan(0);
        } else expect(reading.model.features[0]?.name).toBe(reading.model.root);
      }),
      { numRuns: 2_000 },
    );
  });
});
