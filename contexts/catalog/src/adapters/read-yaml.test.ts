import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { yamlText } from '../domain/yaml-text.ts';
import { readYaml } from './read-yaml.ts';

function problemsOf(text: string) {
  const reading = readYaml(text);
  return 'problems' in reading ? reading.problems : [];
}

function valueOf(text: string): unknown {
  const reading = readYaml(text);
  if ('problems' in reading) throw new Error(JSON.stringify(reading.problems));
  return reading.document.value;
}

const at = (line: number, column: number, code: string, pointer = '') => ({ line, column, code, pointer });

describe('reading YAML', () => {
  it('gives what JSON would say', () => {
    const text = [
      '# a comment',
      'a: [1, 2.5, -0x1F]',
      'b:',
      '  - x: "1"',
      '    y: true',
      '  -',
      'c: |',
      '  two',
      '  lines',
    ];
    expect(valueOf(text.join('\n'))).toEqual({
      a: [1, 2.5, '-0x1F'],
      b: [{ x: '1', y: true }, null],
      c: 'two\nlines\n',
    });
  });

  it('leaves dates, versions with two points, and yes and no as the texts they look like', () => {
    expect(valueOf('from: 2026-03-01\nat: 2026-03-01T10:00:00Z\nversion: 1.2.3\nsold: yes\non: off')).toEqual(
      {
        from: '2026-03-01',
        at: '2026-03-01T10:00:00Z',
        version: '1.2.3',
        sold: 'yes',
        on: 'off',
      },
    );
  });

  it('looks at brackets before anything else: a text of nothing but them is refused at once', () => {
    for (const bracket of ['[', '{']) {
      expect(problemsOf(bracket.repeat(1_000_000))).toMatchObject([{ line: 1, column: 1_001, pointer: '' }]);
    }
  });

  it('takes JSON, and names that look like numbers', () => {
    expect(valueOf('{"1": [true, null], "null": "\\u00e9"}')).toEqual({ '1': [true, null], null: 'é' });
  });

  it('knows where each value stands, and places what is missing', () => {
    const reading = readYaml('a:\n  - name: x\n    price: 12\n  - name: y\n');
    const places =
      'document' in reading ? reading.document.locate(['/a/0/price', '/a/1/price', '/b', '']) : undefined;
    expect(Object.fromEntries(places ?? [])).toEqual({
      '/a/0/price': { line: 3, column: 12 },
      '/a/1/price': { line: 4, column: 5 },
      '/b': { line: 1, column: 1 },
      '': { line: 1, column: 1 },
    });
  });

  it.each([
    ['a member twice', 'a: 1\nb: 2\na: 3', [at(3, 1, 'DUPLICATE_MEMBER', '/a')]],
    ['a member twice deep inside', 'a:\n  - b: 1\n    b: 1', [at(3, 5, 'DUPLICATE_MEMBER', '/a/0/b')]],
    ['an alias', 'a: &x 1\nb: *x', [at(2, 4, 'ALIAS', '/b')]],
    ['a tag of its own', 'a: !price 1', [at(1, 11, 'TAG', '/a')]],
    ['a tag that builds something', 'a: !!binary aGk=', [at(1, 13, 'TAG', '/a')]],
    ['a number that would be rounded', 'a: 9007199254740993', [at(1, 4, 'NUMBER_RANGE', '/a')]],
    ['a hexadecimal number that would be rounded', 'a: 0xFFFFFFFFFFFFFFFF', [at(1, 4, 'NUMBER_RANGE', '/a')]],
    ['a number without end', 'a: .inf', [at(1, 4, 'NUMBER_RANGE', '/a')]],
    ['a number beyond all', 'a: 1e400', [at(1, 4, 'NUMBER_RANGE', '/a')]],
    ['a list as a name', '[a]: 1', [at(1, 1, 'MALFORMED_YAML')]],
    ['a second document', 'a: 1\n---\na: 2', [at(2, 1, 'MALFORMED_YAML')]],
    ['YAML 1.1', '%YAML 1.1\n---\na: yes', [at(1, 1, 'MALFORMED_YAML')]],
    ['an unknown directive', '%LOAD x\n---\na: 1', [at(1, 1, 'MALFORMED_YAML')]],
    ['the prototype', 'a:\n  __proto__: {x: 1}', [at(2, 3, 'NAME', '/a')]],
    ['U+0000 as it is', 'a: 1\nb: x\0', [at(2, 5, 'FORMAT')]],
    ['U+0000 in disguise', 'a: "x\\0"', [at(1, 4, 'FORMAT', '/a')]],
    ['U+0000 in a name', '"x\\0": 1', [at(1, 1, 'NAME')]],
    ['tabs that indent', 'a:\n\tb: 1', [at(2, 1, 'MALFORMED_YAML')]],
  ])('refuses %s, and says where', (_, text, expected) => {
    expect(problemsOf(text)).toMatchObject(expected);
  });

  it('says at which line a text ends too early', () => {
    expect(problemsOf('a:\n  - "never ends\n  b')[0]).toMatchObject({ code: 'MALFORMED_YAML', line: 3 });
    expect(problemsOf('a: [1, 2')[0]).toMatchObject({ code: 'MALFORMED_YAML', line: 1 });
  });

  it('is not blown up by aliases of aliases', () => {
    const laughs = ['a: &a [lol, lol]'];
    for (let i = 1; i < 40; i += 1)
      laughs.push(`a${i}: &a${i} [*a${i === 1 ? '' : i - 1}, *a${i === 1 ? '' : i - 1}]`);
    expect(problemsOf(laughs.join('\n'))[0]).toMatchObject({ code: 'ALIAS', pointer: '/a1/0' });
  });

  it.each(['[', '{a: ', '- ', '? '])('is not brought down by a hundred thousand times "%s"', (opening) => {
    const problems = problemsOf(opening.repeat(100_000));
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(100);
  });

  it('refuses nesting that a request could not have, either', () => {
    expect(problemsOf('['.repeat(65) + ']'.repeat(65))).toMatchObject([{ code: 'TOO_DEEP' }]);
    expect(problemsOf('['.repeat(64) + ']'.repeat(64))).toEqual([]);
  });

  it('stops at a hundred problems', () => {
    expect(problemsOf('a: 1\n'.repeat(1_000))).toHaveLength(100);
    expect(problemsOf(`[${','.repeat(200_000)}]`)).toHaveLength(100);
  });
});

