import { HEADER } from './clause-arena.ts';
import { type LiteralBuffer, NO_REASON, type SolverState } from './solver-state.ts';
import { explainSum } from './sum-propagator.ts';

/** Why the literal holds: into `state.antecedents`, as literals that are false. It must have a reason. */
function explain(state: SolverState, literal: number): LiteralBuffer {
  const { antecedents } = state;
  antecedents.size = 0;
  const reason = state.reasons[literal >> 1]!;
  if (reason > 0) {
    const { words } = state.clauses;
    const end = reason + HEADER + words[reason]!;
    for (let at = reason + HEADER; at < end; at++) if (words[at] !== literal) antecedents.push(words[at]!);
  } else {
    const code = -1 - reason;
    if ((code & 1) === 0) antecedents.push((code >> 1) ^ 1);
    else explainSum(state, code >> 1, literal, antecedents);
  }
  return antecedents;
}

/**
 * Turns the conflict into a clause in `state.learned`, the first literal of which holds after backtracking to the
 * returned level: the first unique implication point. The second literal is of that level. -1 when the conflict needs
 * no decision.
 */
export function analyzeConflict(state: SolverState): number {
  const { learned, seen, trail, levels } = state;
  const highest = highestLevel(state);
  if (highest === 0) return -1;
  state.backtrack(highest);
  learned.size = 1;
  let open = markAll(state, state.conflict);
  let at = state.trailSize;
  let literal = 0;
  for (;;) {
    do literal = trail[--at]!;
    while (seen[literal >> 1] === 0);
    seen[literal >> 1] = 0;
    if (--open === 0) break;
    open += markAll(state, explain(state, literal));
  }
  learned.items[0] = literal ^ 1;
  minimise(state);
  let second = 0;
  for (let at = 1; at < learned.size; at++) {
    if (second === 0 || levels[learned.items[at]! >> 1]! > levels[learned.items[second]! >> 1]!) second = at;
  }
  if (second === 0) return 0;
  const { items } = learned;
  [items[1], items[second]] = [items[second]!, items[1]!];
  return levels[items[1] >> 1]!;
}

function highestLevel({ conflict, levels }: SolverState): number {
  let highest = 0;
  for (let at = 0; at < conflict.size; at++) {
    const level = levels[conflict.items[at]! >> 1]!;
    if (level > highest) highest = level;
  }
  return highest;
}

/** Marks literals: those of lower levels are learned, those of this level are counted. */
function markAll(state: SolverState, literals: LiteralBuffer): number {
  const { learned, seen, levels, level } = state;
  let open = 0;
  for (let at = 0; at < literals.size; at++) {
    const literal = literals.items[at]!;
    const boolean = literal >> 1;
    if (seen[boolean] === 1 || levels[boolean] === 0) continue;
    seen[boolean] = 1;
    state.order.bump(boolean);
    if (levels[boolean] === level) open++;
    else learned.push(literal);
  }
  return open;
}

/** Leaves out literals that follow from the others. Clears the marks. */
function minimise(state: SolverState): void {
  const { learned, seen, reasons } = state;
  const { items } = learned;
  const all = items.slice(1, learned.size);
  learned.size = 1;
  for (const literal of all)
    if (reasons[literal >> 1] === NO_REASON || !followsFromMarked(state, literal ^ 1)) learned.push(literal);
  for (const literal of all) seen[literal >> 1] = 0;
}

function followsFromMarked(state: SolverState, literal: number): boolean {
  const { seen, levels } = state;
  const { items, size } = explain(state, literal);
  for (let at = 0; at < size; at++) {
    const boolean = items[at]! >> 1;
    if (seen[boolean] === 0 && levels[boolean]! > 0) return false;
  }
  return true;
}

/** Which of the literals that levels were opened with make `literal` false; itself among them. */
export function failedAssumptions(state: SolverState, literal: number): number[] {
  const { seen, trail, levels, reasons } = state;
  const failed = [literal];
  if (levels[literal >> 1] === 0) return failed;
  seen[literal >> 1] = 1;
  for (let at = state.trailSize - 1; at >= state.levelStarts[0]!; at--) {
    const held = trail[at]!;
    if (seen[held >> 1] === 0) continue;
    seen[held >> 1] = 0;
    if (reasons[held >> 1] === NO_REASON) {
      failed.push(held);
      continue;
    }
    const { items, size } = explain(state, held);
    for (let at = 0; at < size; at++) if (levels[items[at]! >> 1]! > 0) seen[items[at]! >> 1] = 1;
  }
  return failed;
}
