import { describe, expect, it } from 'vitest';
import { parseExpression } from './parse-expression.ts';
import { type Names, type TypedVariable, typeProblems } from './type-expression.ts';

const VARIABLES: Readonly<Record<string, TypedVariable>> = {
  plan: { type: 'enum', values: ['silver', 'gold'] },
  tier: { type: 'enum', values: ['silver', 'gold'] },
  users: { type: 'integer' },
  weight: { type: 'decimal' },
  fast: { type: 'boolean' },
  label: { type: 'text' },
  'site-access/@count': { type: 'integer' },
};

const names: Names = {
  variable: (id) => VARIABLES[id],
  hasPath: (path) => path === 'site-access',
  sum: (id) =>
    ({
      'site-access/@quantity': { type: 'integer' } as const,
      'site-access/label': { type: 'text' } as const,
    })[id],
  known: Object.keys(VARIABLES),
};

function problemsOf(text: string): readonly string[] {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return typeProblems(parsed.expression, names).map(({ code, message }) => `${code} ${message}`);
}

describe('an expression that fits the model', () => {
  it.each([
    "plan = 'gold' and plan != tier",
    "plan in ('silver', 'gold') implies users in (1..49, 60)",
    '2 * users - weight <= 3.5 and users < weight',
    'fast or fast = true',
    "label = 'anything' and has site-access",
    'sum(site-access/@quantity) >= 2',
    "context.segment = 'enterprise' and context.seats > users and context.a = context.b",
    'context.plan = plan',
    "'a' = 'b' or 1 < 2",
  ])('has no problem: %s', (text) => {
    expect(problemsOf(text)).toEqual([]);
  });
});

describe('what is not there', () => {
  it.each([
    ['palm', 'VARIABLE_UNKNOWN there is no variable "palm"'],
    ['user > 1', 'VARIABLE_UNKNOWN there is no variable "user": did you mean "users"?'],
    [
      'users-weight > 1',
      'VARIABLE_UNKNOWN there is no variable "users-weight" (a minus needs spaces around it)',
    ],
    ['nothing in (1)', 'VARIABLE_UNKNOWN there is no variable "nothing"'],
    ['users + nothing > 1', 'VARIABLE_UNKNOWN there is no variable "nothing"'],
    ['sum(nothing) > 1', 'VARIABLE_UNKNOWN there is no variable "nothing"'],
    ['has nothing', 'VARIABLE_UNKNOWN there is no part "nothing"'],
    ["plan = 'golt'", "VALUE_UNKNOWN \"plan\" has no value 'golt': did you mean 'gold'?"],
    ["plan in ('gold', 'platinum')", 'VALUE_UNKNOWN "plan" has no value \'platinum\''],
    ["'bronze' != plan", 'VALUE_UNKNOWN "plan" has no value \'bronze\''],
  ])('is named: %s', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });
});

describe('what does not go together', () => {
  it.each([
    ['plan', 'EXPR_TYPE "plan" is one of several values, not true or false: compare it'],
    ["plan < 'gold'", 'EXPR_TYPE "plan" is one of several values: only numbers are more or less'],
    ['plan = 1', 'EXPR_TYPE "plan" is one of several values, compared with a number'],
    ["users = 'many'", 'EXPR_TYPE "users" is a number, compared with a text'],
    ['users in (true)', 'EXPR_TYPE "users" is a number, compared with true or false'],
    ['plan in 1..2', 'EXPR_TYPE "plan" is one of several values: it has no range'],
    ["fast = 'yes'", 'EXPR_TYPE "fast" is true or false, compared with a text'],
    ['plan = users', 'EXPR_TYPE "plan" is one of several values, "users" is a number'],
    ['users + plan > 1', 'EXPR_TYPE "plan" is one of several values, not a number'],
    ['sum(site-access/label) > 1', 'EXPR_TYPE "site-access/label" is a text, not a number'],
    ['sum(users) > 1', 'EXPR_TYPE "users" is no variable of a part with instances: sum(…) adds up over them'],
    ["users + 1 = 'a'", 'EXPR_TYPE the sum is a number, compared with a text'],
    ["'a' = 1", "EXPR_TYPE 'a' is a text, compared with a number"],
  ])('is said: %s', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });
});

describe('several problems', () => {
  it('are listed up to the twentieth', () => {
    const text = Array.from({ length: 30 }, (_, at) => `unknown-${at}`).join(' or ');
    expect(problemsOf(text)).toHaveLength(20);
  });

  it('are all listed, in the order of the text', () => {
    expect(
      problemsOf("nothing = 1 and plan = 'x' and users").map((problem) => problem.split(' ')[0]),
    ).toEqual(['VARIABLE_UNKNOWN', 'VALUE_UNKNOWN', 'EXPR_TYPE']);
  });
});
