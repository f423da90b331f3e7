import type { GroundModel } from '../ground/ground-model.ts';

/** Above, the cost of looking for the least fill is more than it saves. */
const MAX_VARIABLES_FOR_MIN_FILL = 3_000;
/** Looks at pairs of neighbours, about a second: what is not ordered by then goes by its first degree. */
const MAX_WORK = 50_000_000;
/** Neighbours on average: in denser graphs no order is good, and looking for one is dear. */
const MAX_DEGREE_FOR_MIN_FILL = 24;
/** A wider constraint joins only neighbours among its variables: as a clique it would be too many edges to keep. */
const MAX_CLIQUE = 512;

/**
 * A rank for each variable from an elimination order of the primal graph: min-fill, or min-degree where that is too
 * dear. Deciding by falling rank decides separators first, so that what is left falls apart. Ties by index. The work
 * is counted and ends: an order is never worth more than what it is for.
 */
export function eliminationRanks(ground: GroundModel, isFixed: (variable: number) => boolean): Int32Array {
  const neighbours = primalGraph(ground, isFixed);
  const open = new Set<number>();
  let edges = 0;
  for (const [variable, adjacent] of neighbours.entries()) {
    if (isFixed(variable)) continue;
    open.add(variable);
    edges += adjacent.size;
  }
  const isSparse = open.size <= MAX_VARIABLES_FOR_MIN_FILL && edges <= open.size * MAX_DEGREE_FOR_MIN_FILL;
  let work = 0;
  const cost = (variable: number): number => {
    const adjacent = neighbours[variable] as Set<number>;
    if (!isSparse) return adjacent.size;
    work += adjacent.size * adjacent.size;
    return fill(adjacent, neighbours);
  };
  const degrees = neighbours.map(({ size }) => size);
  const costs = new Map([...open].map((variable) => [variable, cost(variable)]));
  const ranks = new Int32Array(ground.sizes.length).fill(-1);
  let rank = 0;
  for (; costs.size > 0 && work < MAX_WORK; rank++) {
    const chosen = cheapest(costs);
    costs.delete(chosen);
    ranks[chosen] = rank;
    const { size } = neighbours[chosen] as Set<number>;
    work += size * size + costs.size;
    for (const variable of eliminate(chosen, neighbours, isSparse)) costs.set(variable, cost(variable));
  }
  const rest = [...costs.keys()].sort((a, b) => (degrees[a] as number) - (degrees[b] as number) || a - b);
  for (const variable of rest) ranks[variable] = rank++;
  return ranks;
}

function primalGraph(ground: GroundModel, isFixed: (variable: number) => boolean): readonly Set<number>[] {
  const neighbours = Array.from({ length: ground.sizes.length }, () => new Set<number>());
  for (const constraint of [...ground.clauses, ...ground.sums, ...ground.tables]) {
    const variables = constraint.variables.filter((variable) => !isFixed(variable));
    const reach = variables.length > MAX_CLIQUE ? 1 : variables.length;
    for (const [at, a] of variables.entries()) {
      for (const b of variables.subarray(at + 1, at + 1 + reach)) {
        neighbours[a]?.add(b);
        neighbours[b]?.add(a);
      }
    }
  }
  return neighbours;
}

/** Edges that would have to be added to make the neighbours a clique. */
function fill(adjacent: ReadonlySet<number>, neighbours: readonly ReadonlySet<number>[]): number {
  let missing = 0;
  const list = [...adjacent];
  for (const [at, a] of list.entries()) {
    const ofA = neighbours[a] as ReadonlySet<number>;
    for (let other = at + 1; other < list.length; other++) if (!ofA.has(list[other] as number)) missing += 1;
  }
  return missing;
}

function cheapest(costs: ReadonlyMap<number, number>): number {
  let chosen = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const [variable, cost] of costs) {
    if (cost < least || (cost === least && variable < chosen)) {
      chosen = variable;
      least = cost;
    }
  }
  return chosen;
}

/** Makes the neighbours a clique and takes the variable out; gives back whose cost has changed. */
function eliminate(
  variable: number,
  neighbours: readonly Set<number>[],
  withSecond: boolean,
): Iterable<number> {
  const adjacent = [...(neighbours[variable] as Set<number>)];
  const changed = new Set(adjacent);
  for (const a of adjacent) {
    const ofA = neighbours[a] as Set<number>;
    ofA.delete(variable);
    for (const b of adjacent) {
      if (b <= a || ofA.has(b)) continue;
      ofA.add(b);
      const ofB = neighbours[b] as Set<number>;
      ofB.add(a);
      // A new edge also saves fill for whoever knows both ends.
      if (withSecond) for (const c of ofA) if (ofB.has(c)) changed.add(c);
    }
  }
  (neighbours[variable] as Set<number>).clear();
  return changed;
}
