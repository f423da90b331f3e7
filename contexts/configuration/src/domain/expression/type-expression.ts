import type { Candidate, Expression, Operand, Reference, Scalar } from './expression.ts';
import { nearest } from './nearest.ts';
import { partsOf } from './references.ts';
import { enclosed } from './tokens.ts';

export type ValueType = 'enum' | 'integer' | 'decimal' | 'boolean' | 'text';

export interface TypedVariable {
  readonly type: ValueType;
  /** Of enums: the ids of values. */
  readonly values?: readonly string[];
}

/** What expressions can name. */
export interface Names {
  variable(id: string): TypedVariable | undefined;
  hasPath(path: string): boolean;
  /** A variable of the instances of a part, as `sum` takes it. */
  sum(id: string): TypedVariable | undefined;
  /** To suggest one of them where a name is unknown. */
  readonly known: readonly string[];
}

export interface TypeProblem {
  readonly code: 'VARIABLE_UNKNOWN' | 'VALUE_UNKNOWN' | 'EXPR_TYPE';
  readonly message: string;
}

/** Nobody reads more of one expression, and looking for near names takes time. */
const MAX_PROBLEMS = 20;

/** What does not type, in the order of the text; at most 20. Members of the context have any type: they are known when asked. */
export function typeProblems(expression: Expression, names: Names): readonly TypeProblem[] {
  const problems: TypeProblem[] = [];
  for (const part of partsOf(expression)) {
    problems.push(...problemsOf(part, names));
    if (problems.length >= MAX_PROBLEMS) return problems.slice(0, MAX_PROBLEMS);
  }
  return problems;
}

type Typed = TypedVariable | 'unknown' | 'any';

function problemsOf(part: Expression, names: Names): readonly TypeProblem[] {
  switch (part.op) {
    case 'true': {
      const problems: TypeProblem[] = [];
      const type = typeOf({ variable: part.variable }, names, problems);
      if (type !== 'unknown' && type !== 'any' && type.type !== 'boolean')
        problems.push(wrong(`"${part.variable}" is ${ARTICLES[type.type]}, not true or false: compare it`));
      return problems;
    }
    case 'present':
      return names.hasPath(part.path) ? [] : [unknown(part.path, names, 'there is no part')];
    case 'in': {
      const problems: TypeProblem[] = [];
      const type = typeOf(part.of, names, problems);
      return [
        ...problems,
        ...part.values.flatMap((value) => candidateProblems(nameOf(part.of), type, value)),
      ];
    }
    case 'compare':
      return compareProblems(part, names);
    default:
      return [];
  }
}

function compareProblems(
  { relation, left, right }: Extract<Expression, { op: 'compare' }>,
  names: Names,
): readonly TypeProblem[] {
  const problems: TypeProblem[] = [];
  const [a, b] = [operandType(left, names, problems), operandType(right, names, problems)];
  if (a === 'unknown' || b === 'unknown') return problems;
  const isOrder = relation !== '=' && relation !== '!=';
  for (const [operand, type] of [
    [left, a],
    [right, b],
  ] as const) {
    if (isOrder && type !== 'any' && !isNumber(type))
      return [wrong(`${shown(operand)} is ${ARTICLES[type.type]}: only numbers are more or less`)];
  }
  if (right.kind === 'scalar') return scalarProblems(shown(left), a, right.value);
  if (left.kind === 'scalar') return scalarProblems(shown(right), b, left.value);
  if (a === 'any' || b === 'any') return [];
  if (isNumber(a) !== isNumber(b) || (!isNumber(a) && a.type !== b.type))
    return [wrong(`${shown(left)} is ${ARTICLES[a.type]}, ${shown(right)} is ${ARTICLES[b.type]}`)];
  return [];
}

function candidateProblems(name: string, type: Typed, value: Candidate): readonly TypeProblem[] {
  if (typeof value !== 'object' || !('from' in value)) return scalarProblems(name, type, value);
  if (type === 'unknown' || type === 'any' || isNumber(type)) return [];
  return [wrong(`${name} is ${ARTICLES[type.type]}: it has no range`)];
}

