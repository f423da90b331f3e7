import type { Constraint, ConstraintBody, Literal, SumTerm } from '../model/canonical-model.ts';
import type { ValueSet } from '../model/value-set.ts';
import { type ByteReader, MalformedArtefact } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/*
 * Constraints as bytes. JSON would be ten times as long: a model of an industry has tens of thousands of clauses.
 */

const KINDS = ['clauses', 'sum', 'table'] as const;
const ORIGINS = ['structure', 'rule'] as const;

export function writeConstraints(to: ByteWriter, constraints: readonly Constraint[]): void {
  to.varint(constraints.length);
  let message = '';
  for (const { ruleId, origin, messageKey, bodies } of constraints) {
    to.text(ruleId);
    to.byte(ORIGINS.indexOf(origin));
    // Most neighbours say the same.
    to.text(messageKey === message ? '' : messageKey);
    message = messageKey;
    to.varint(bodies.length);
    for (const body of bodies) writeBody(to, body);
  }
}

function writeBody(to: ByteWriter, body: ConstraintBody): void {
  to.byte(KINDS.indexOf(body.kind));
  if (body.kind === 'clauses') {
    to.varint(body.clauses.length);
    for (const clause of body.clauses) {
      to.varint(clause.length);
      for (const literal of clause) {
        to.varint(literal.variable);
        writeSet(to, literal.in);
      }
    }
  } else if (body.kind === 'sum') {
    writeBound(to, body.lower);
    writeBound(to, body.upper);
    to.varint(body.terms.length);
    for (const { variable, weights } of body.terms) {
      to.varint(variable);
      to.varint(weights.length);
      // As steps: the weights of a quantity are all one step apart.
      for (const [index, weight] of weights.entries()) to.signed(weight - (weights[index - 1] ?? 0));
    }
  } else {
    to.varint(body.variables.length);
    for (const variable of body.variables) to.varint(variable);
    to.varint(body.rows.length);
    for (const row of body.rows) for (const set of row) writeSet(to, set);
  }
}

function writeBound(to: ByteWriter, bound: number | null): void {
  to.byte(bound === null ? 0 : 1);
  if (bound !== null) to.signed(bound);
}

function writeSet(to: ByteWriter, set: ValueSet): void {
  to.varint(set.length);
  let next = 0;
  for (const [first, last] of set) {
    to.varint(first - next);
    to.varint(last - first);
    next = last + 1;
  }
}

/** `sizes`: how many values each variable has. @throws MalformedArtefact */
export function readConstraints(from: ByteReader, sizes: readonly number[]): Constraint[] {
  let message = '';
  return from.list(() => {
    const ruleId = from.text();
    const origin = ORIGINS[from.below(ORIGINS.length)] as (typeof ORIGINS)[number];
    message = from.text() || message;
    return { ruleId, origin, messageKey: message, bodies: from.list(() => readBody(from, sizes)) };
  });
}

function readBody(from: ByteReader, sizes: readonly number[]): ConstraintBody {
  const kind = KINDS[from.below(KINDS.length)] as (typeof KINDS)[number];
  if (kind === 'clauses')
    return { kind, clauses: from.list(() => from.list(() => readLiteral(from, sizes))) };
  if (kind === 'sum') {
    const lower = readBound(from);
    const upper = readBound(from);
    return { kind, lower, upper, terms: from.list(() => readTerm(from, sizes)) };
  }
  const variables = from.list(() => from.below(sizes.length));
  const rows = from.list(() => variables.map((index) => readSet(from, sizes[index] as number)));
  return { kind, variables, rows };
}

function readLiteral(from: ByteReader, sizes: readonly number[]): Literal {
  const variable = from.below(sizes.length);
  return { variable, in: readSet(from, sizes[variable] as number) };
}

function readTerm(from: ByteReader, sizes: readonly number[]): SumTerm {
  const variable = from.below(sizes.length);
  let weight = 0;
  const weights = from.list(() => (weight += from.signed()));
  if (weights.length !== sizes[variable])
    throw new MalformedArtefact('a sum has the wrong number of weights');
  return { variable, weights };
}

function readBound(from: ByteReader): number | null {
  return from.byte() === 0 ? null : from.signed();
}

function readSet(from: ByteReader, size: number): ValueSet {
  const count = from.count();
  let next = 0;
  const ranges: (readonly [number, number])[] = [];
  for (let left = count; left > 0; left--) {
    const first = next + from.below(size);
    const last = first + from.below(size);
    next = last + 1;
    if (last >= size) throw new MalformedArtefact('a set has a value that the variable has not');
    if (count === 1 && last < SHARED) return SHARED_SETS[first * SHARED + last] as ValueSet;
    ranges.push([first, last]);
  }
  return ranges;
}

/** Sets of one short range, which nearly all are: one object for each. */
const SHARED = 8;
const SHARED_SETS: readonly ValueSet[] = Array.from({ length: SHARED * SHARED }, (_, at) => [
  [Math.floor(at / SHARED), at % SHARED],
]);