describe('what is written as YAML', () => {
  it('is read as the same value, whatever it is', () => {
    // What no document may hold is not written, either.
    const value = fc
      .jsonValue({ maxDepth: 5, stringUnit: 'binary' })
      .filter((written) => !/"__proto__"|\\u0000/.test(JSON.stringify(written)));
    fc.assert(
      fc.property(value, (written) => {
        expect(valueOf(yamlText(written))).toEqual(JSON.parse(JSON.stringify(written)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps texts texts that look like something else', () => {
    const texts = [
      'yes',
      'NO',
      'null',
      '~',
      '1',
      '1e3',
      '0x1f',
      '2026-03-01',
      '12:30',
      '',
      ' x',
      'a: b',
      'a #b',
      '- a',
    ];
    const more = [
      '*a',
      '&a',
      '!x',
      '%x',
      '@x',
      '`',
      '"',
      "'",
      '|',
      '>',
      '\u2028',
      '\u0085',
      '\ufeff',
      '\u007f',
      'y',
      '.inf',
    ];
    const all = [...texts, ...more, 'a\nb', 'a\tb', 'x '];
    expect(valueOf(yamlText(all))).toEqual(all);
    expect(valueOf(yamlText(Object.fromEntries(all.map((name) => [name, name]))))).toEqual(
      Object.fromEntries(all.map((name) => [name, name])),
    );
  });

  it('keeps numbers of any size', () => {
    const numbers = [0, -1, 1e21, 1e-7, 2 ** 69, 2 ** 53, 0.1, 12.5, Number.MAX_VALUE, Number.MIN_VALUE];
    expect(valueOf(yamlText(numbers))).toEqual(numbers);
  });

  it('reads well', () => {
    const value = { format: 'a/b@1', items: [{ id: 'x', markets: ['DE', 'no'], validity: {} }], none: [] };
    expect(yamlText(value)).toBe(
      [
        'format: a/b@1',
        'items:',
        '  - id: x',
        '    markets:',
        '      - DE',
        '      - "no"',
        '    validity: {}',
        'none: []',
        '',
      ].join('\n'),
    );
  });
});
