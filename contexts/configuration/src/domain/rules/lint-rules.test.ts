import { describe, expect, it } from 'vitest';
import { lintRules } from './lint-rules.ts';
import { offeringRulesSchema, type Rule } from './rule-document.schema.ts';

const lint = (...rules: readonly object[]) => [
  ...lintRules(
    offeringRulesSchema.parse({ id: 'branch', rules: rules.map((rule, at) => ({ id: `r${at}`, ...rule })) }),
  ),
];
const codes = (...rules: readonly object[]) =>
  lint(...rules).map(({ severity, code, path }) => [severity, code, path.join('/')]);
const constraint = (then: string, more: object = {}) => {
  return { kind: 'constraint', then, ...more };
};
const table = (rows: readonly unknown[], more: object = {}) => ({
  kind: 'table',
  mode: 'allow',
  columns: ['region', 'bandwidth'],
  rows,
  ...more,
});

describe('rules that say what they mean', () => {
  it('are not complained about', () => {
    expect(
      lint(
        constraint('users in 50..249', { if: "plan = 'gold'" }),
        table(
          [
            ['R1', '*'],
            ['R3', [100, 500]],
          ],
          { when: "context.market = 'DE'" },
        ),
        table([], { mode: 'forbid' }),
        { kind: 'requires', source: 'a', target: 'b' },
        { kind: 'excludes', source: 'a', target: 'c' },
        { kind: 'default', variable: 'plan', value: 'gold' },
        { kind: 'default', variable: 'plan', value: 'silver', when: 'users < 50' },
        { kind: 'default', variable: 'term', value: 12 },
        { kind: 'eligibility', variable: 'plan', when: "context.segment = 'enterprise'" },
        { kind: 'recommendation', when: 'users > 100', message: 'Consider a firewall.' },
      ),
    ).toEqual([]);
  });
});

describe('an expression that cannot be read', () => {
  it.each([
    ['then', constraint('a +')],
    ['if', constraint('a', { if: 'a +' })],
    ['when', table([['R1', 1]], { when: 'a +' })],
    ['when', { kind: 'default', variable: 'plan', value: 'gold', when: 'a +' }],
    ['when', { kind: 'eligibility', variable: 'plan', when: 'a +' }],
    ['when', { kind: 'recommendation', when: 'a +', message: 'Consider it.' }],
  ])('is reported where it stands: %s of %j', (member, rule) => {
    expect(codes(constraint('a'), rule)).toEqual([['error', 'EXPR_SYNTAX', `rules/1/${member}`]]);
  });

  it('is reported with the place, counted from one', () => {
    expect(lint(constraint('a and ?'))[0]?.message).toMatch(/^at character 7: "\?" /);
  });

  it('is told apart from one that multiplies variables', () => {
    expect(codes(constraint('a * b > 1'))).toEqual([['error', 'EXPR_NONLINEAR', 'rules/0/then']]);
  });
});

describe('a table', () => {
  it('that allows nothing is refused', () => {
    expect(codes(table([]))).toEqual([['error', 'TABLE_EMPTY_ALLOW', 'rules/0/rows']]);
  });

  it('has a cell for each column in each row', () => {
    expect(codes(table([['R1'], ['R1', 100], ['R1', 100, 1]]))).toEqual([
      ['error', 'TABLE_ROW_WIDTH', 'rules/0/rows/0'],
      ['error', 'TABLE_ROW_WIDTH', 'rules/0/rows/2'],
    ]);
  });

  it('is warned of rows that say the same, however they are written', () => {
    const rows = [
      ['R1', [100, 500]],
      ['R1', [500, 100, 500]],
      ['R2', 100],
      [['R2'], { min: 100, max: 100 }],
      ['R2', { min: 100 }],
      ['R2', { max: 100 }],
      ['R1,R2', '*'],
      [['R1', 'R2'], '*'],
    ];
    expect(lint(table(rows)).map(({ severity, path, message }) => [severity, path.at(-1), message])).toEqual([
      ['warning', 1, 'the row says the same as row 1'],
      ['warning', 3, 'the row says the same as row 3'],
    ]);
  });

  it('of 100,000 rows is read to its end', () => {
    const rows = Array.from({ length: 100_000 }, (_, at) => [`v${at % 99_999}`, at % 99_999]);
    const columns = ['region', 'bandwidth'];
    const rule: Rule = { id: 'r0', kind: 'table', mode: 'allow', columns, rows, whenAbsent: 'ignore' };
    expect([...lintRules({ id: 'branch', rules: [rule] })].map(({ path }) => path)).toEqual([
      ['rules', 0, 'rows', 99_999],
    ]);
  });
});

describe('a part', () => {
  it('neither excludes nor requires itself', () => {
    expect(
      codes({ kind: 'excludes', source: 'a', target: 'a' }, { kind: 'requires', source: 'a', target: 'a' }),
    ).toEqual([
      ['error', 'SELF_EXCLUDE', 'rules/0/target'],
      ['error', 'REL_SELF', 'rules/1/target'],
    ]);
  });
});

describe('a variable', () => {
  it('has one default that applies always', () => {
    const first = { kind: 'default', variable: 'plan', value: 'gold' };
    expect(codes(first, { ...first, value: 'silver' }, first)).toEqual([
      ['error', 'TWO_DEFAULTS', 'rules/1/variable'],
      ['error', 'TWO_DEFAULTS', 'rules/2/variable'],
    ]);
  });
});
