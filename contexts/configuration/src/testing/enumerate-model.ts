import type { CanonicalModel, ConstraintBody } from '../domain/model/canonical-model.ts';
import { hasValue } from '../domain/model/value-set.ts';

/*
 * The meaning of a canonical model, read off its definition and nothing else: what engines and builder are held
 * against. For small models.
 */

/** Whether all constraints hold. `values`: an index for each variable. */
export function satisfies(
  { constraints }: Pick<CanonicalModel, 'constraints'>,
  values: readonly number[],
): boolean {
  return constraints.every(({ bodies }) => bodies.every((body) => holds(body, values)));
}

function holds(body: ConstraintBody, values: readonly number[]): boolean {
  const valueOf = (variable: number) => values[variable] as number;
  switch (body.kind) {
    case 'clauses':
      return body.clauses.every((clause) =>
        clause.some((literal) => hasValue(literal.in, valueOf(literal.variable))),
      );
    case 'sum': {
      const sum = body.terms.reduce(
        (total, { variable, weights }) => total + (weights[valueOf(variable)] as number),
        0,
      );
      return sum >= (body.lower ?? -Infinity) && sum <= (body.upper ?? Infinity);
    }
    case 'table':
      return body.rows.some((row) =>
        row.every((set, column) => hasValue(set, valueOf(body.variables[column] as number))),
      );
  }
}

/**
 * All configurations, one value for each variable. Clauses and the rest are looked at as soon as all their variables
 * have values; auxiliary variables come last, because the others determine them.
 */
export function* solutions({ variables, constraints }: CanonicalModel): Generator<readonly number[]> {
  const isAuxiliary = (index: number) => variables[index]?.kind === 'auxiliary';
  const order = [...variables.keys()].sort(
    (a, b) => Number(isAuxiliary(a)) - Number(isAuxiliary(b)) || a - b,
  );
  const placeOf = new Map(order.map((variable, place) => [variable, place]));
  const due = new Map<number, ConstraintBody[]>();
  for (const body of constraints.flatMap(({ bodies }) => bodies.flatMap(separate))) {
    const place = variablesOf(body).reduce(
      (last, variable) => Math.max(last, placeOf.get(variable) ?? 0),
      -1,
    );
    due.set(place, [...(due.get(place) ?? []), body]);
  }
  const values: number[] = variables.map(() => 0);
  if (areMet(-1)) yield* from(0);

  function areMet(place: number): boolean {
    return (due.get(place) ?? []).every((body) => holds(body, values));
  }

  function* from(place: number): Generator<readonly number[]> {
    const variable = order[place];
    if (variable === undefined) {
      yield [...values];
      return;
    }
    const size = variables[variable]?.values.length ?? 0;
    for (let value = 0; value < size; value += 1) {
      values[variable] = value;
      if (areMet(place)) yield* from(place + 1);
    }
  }
}

/** Each clause by itself: it can be looked at before the others. */
function separate(body: ConstraintBody): readonly ConstraintBody[] {
  if (body.kind !== 'clauses') return [body];
  return body.clauses.map((clause) => ({ kind: 'clauses', clauses: [clause] }));
}

function variablesOf(body: ConstraintBody): readonly number[] {
  switch (body.kind) {
    case 'clauses':
      return body.clauses.flatMap((clause) => clause.map(({ variable }) => variable));
    case 'sum':
      return body.terms.map(({ variable }) => variable);
    case 'table':
      return body.variables;
  }
}
