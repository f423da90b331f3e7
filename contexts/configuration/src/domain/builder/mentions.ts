import type { Expression } from '../expression/expression.ts';
import { type References, referencesOf } from '../expression/references.ts';

/** What several expressions mention together. */
export function mentionsOf(expressions: readonly (Expression | undefined)[]): References {
  const all = expressions.flatMap((expression) => (expression === undefined ? [] : referencesOf(expression)));
  const distinct = (of: (one: References) => readonly string[]) => [...new Set(all.flatMap(of))];
  return {
    variables: distinct(({ variables }) => variables),
    paths: distinct(({ paths }) => paths),
    context: distinct(({ context }) => context),
    sums: distinct(({ sums }) => sums),
  };
}
