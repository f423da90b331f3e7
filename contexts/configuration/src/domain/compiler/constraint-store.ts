import type { GroundModel, Mask } from '../ground/ground-model.ts';

/*
 * The constraints in flat arrays. Clauses come first, then sums, then tables: one number names any of them, and the
 * occurrences of a variable are one list of such numbers.
 */
export interface ConstraintStore {
  readonly clauseCount: number;
  readonly sumCount: number;
  readonly tableCount: number;
  /** The rule each constraint belongs to. */
  readonly rules: Int32Array;
  /** Terms of constraint `c`: `terms[starts[c] … starts[c + 1])`, each a variable. */
  readonly starts: Int32Array;
  readonly terms: Int32Array;
  /** Of clauses: where the mask of a term begins in `maskWords`. Of sums: where its weights begin in `weights`. */
  readonly termData: Int32Array;
  readonly maskWords: Int32Array;
  readonly weights: Int32Array;
  /** What one look at each constraint costs in steps: 1 for a clause, more for what has more to look at. */
  readonly costs: Int32Array;
  /** Of sums. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly tables: readonly StoredTable[];
  /** Constraints of variable `v`: `occurrences[occurrenceStarts[v] … occurrenceStarts[v + 1])`. */
  readonly occurrenceStarts: Int32Array;
  readonly occurrences: Int32Array;
  /** The term of each occurrence. */
  readonly occurrenceTerms: Int32Array;
}

export interface StoredTable {
  readonly rowWords: number;
  readonly rowCount: number;
  readonly rows: readonly (readonly Mask[])[];
  /** By term and class: the rows that have the class there, as bits. */
  readonly supports: readonly (readonly Int32Array[])[];
}

export function constraintStore(ground: GroundModel): ConstraintStore {
  const { clauses, sums, tables, sizes } = ground;
  const all = [...clauses, ...sums, ...tables];
  const starts = new Int32Array(all.length + 1);
  for (const [index, { variables }] of all.entries())
    starts[index + 1] = (starts[index] as number) + variables.length;
  const termCount = starts.at(-1) as number;
  const terms = new Int32Array(termCount);
  const termData = new Int32Array(termCount);
  for (const [index, { variables }] of all.entries()) terms.set(variables, starts[index]);

  const masks = clauses.flatMap((clause) => clause.masks);
  const maskWords = flat(masks, termData, 0);
  const weights = flat(
    sums.flatMap((sum) => sum.weights),
    termData,
    starts[clauses.length] ?? 0,
  );
  const { occurrenceStarts, occurrences, occurrenceTerms } = occurrencesOf(
    starts,
    terms,
    sizes.length,
    all.length,
  );
  return {
    clauseCount: clauses.length,
    sumCount: sums.length,
    tableCount: tables.length,
    rules: Int32Array.from(all, ({ rule }) => rule),
    starts,
    terms,
    termData,
    maskWords,
    weights,
    costs: costsOf(ground),
    lower: Float64Array.from(sums, ({ lower }) => lower),
    upper: Float64Array.from(sums, ({ upper }) => upper),
    tables: tables.map(({ variables, rows }) => ({
      rowWords: (rows.length + 31) >>> 5,
      rowCount: rows.length,
      rows,
      supports: [...variables].map((variable, term) => supportsOf(rows, term, sizes[variable] as number)),
    })),
    occurrenceStarts,
    occurrences,
    occurrenceTerms,
  };
}

/** A clause is looked at until its second open literal; sums and tables are looked at whole, class by class. */
function costsOf({ clauses, sums, tables, sizes }: GroundModel): Int32Array {
  const classes = ({ variables }: { readonly variables: Int32Array }) =>
    variables.reduce((sum, variable) => sum + (sizes[variable] as number), 0);
  return Int32Array.from([
    ...clauses.map(() => 1),
    ...sums.map((sum) => 1 + (classes(sum) >> 2)),
    ...tables.map((table) => 1 + ((classes(table) * ((table.rows.length + 31) >>> 5)) >> 2)),
  ]);
}

function flat(arrays: readonly Int32Array[], data: Int32Array, from: number): Int32Array {
  const words = new Int32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const [index, array] of arrays.entries()) {
    words.set(array, at);
    data[from + index] = at;
    at += array.length;
  }
  return words;
}

function occurrencesOf(starts: Int32Array, terms: Int32Array, variables: number, constraints: number) {
  const occurrenceStarts = new Int32Array(variables + 1);
  for (const variable of terms) occurrenceStarts[variable + 1]! += 1;
  for (let index = 0; index < variables; index++)
    occurrenceStarts[index + 1]! += occurrenceStarts[index] as number;
  const next = occurrenceStarts.slice();
  const occurrences = new Int32Array(terms.length);
  const occurrenceTerms = new Int32Array(terms.length);
  for (let constraint = 0; constraint < constraints; constraint++) {
    for (let at = starts[constraint] as number; at < (starts[constraint + 1] as number); at++) {
      const occurrence = next[terms[at] as number]!++;
      occurrences[occurrence] = constraint;
      occurrenceTerms[occurrence] = at;
    }
  }
  return { occurrenceStarts, occurrences, occurrenceTerms };
}

function supportsOf(rows: readonly (readonly Mask[])[], term: number, size: number): readonly Int32Array[] {
  const words = (rows.length + 31) >>> 5;
  const supports = Array.from({ length: size }, () => new Int32Array(words));
  for (const [row, cells] of rows.entries()) {
    const mask = cells[term] as Mask;
    for (let word = 0; word < mask.length; word++) {
      for (let rest = mask[word] as number; rest !== 0; rest &= rest - 1) {
        const index = word * 32 + 31 - Math.clz32(rest & -rest);
        (supports[index] as Int32Array)[row >>> 5]! |= 1 << (row & 31);
      }
    }
  }
  return supports;
}
