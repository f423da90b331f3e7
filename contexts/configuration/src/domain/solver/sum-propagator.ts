import { becauseOfSum, type LiteralBuffer, type SolverState } from './solver-state.ts';
import { NO_LITERAL } from './sum-layout.ts';

/** To look at 16 terms costs about as much as to propagate one literal. */
const TERMS_OF_STEP = 4;

/** Rules out what would make the sum too large. False: the sum is too large, and `state.conflict` says why. */
export function propagateSum(state: SolverState, sum: number): boolean {
  const { values, totals } = state;
  const { guards, termStarts, entryStarts, greatest, literals, weights, suffixes } = totals.layout;
  const guard = guards[sum]!;
  const slack = totals.bounds[sum]! - totals.totals[sum]!;
  if (values[guard] === -1) return true;
  if (slack < 0) {
    if (values[guard] === 0) state.assign(guard ^ 1, becauseOfSum(sum));
    else {
      state.conflict.size = 0;
      state.conflict.push(guard ^ 1);
      pushCauses(state, sum, state.trailSize, NO_LITERAL, state.conflict);
      return false;
    }
  }
  if (values[guard] !== 1) return true;
  const first = termStarts[sum]!;
  const end = termStarts[sum + 1]!;
  let term = first;
  for (; term < end; term++) {
    if (weights[greatest[term]!]! <= slack) break;
    const most = slack + weights[totals.least[term]!]!;
    let entry = greatest[term]!;
    if (weights[entry]! <= most) continue;
    if (suffixes[entry] === NO_LITERAL) {
      const start = entryStarts[term]!;
      for (entry = entryStarts[term + 1]! - 1; entry >= start && weights[entry]! > most; entry--)
        if (values[literals[entry]!] === 0) state.assign(literals[entry]! ^ 1, becauseOfSum(sum));
    } else {
      entry = firstAbove(weights, totals.least[term]!, entry, most);
      if (values[suffixes[entry]!] === 0) state.assign(suffixes[entry]! ^ 1, becauseOfSum(sum));
    }
  }
  state.steps += (term - first) >> TERMS_OF_STEP;
  return true;
}

/** The first of ascending weights that is above `most`; the one at `to` is. */
function firstAbove(weights: Float64Array, from: number, to: number, most: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (weights[middle]! > most) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Why the sum made `literal` true, as literals that were false by then. */
export function explainSum(state: SolverState, sum: number, literal: number, into: LiteralBuffer): void {
  const guard = state.totals.layout.guards[sum]!;
  if (literal !== (guard ^ 1)) into.push(guard ^ 1);
  pushCauses(state, sum, state.positions[literal >> 1]!, literal ^ 1, into);
}

/**
 * Literals, false before `position`, that make the sum too large together with `entryLiteral`. Terms that are not
 * needed for that are left out.
 */
function pushCauses(
  state: SolverState,
  sum: number,
  position: number,
  entryLiteral: number,
  into: LiteralBuffer,
): void {
  const { values, positions, totals } = state;
  const { termStarts, entryStarts, greatest, termOf, literals, weights, suffixes } = totals.layout;
  const first = termStarts[sum]!;
  const end = termStarts[sum + 1]!;
  const isBefore = (literal: number) => positions[literal >> 1]! < position;
  const named = literals.indexOf(entryLiteral, entryStarts[first]);
  const given =
    named >= 0 || entryLiteral === NO_LITERAL ? named : suffixes.indexOf(entryLiteral, entryStarts[first]);
  const givenTerm = given < 0 ? -1 : termOf[given]!;
  const leastOf = (term: number): number => {
    if (term === givenTerm) return given;
    const last = greatest[term]!;
    let entry = entryStarts[term]!;
    for (; entry < last; entry++) {
      const literal = literals[entry]!;
      if (values[literal] !== -1 || !isBefore(literal)) break;
    }
    return entry;
  };
  state.steps += (end - first) >> TERMS_OF_STEP;
  let excess = -totals.bounds[sum]!;
  for (let term = first; term < end; term++) excess += weights[leastOf(term)]!;
  for (let term = first; term < end; term++) {
    if (term === givenTerm) continue;
    const start = entryStarts[term]!;
    const least = leastOf(term);
    const weight = weights[least]!;
    if (weight === 0) continue;
    if (excess - weight > 0) {
      excess -= weight;
      continue;
    }
    // A lower bound that is enough makes a conflict that says more.
    let lower = least;
    while (lower > start && excess - weight + weights[lower - 1]! > 0) lower--;
    const suffix = suffixes[lower]!;
    const literal = literals[least]!;
    if (suffix !== NO_LITERAL && values[suffix] === 1 && isBefore(suffix)) {
      into.push(suffix ^ 1);
      excess -= weight - weights[lower]!;
    } else if (values[literal] === 1 && isBefore(literal)) {
      into.push(literal ^ 1);
    } else {
      for (let entry = start; weights[entry]! < weight; entry++) into.push(literals[entry]!);
    }
  }
}
