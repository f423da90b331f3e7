import type { BucketUse } from '../ports/index.ts';
import { clampedArrival, gcra } from './gcra.ts';
import { type SlotCount, slidingWindow } from './sliding-window.ts';
import type { Taking } from './taking.ts';

/** What a store keeps of one bucket: the theoretical arrival time, or the counts of a sliding window. */
export type Bucket = number | readonly SlotCount[];

/** `now` in microseconds. A bucket of the other algorithm is a full one. */
export function takeFrom(bucket: Bucket | undefined, now: number, use: BucketUse): Taking<Bucket> {
  if (use.algorithm === 'gcra') {
    const arrival = typeof bucket === 'number' ? clampedArrival(bucket, now, use.capacity) : now;
    return gcra(arrival, now, use);
  }
  return slidingWindow(typeof bucket === 'object' ? bucket : [], now, use);
}
