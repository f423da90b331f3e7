import type { Taking } from './taking.ts';

/**
 * Into how many slots a window is divided. A count stays until all of its slot has left the window, so that there are never more
 * units in any window than the quota has, and they come back at most 1/32 of the window late. Two weighted windows would be smaller,
 * but let half as much again pass where traffic is uneven; a log of every request has no bound but the quota.
 */
export const WINDOW_SLOTS = 32;

/** Units taken in one slot, counted since the epoch. */
export type SlotCount = readonly [slot: number, units: number];

interface Terms {
  readonly cost: number;
  readonly capacity: number;
  /** Microseconds. */
  readonly slot: number;
}

/** `counts` in ascending order of slots; so is `next`. */
export function slidingWindow(
  counts: readonly SlotCount[],
  now: number,
  { cost, capacity, slot }: Terms,
): Taking<readonly SlotCount[]> {
  const current = Math.floor(now / slot);
  const ends = (at: number | undefined) => (at === undefined ? 0 : (at + WINDOW_SLOTS + 1) * slot - now);
  const kept: SlotCount[] = [];
  let used = 0;
  const add = (at: number, units: number) => {
    const last = kept.at(-1);
    if (last?.[0] === at) kept[kept.length - 1] = [at, last[1] + units];
    else kept.push([at, units]);
    used += units;
  };
  const state = () => ({ level: used, reset: ends(kept.at(-1)?.[0]) });
  for (const [at, units] of counts) {
    // A slot ahead of now is of a clock that went back.
    if (at >= current - WINDOW_SLOTS) add(Math.min(at, current), units);
  }
  let [wait, left] = [0, used];
  for (const [at, units] of kept) {
    if (left + cost <= capacity) break;
    left -= units;
    wait = ends(at);
  }
  const before = state();
  add(current, cost);
  return { wait, before, after: state(), next: kept };
}