function scalarProblems(name: string, type: Typed, value: Scalar): readonly TypeProblem[] {
  if (type === 'unknown' || type === 'any') return [];
  const given =
    typeof value === 'string' ? 'a text' : typeof value === 'boolean' ? 'true or false' : 'a number';
  const fits = isNumber(type)
    ? typeof value === 'object'
    : type.type === 'boolean'
      ? typeof value === 'boolean'
      : typeof value === 'string';
  if (!fits) return [wrong(`${name} is ${ARTICLES[type.type]}, compared with ${given}`)];
  if (type.values === undefined || typeof value !== 'string' || type.values.includes(value)) return [];
  const close = nearest(value, type.values);
  const hint = close === undefined ? '' : `: did you mean '${close}'?`;
  return [{ code: 'VALUE_UNKNOWN', message: `${name} has no value '${value}'${hint}` }];
}

function operandType(operand: Operand, names: Names, problems: TypeProblem[]): Typed {
  if (operand.kind === 'reference') return typeOf(operand.of, names, problems);
  if (operand.kind === 'scalar') {
    if (typeof operand.value === 'string') return { type: 'text' };
    return typeof operand.value === 'boolean' ? { type: 'boolean' } : { type: 'decimal' };
  }
  let isKnown = true;
  for (const { of } of operand.terms) {
    const name = 'sum' in of ? of.sum : of.variable;
    const type = 'sum' in of ? names.sum(of.sum) : names.variable(of.variable);
    if (type === undefined)
      problems.push(
        'sum' in of && names.variable(name) !== undefined ? notSummed(name) : unknown(name, names),
      );
    else if (!isNumber(type)) problems.push(wrong(`"${name}" is ${ARTICLES[type.type]}, not a number`));
    if (type === undefined || !isNumber(type)) isKnown = false;
  }
  return isKnown ? { type: 'decimal' } : 'unknown';
}

function typeOf(reference: Reference, names: Names, problems: TypeProblem[]): Typed {
  if ('context' in reference) return 'any';
  const type = names.variable(reference.variable);
  if (type === undefined) problems.push(unknown(reference.variable, names));
  return type ?? 'unknown';
}

const isNumber = ({ type }: TypedVariable) => type === 'integer' || type === 'decimal';

const ARTICLES: Readonly<Record<ValueType, string>> = {
  enum: 'one of several values',
  integer: 'a number',
  decimal: 'a number',
  boolean: 'true or false',
  text: 'a text',
};

/** As it is written in an expression: names with other characters stand in backticks. */
const written = (name: string) => (/^[A-Za-z@][\w./@-]*$/.test(name) ? `"${name}"` : `\`${name}\``);

function unknown(name: string, { known }: Names, what = 'there is no variable'): TypeProblem {
  const close = nearest(name, known);
  const hint = close === undefined ? '' : `: did you mean ${written(close)}?`;
  const minus = close === undefined && name.includes('-') ? ' (a minus needs spaces around it)' : '';
  return { code: 'VARIABLE_UNKNOWN', message: `${what} "${name}"${hint}${minus}` };
}

const notSummed = (name: string) =>
  wrong(`"${name}" is no variable of a part with instances: sum(…) adds up over them`);

const wrong = (message: string): TypeProblem => ({ code: 'EXPR_TYPE', message });

const nameOf = (reference: Reference) =>
  'context' in reference ? `context.${reference.context}` : `"${reference.variable}"`;

function shown(operand: Operand): string {
  if (operand.kind === 'reference') return nameOf(operand.of);
  if (operand.kind === 'linear') return 'the sum';
  const { value } = operand;
  return typeof value === 'string'
    ? enclosed(value, "'")
    : typeof value === 'object'
      ? value.number
      : String(value);
}
