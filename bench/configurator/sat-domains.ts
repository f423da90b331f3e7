import { type CanonicalModel, type Flags, type Literal, offsetsOf } from '@quotewright/configuration/testing';
import type { Click } from './click-sequences.ts';
import { Logic, type LogicSolver, type LogicTerm } from './logic-solver.ts';

/** The same model as formulas for a solver of another make. It keeps what was chosen: clicks only add to it. */
export interface SatModel {
  choose(click: Click): void;
  /**
   * What each variable that is not chosen can be, one question for each value that no solution before it has shown to
   * be possible. Nothing is flagged of chosen and of auxiliary variables.
   */
  domains(): Flags;
}

export function satModel(model: CanonicalModel): SatModel {
  return Logic.disablingAssertions(() => {
    const solver = new Logic.Solver();
    const terms = model.variables.map(({ values }, variable) => termsOf(solver, variable, values.length));
    for (const { bodies } of model.constraints)
      for (const body of bodies) {
        if (body.kind !== 'clauses') throw new Error(`a ${body.kind} is no formula here`);
        for (const clause of body.clauses)
          solver.require(Logic.or(clause.flatMap((literal) => literalOf(terms, literal))));
      }
    const chosen = new Set<number>();
    const alive = denyDead(model, solver, terms);
    return {
      choose({ variable, value }) {
        chosen.add(variable);
        solver.require(terms[variable]?.[value] ?? 0);
      },
      domains: () => Logic.disablingAssertions(() => domains(model, solver, terms, chosen, alive)),
    };
  });
}

/** What can never be is found out once, as a compiler does. Nothing is denied of auxiliary variables. */
function denyDead(
  model: CanonicalModel,
  solver: LogicSolver,
  terms: readonly (readonly LogicTerm[])[],
): Flags {
  const all = new Uint8Array(offsetsOf(model).at(-1) ?? 0).fill(1);
  const possible = domains(model, solver, terms, new Set(), all);
  let at = 0;
  for (const [variable, { kind, values }] of model.variables.entries())
    for (const value of values.keys()) {
      if (kind !== 'auxiliary' && possible[at] === 0) solver.require(-(terms[variable]?.[value] ?? 0));
      at += 1;
    }
  return possible;
}

/** Two values are a variable and its denial; of more, exactly one holds. */
function termsOf(solver: LogicSolver, variable: number, values: number): readonly LogicTerm[] {
  if (values === 2) {
    const term = solver.getVarNum(`v${variable}`);
    return [-term, term];
  }
  const terms = Array.from({ length: values }, (_, value) => solver.getVarNum(`v${variable}=${value}`));
  solver.require(Logic.exactlyOne(terms));
  return terms;
}

/** Its disjuncts: the values, or that it is not the only other one. */
function literalOf(
  terms: readonly (readonly LogicTerm[])[],
  { variable, in: set }: Literal,
): readonly LogicTerm[] {
  const all = terms[variable] ?? [];
  const allowed = new Set(set.flatMap(([from, to]) => all.slice(from, to + 1)));
  const refused = all.filter((term) => !allowed.has(term));
  const [only] = refused;
  return refused.length === 1 && only !== undefined ? [-only] : [...allowed];
}

function domains(
  model: CanonicalModel,
  solver: LogicSolver,
  terms: readonly (readonly LogicTerm[])[],
  chosen: ReadonlySet<number>,
  candidates: Flags,
): Flags {
  const offsets = offsetsOf(model);
  const possible = new Uint8Array(offsets.at(-1) ?? 0);
  let open = model.variables.flatMap(({ kind }, variable) =>
    kind === 'auxiliary' || chosen.has(variable)
      ? []
      : (terms[variable] ?? []).map((term, value) => ({ term, at: (offsets[variable] ?? 0) + value })),
  );
  open = open.filter(({ at }) => candidates[at] === 1);
  let solution = solver.solve();
  for (;;) {
    const witness = solution;
    if (witness !== null)
      open = open.filter(({ term, at }) => {
        const holds = witness.evaluate(term);
        if (holds) possible[at] = 1;
        return !holds;
      });
    const next = open.pop();
    if (next === undefined) return possible;
    solution = solver.solveAssuming(next.term);
    if (solution !== null) possible[next.at] = 1;
  }
}
