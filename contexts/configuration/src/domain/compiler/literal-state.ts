import type { ConstraintStore } from './constraint-store.ts';
import type { DomainStore } from './domain-store.ts';

/** Nothing that is left of the variable is in the literal, everything is, or some of it. */
export const FALSE_LITERAL = 0;
export const TRUE_LITERAL = 1;
export const OPEN_LITERAL = 2;

/** How the literal of a clause's term stands. Numbers, because this is the innermost loop. */
export function literalState(constraints: ConstraintStore, domains: DomainStore, term: number): number {
  const { terms, termData, maskWords } = constraints;
  const { words, wordOffsets } = domains;
  const variable = terms[term] as number;
  const first = wordOffsets[variable] as number;
  const past = wordOffsets[variable + 1] as number;
  const mask = termData[term] as number;
  let some = 0;
  let others = 0;
  for (let word = first; word < past; word++) {
    const bits = words[word] as number;
    const wanted = maskWords[mask + word - first] as number;
    some |= bits & wanted;
    others |= bits & ~wanted;
  }
  if (some === 0) return FALSE_LITERAL;
  return others === 0 ? TRUE_LITERAL : OPEN_LITERAL;
}
