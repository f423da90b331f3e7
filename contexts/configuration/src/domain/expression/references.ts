import type { Expression, Operand, Reference } from './expression.ts';

/** What an expression mentions: each thing once, in the order of first use. */
export interface References {
  readonly variables: readonly string[];
  /** Parts whose presence is asked. */
  readonly paths: readonly string[];
  /** Members of the request's context. */
  readonly context: readonly string[];
  /** Variables of parts that are summed over instances. */
  readonly sums: readonly string[];
}

export function referencesOf(expression: Expression): References {
  const variables = new Set<string>();
  const paths = new Set<string>();
  const context = new Set<string>();
  const sums = new Set<string>();
  const reference = (of: Reference) =>
    'variable' in of ? variables.add(of.variable) : context.add(of.context);
  const operand = (of: Operand) => {
    if (of.kind === 'reference') reference(of.of);
    if (of.kind !== 'linear') return;
    for (const term of of.terms)
      if ('sum' in term.of) sums.add(term.of.sum);
      else variables.add(term.of.variable);
  };
  for (const part of partsOf(expression)) {
    if (part.op === 'true') variables.add(part.variable);
    else if (part.op === 'present') paths.add(part.path);
    else if (part.op === 'in') reference(part.of);
    else if (part.op === 'compare') {
      operand(part.left);
      operand(part.right);
    }
  }
  return { variables: [...variables], paths: [...paths], context: [...context], sums: [...sums] };
}

/** The expression and all below it, from left to right. */
export function* partsOf(expression: Expression): Generator<Expression> {
  const stack = [expression];
  while (stack.length > 0) {
    const part = stack.pop() as Expression;
    yield part;
    if (part.op === 'and' || part.op === 'or') stack.push(...part.of.toReversed());
    else if (part.op === 'not') stack.push(part.of);
    else if (part.op === 'implies' || part.op === 'iff') stack.push(part.right, part.left);
  }
}
