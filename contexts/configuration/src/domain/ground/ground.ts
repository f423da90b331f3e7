import type { CanonicalModel, ConstraintBody } from '../model/canonical-model.ts';
import type { ValueSet } from '../model/value-set.ts';
import { offsetsOf } from '../reasoner.ts';
import type { GroundClause, GroundModel, GroundSum, GroundTable, Mask } from './ground-model.ts';
import { ValuePartition } from './value-partition.ts';

/** Lowers a canonical model. Constraints that say nothing, an empty sum within its bounds, simply vanish. */
export function ground(model: CanonicalModel): GroundModel {
  const { variables } = model;
  const partitions = variables.map(({ values }) => new ValuePartition(values.length));
  const bodies = model.constraints.flatMap((constraint, rule) =>
    constraint.bodies.map((body) => ({ rule, body })),
  );
  for (const { body } of bodies) split(body, partitions);

  const sizes = Int32Array.from(partitions, ({ count }) => count);
  const offsets = new Int32Array(sizes.length + 1);
  for (const [index, size] of sizes.entries()) offsets[index + 1] = (offsets[index] as number) + size;
  const valueOffsets = offsetsOf(model);
  const classOf = new Int32Array(valueOffsets.at(-1) ?? 0);
  for (const [index, partition] of partitions.entries()) classOf.set(partition.classOf, valueOffsets[index]);

  const clauses: GroundClause[] = [];
  const sums: GroundSum[] = [];
  const tables: GroundTable[] = [];
  const maskOf = (variable: number, set: ValueSet): Mask =>
    (partitions[variable] as ValuePartition).mask(set);
  for (const { rule, body } of bodies) {
    if (body.kind === 'clauses') {
      for (const clause of body.clauses) {
        clauses.push({
          rule,
          variables: Int32Array.from(clause, ({ variable }) => variable),
          masks: clause.map((literal) => maskOf(literal.variable, literal.in)),
        });
      }
    } else if (body.kind === 'sum') {
      sums.push({
        rule,
        variables: Int32Array.from(body.terms, ({ variable }) => variable),
        weights: body.terms.map(({ variable, weights }) =>
          (partitions[variable] as ValuePartition).perClass(weights),
        ),
        lower: body.lower ?? Number.NEGATIVE_INFINITY,
        upper: body.upper ?? Number.POSITIVE_INFINITY,
      });
    } else {
      tables.push({
        rule,
        variables: Int32Array.from(body.variables),
        rows: body.rows.map((row) => row.map((set, at) => maskOf(body.variables[at] as number, set))),
      });
    }
  }
  return { sizes, offsets, valueOffsets, classOf, clauses, sums, tables };
}

/** Tells apart what the constraint tells apart. */
function split(body: ConstraintBody, partitions: readonly ValuePartition[]): void {
  if (body.kind === 'clauses') {
    for (const clause of body.clauses)
      for (const literal of clause) partitions[literal.variable]?.splitBySet(literal.in);
  } else if (body.kind === 'sum') {
    for (const { variable, weights } of body.terms) partitions[variable]?.splitByWeight(weights);
  } else {
    for (const row of body.rows)
      for (const [at, set] of row.entries()) partitions[body.variables[at] as number]?.splitBySet(set);
  }
}
