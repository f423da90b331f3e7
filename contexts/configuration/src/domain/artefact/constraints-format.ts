import type { Constraint, ConstraintBody } from '../model/canonical-model.ts';
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
  const constraints: Constraint[] = [];
  let message = '';
  for (let left = from.count(); left > 0; left--) {
    const ruleId = from.text();
    const origin = ORIGINS[from.below(ORIGINS.length)] as (typeof ORIGINS)[number];
    message = from.text() || message;
    const bodies = Array.from({ length: from.count() }, () => readBody(from, sizes));
    constraints.push({ ruleId, origin, messageKey: message, bodies });
  }
  return constraints;
}

function readBody(from: ByteReader, sizes: readonly number[]): ConstraintBody {
  const kind = KINDS[from.below(KINDS.length)] as (typeof KINDS)[number];
  const variable = () => from.below(sizes.length);
  if (kind === 'clauses') {
    const clauses = Array.from({ length: from.count() }, () =>
      Array.from({ length: from.count() }, () => {
        const index = variable();
        return { variable: index, in: readSet(from, sizes[index] as number) };
      }),
    );
    return { kind, clauses };
  }
  if (kind === 'sum') {
    const lower = readBound(from);
    const upper = readBound(from);
    const terms = Array.from({ length: from.count() }, () => {
      const index = variable();
      if (from.count() !== sizes[index]) throw new MalformedArtefact('a sum has the wrong number of weights');
      let weight = 0;
      const weights = Array.from({ length: sizes[index] ?? 0 }, () => (weight += from.signed()));
      return { variable: index, weights };
    });
    return { kind, lower, upper, terms };
  }
  const variables = Array.from({ length: from.count() }, variable);
  const rows = Array.from({ length: from.count() }, () =>
    variables.map((index) => readSet(from, sizes[index] as number)),
  );
  return { kind, variables, rows };
}

function readBound(from: ByteReader): number | null {
  return from.byte() === 0 ? null : from.signed();
}

function readSet(from: ByteReader, size: number): ValueSet {
  let next = 0;
  return Array.from({ length: from.count() }, () => {
    const first = next + from.below(size);
    const last = first + from.below(size);
    next = last + 1;
    if (last >= size) throw new MalformedArtefact('a set has a value that the variable has not');
    return [first, last] as const;
  });
}
