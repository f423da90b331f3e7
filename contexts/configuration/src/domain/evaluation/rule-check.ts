import type { Clause, ConstraintBody, Literal } from '../model/canonical-model.ts';
import type { ValueSet } from '../model/value-set.ts';
import type { Flags } from '../reasoner.ts';
import type { ScopeIndex } from './scope-index.ts';

/** Larger tables are left to the engine: looking through their rows would take longer. */
const MOST_ROWS = 10_000;

/** Whether a rule can hold for all that it sees of the flags by itself. False is certain, true is not. */
export function mayHold(index: ScopeIndex, body: ConstraintBody, flags: Flags): boolean {
  switch (body.kind) {
    case 'clauses':
      return body.clauses.every((clause) =>
        clause.some(({ variable, in: set }: Literal) => meets(index, flags, variable, set)),
      );
    case 'sum': {
      const [least, most] = extremes(index, body.terms, flags);
      return (body.lower === null || most >= body.lower) && (body.upper === null || least <= body.upper);
    }
    case 'table':
      if (body.rows.length > MOST_ROWS) return true;
      return body.rows.some((row) =>
        row.every((set, column) => meets(index, flags, body.variables[column] as number, set)),
      );
  }
}

/** A rule as far as it is broken: of clauses the first one that fails. Undefined when it may hold. */
export function brokenPart(
  index: ScopeIndex,
  body: ConstraintBody,
  flags: Flags,
): ConstraintBody | undefined {
  if (mayHold(index, body, flags)) return undefined;
  if (body.kind !== 'clauses') return body;
  const fails = (clause: Clause) => !mayHold(index, { kind: 'clauses', clauses: [clause] }, flags);
  return { kind: 'clauses', clauses: body.clauses.filter(fails).slice(0, 1) };
}

/** Variables whose restriction from `wider` to `flags` breaks the rule: a minimal set, in its order. */
export function neededToFail(
  index: ScopeIndex,
  broken: ConstraintBody,
  flags: Flags,
  wider: Flags,
): number[] {
  if (broken.kind === 'sum') return neededForSum(index, broken, flags, wider);
  const released = flags.slice();
  return variablesOf(broken).filter((variable) => {
    const start = index.offsets[variable] as number;
    const end = index.offsets[variable + 1] as number;
    const before = released.slice(start, end);
    released.set(wider.subarray(start, end), start);
    if (!mayHold(index, broken, released)) return false;
    released.set(before, start);
    return true;
  });
}

/** Keeps count instead of adding up anew for each term: groups have thousands. */
function neededForSum(index: ScopeIndex, { terms, lower, upper }: Sum, flags: Flags, wider: Flags): number[] {
  const [least, most] = extremes(index, terms, flags);
  const below = lower !== null && most < lower;
  let lacking = below ? lower - most : least - (upper ?? Infinity);
  return terms.flatMap((term) => {
    const side = below ? 1 : 0;
    const gain = Math.abs(extremes(index, [term], wider)[side] - extremes(index, [term], flags)[side]);
    if (gain >= lacking) return gain > 0 ? [term.variable] : [];
    lacking -= gain;
    return [];
  });
}

type Sum = Extract<ConstraintBody, { kind: 'sum' }>;

/** In the order in which the rule names them; each one once. */
export function variablesOf(body: ConstraintBody): readonly number[] {
  switch (body.kind) {
    case 'clauses':
      return [...new Set(body.clauses.flat().map(({ variable }) => variable))];
    case 'sum':
      return body.terms.map(({ variable }) => variable);
    case 'table':
      return body.variables;
  }
}

function meets({ offsets }: ScopeIndex, flags: Flags, variable: number, set: ValueSet): boolean {
  const start = offsets[variable] as number;
  return set.some(([from, to]) => {
    const at = flags.indexOf(1, start + from);
    return at >= 0 && at <= start + to;
  });
}

function extremes(
  { offsets }: ScopeIndex,
  terms: Sum['terms'],
  flags: Flags,
): readonly [least: number, most: number] {
  let [least, most] = [0, 0];
  for (const { variable, weights } of terms) {
    const possible = weights.filter((_, value) => flags[(offsets[variable] as number) + value] === 1);
    least += possible.reduce((min, weight) => Math.min(min, weight), Infinity);
    most += possible.reduce((max, weight) => Math.max(max, weight), -Infinity);
  }
  return [least, most];
}
