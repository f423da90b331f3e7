import type { Expression } from '../expression/expression.ts';
import type { OfferingRules, Rule, RuleOf } from '../rules/rule-document.schema.ts';
import type { BuildReport, FindingPath } from './build-report.ts';
import type { Declarations } from './declare-variables.ts';
import { namesOf, readExpression } from './read-expression.ts';

/** A rule with its expressions parsed and typed. */
export type ReadRule<Kind extends Rule['kind'] = Rule['kind']> = {
  [Own in Kind]: {
    readonly kind: Own;
    readonly rule: RuleOf<Own>;
    readonly path: FindingPath;
    readonly expressions: Expressions;
  };
}[Kind];

export type Expressions = { readonly [Member in Place]?: Expression };

type Place = 'if' | 'then' | 'when';

/** Which members hold expressions, and whether these may speak of the request. */
const PLACES: { readonly [Kind in Rule['kind']]: readonly Place[] } = {
  constraint: ['if', 'then'],
  table: ['when'],
  requires: [],
  excludes: [],
  default: ['when'],
  eligibility: ['when'],
  recommendation: ['when'],
};

export function readRules(
  rules: OfferingRules['rules'],
  declarations: Declarations,
  report: BuildReport,
): readonly ReadRule[] {
  const names = namesOf(declarations);
  return rules.map((rule, index): ReadRule => {
    const path = ['rules', index];
    const expressions: { [Member in Place]?: Expression } = {};
    for (const place of PLACES[rule.kind]) {
      const text = (rule as { readonly [Member in Place]?: string })[place];
      if (text === undefined) continue;
      const expression = readExpression(text, names, (code, message) =>
        report.error(code, [...path, place], message),
      );
      if (expression !== undefined) expressions[place] = expression;
    }
    return { kind: rule.kind, rule, path, expressions } as ReadRule;
  });
}

export function messageKeyOf(rule: Rule): string {
  if (rule.message !== undefined) return rule.message;
  return rule.kind === 'table' && rule.mode === 'forbid' ? 'rule.forbid' : `rule.${rule.kind}`;
}
