import { forEachVariable } from '../ground/class-flags.ts';
import type { GroundClause, GroundModel, GroundSum, GroundTable, Mask } from '../ground/ground-model.ts';
import { type Formula, FormulaBuilder, TRUE } from './formula.ts';

/** Variables of so many classes have literals for bounds, where they are in sums. */
const CLASSES_IN_ORDER = 5;

interface Encoding {
  readonly formula: Formula;
  /** Laid out as class flags: the literal that says the variable has the class. */
  readonly literals: Int32Array;
  /** By variable, where it has them: `FormulaBuilder.order` of its classes. */
  readonly orders: ReadonlyMap<number, readonly number[]>;
  /** Laid out as value flags: true where the class can be had with this value; 0 where it is the only one of its class. */
  readonly valueLiterals: Int32Array;
  /** By rule: the literal with which the rule must hold. Always true where rules are not guarded. */
  readonly guards: Int32Array;
  /** Literals of booleans that nothing is said about. */
  readonly spares: Int32Array;
}

interface EncodingOptions {
  /** How many rules there are, where each is to hold only as far as it is assumed. */
  readonly guardedRules?: number;
  /** Whether values of one class are told apart. */
  readonly withValues?: boolean;
  /** How many booleans to have for clauses that are added later. */
  readonly spareBooleans?: number;
  /** One more sum, before all others. */
  readonly objective?: Pick<GroundSum, 'variables' | 'upper'> & { readonly weights: readonly Float64Array[] };
}

/** Direct encoding: one boolean for a variable of two classes, one boolean for each class of a larger one. */
export function encodeGround(ground: GroundModel, options: EncodingOptions = {}): Encoding {
  const { guardedRules = 0, withValues = false, spareBooleans = 0, objective } = options;
  const builder = new FormulaBuilder();
  const literals = Int32Array.from([...ground.sizes].flatMap((size) => builder.variable(size)));
  const orders = new Map<number, readonly number[]>();
  for (const { variables } of ground.sums)
    for (const variable of variables)
      if (ground.sizes[variable]! >= CLASSES_IN_ORDER && !orders.has(variable))
        orders.set(
          variable,
          builder.order([...literals.subarray(ground.offsets[variable], ground.offsets[variable + 1])]),
        );
  const valueLiterals = withValues ? encodeValues(builder, ground, literals) : new Int32Array(0);
  const guards = Int32Array.from({ length: guardedRules }, () => builder.boolean());
  const spares = Int32Array.from({ length: spareBooleans }, () => builder.boolean());
  const context: Context = { builder, ground, literals, orders };
  const guardOf = (rule: number) => guards[rule] ?? TRUE;
  if (objective !== undefined)
    builder.sum(termsOf(context, objective.variables, objective.weights), 1, objective.upper, TRUE);
  for (const clause of ground.clauses) encodeClause(context, clause, guardOf(clause.rule));
  for (const { rule, variables, weights, lower, upper } of ground.sums) {
    const terms = termsOf(context, variables, weights);
    builder.sum(terms, 1, upper, guardOf(rule));
    builder.sum(terms, -1, -lower, guardOf(rule));
  }
  for (const table of ground.tables) encodeTable(context, table, guardOf(table.rule));
  return { formula: builder.build(), literals, orders, valueLiterals, guards, spares };
}

interface Context {
  readonly builder: FormulaBuilder;
  readonly ground: GroundModel;
  readonly literals: Int32Array;
  readonly orders: ReadonlyMap<number, readonly number[]>;
}

/** A class holds by one of its values. Which one nothing decides: only who refuses some of them needs to know. */
function encodeValues(builder: FormulaBuilder, ground: GroundModel, literals: Int32Array): Int32Array {
  const valueLiterals = new Int32Array(ground.classOf.length);
  forEachVariable(ground, (offset, begin, end) => {
    const placesOf = Map.groupBy(
      Array.from({ length: end - begin }, (_, value) => begin + value),
      (at) => offset + ground.classOf[at]!,
    );
    for (const [index, places] of placesOf) {
      if (places.length === 1) continue;
      for (const at of places) valueLiterals[at] = builder.boolean();
      builder.clause([literals[index]! ^ 1, ...places.map((at) => valueLiterals[at]!)]);
    }
  });
  return valueLiterals;
}

/** What is false where the guard does not hold, at the head of a clause. */
function unless(guard: number): number[] {
  return guard === TRUE ? [] : [guard ^ 1];
}

function literalsOf({ ground, literals }: Context, variable: number): Int32Array {
  return literals.subarray(ground.offsets[variable], ground.offsets[variable + 1]);
}

function termsOf(context: Context, variables: Int32Array, weights: readonly ArrayLike<number>[]) {
  return Array.from(variables, (variable, at) => ({
    literals: [...literalsOf(context, variable)],
    weights: weights[at] ?? [],
    order: context.orders.get(variable),
  }));
}

/** Literals of which one holds when the class is in the mask; undefined when it always is. */
function literalsIn(context: Context, variable: number, mask: Mask): readonly number[] | undefined {
  const literals = literalsOf(context, variable);
  const isIn = classesOf(mask);
  if (isIn.length === literals.length) return undefined;
  // All but one: one literal propagates more than many.
  if (isIn.length === literals.length - 1) {
    const missing = isIn.findIndex((index, at) => index !== at);
    return [literals[missing < 0 ? isIn.length : missing]! ^ 1];
  }
  return isIn.map((index) => literals[index]!);
}

/** The classes of a mask, ascending. */
function classesOf(mask: Mask): number[] {
  const classes: number[] = [];
  for (const [word, bits] of mask.entries())
    for (let rest = bits; rest !== 0; rest &= rest - 1)
      classes.push(word * 32 + 31 - Math.clz32(rest & -rest));
  return classes;
}

function encodeClause(context: Context, { variables, masks }: GroundClause, guard: number): void {
  const clause = unless(guard);
  for (const [at, mask] of masks.entries()) {
    const literals = literalsIn(context, variables[at]!, mask);
    if (literals === undefined) return;
    clause.push(...literals);
  }
  context.builder.clause(clause);
}

/**
 * One boolean for each row: it implies its cells, some row holds, and a class needs a row that has it. So propagation
 * finds all that the table alone rules out.
 */
function encodeTable(context: Context, { variables, rows }: GroundTable, guard: number): void {
  const { builder } = context;
  const selectors = rows.map(() => builder.boolean());
  builder.clause([...unless(guard), ...selectors]);
  for (const [column, variable] of variables.entries()) {
    const literals = literalsOf(context, variable);
    const supports = Array.from(literals, (): number[] => []);
    for (const [index, row] of rows.entries()) {
      const selector = selectors[index]!;
      const mask = row[column]!;
      const cell = literalsIn(context, variable, mask);
      if (cell !== undefined) builder.clause([selector ^ 1, ...cell]);
      for (const at of classesOf(mask)) supports[at]!.push(selector);
    }
    for (const [at, rowsOfClass] of supports.entries())
      if (rowsOfClass.length < rows.length)
        builder.clause([...unless(guard), literals[at]! ^ 1, ...rowsOfClass]);
  }
}
