import type { Principal } from './principal.ts';

/** Beside the principals, not in them: who somebody is does not change with the token that said so. */
const ends = new WeakMap<Principal, number>();

/** `end` in milliseconds since the epoch. */
export function noteTokenEnd(principal: Principal, end: number): void {
  ends.set(principal, end);
}

/** When the token that named the principal ends; undefined: it did not say. */
export function tokenEnd(principal: Principal): number | undefined {
  return ends.get(principal);
}
