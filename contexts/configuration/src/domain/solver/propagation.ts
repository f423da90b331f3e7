import { HEADER, HINT, LINK } from './clause-arena.ts';
import { becauseOf, type LiteralBuffer, type SolverState } from './solver-state.ts';
import { propagateSum } from './sum-propagator.ts';

/** Derives what follows, to the fixed point. False: `state.conflict` has literals that cannot all be false. */
export function propagate(state: SolverState): boolean {
  const { totals, trail, values } = state;
  for (;;) {
    while (state.head < state.trailSize) {
      const literal = trail[state.head++]!;
      state.steps++;
      totals.apply(literal, values);
      if (!implied(state, literal) || !excluded(state, literal) || !watched(state, literal)) return false;
    }
    // Sums cost more than clauses: they wait until clauses have nothing left to say.
    const sum = totals.dequeue();
    if (sum < 0) return true;
    state.steps++;
    if (!propagateSum(state, sum)) return false;
  }
}

function implied(state: SolverState, literal: number): boolean {
  const { values } = state;
  const { implicationStarts, implications } = state.formula;
  const end = implicationStarts[literal + 1]!;
  for (let at = implicationStarts[literal]!; at < end; at++) {
    const other = implications[at]!;
    if (values[other] === 1) continue;
    if (values[other] === -1) return conflictOf(state.conflict, literal ^ 1, other);
    state.assign(other, becauseOf(literal));
  }
  return true;
}

function excluded(state: SolverState, literal: number): boolean {
  if ((literal & 1) === 1) return true;
  const { values } = state;
  const boolean = literal >> 1;
  const end = state.formula.exclusiveTo[boolean]!;
  for (let other = state.formula.exclusiveFrom[boolean]!; other < end; other++) {
    if (other === boolean || values[2 * other] === -1) continue;
    if (values[2 * other] === 1) return conflictOf(state.conflict, literal ^ 1, 2 * other + 1);
    state.assign(2 * other + 1, becauseOf(literal));
  }
  return true;
}

function conflictOf(conflict: LiteralBuffer, first: number, second: number): false {
  conflict.size = 0;
  conflict.push(first);
  conflict.push(second);
  return false;
}

/** Looks for new watches in the clauses that watched the contrary of the literal. */
function watched(state: SolverState, literal: number): boolean {
  const { values, clauses } = state;
  const { words, heads } = clauses;
  const gone = literal ^ 1;
  let place = heads[gone]!;
  // Where the link to `place` stands: in another clause, or at the head of the list.
  let slot = -1;
  while (place !== 0) {
    const first = place + HEADER;
    const side = words[first] === gone ? 0 : 1;
    const link = place + LINK + side;
    const next = words[link]!;
    const other = words[first + 1 - side]!;
    if (values[other] === 1) {
      slot = link;
      place = next;
      continue;
    }
    const replacement = findReplacement(words, values, place);
    if (replacement > 0) {
      const literal = words[replacement]!;
      words[first + side] = literal;
      words[replacement] = gone;
      if (slot < 0) heads[gone] = next;
      else words[slot] = next;
      words[link] = heads[literal]!;
      heads[literal] = place;
    } else if (values[other] === -1) {
      const { conflict } = state;
      conflict.size = 0;
      for (let at = first; at < first + words[place]!; at++) conflict.push(words[at]!);
      return false;
    } else {
      state.assign(other, place);
      slot = link;
    }
    place = next;
  }
  return true;
}

/** The place of a literal, not watched, that is not false; 0 for none. Goes on where the last search stopped. */
function findReplacement(words: Int32Array, values: Int8Array, place: number): number {
  const size = words[place]!;
  const hint = words[place + HINT]!;
  const first = place + HEADER;
  for (let at = hint; at < size; at++) {
    if (values[words[first + at]!] === -1) continue;
    words[place + HINT] = at;
    return first + at;
  }
  for (let at = 2; at < hint; at++) {
    if (values[words[first + at]!] === -1) continue;
    words[place + HINT] = at;
    return first + at;
  }
  return 0;
}
