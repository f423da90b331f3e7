import type { RedisService } from '@quotewright/acceleration/testing';
import { once, type WireRequest } from './load.ts';

export interface FrozenRedis {
  /** Milliseconds of a request while the store answers. */
  readonly before: number;
  /** Of the first requests after it froze. */
  readonly first: readonly number[];
  /** Of those once the breaker is open. */
  readonly later: readonly number[];
  /** Milliseconds from the thaw until a copy is answered from the store again. */
  readonly back: number;
}

const FIRST = 3;
const LATER = 50;

/** What a request without memory (rung `l2`) loses when Redis hangs. `fromStore` says whether an answer came from the store. */
export async function freezeRedis(
  redis: RedisService,
  request: WireRequest,
  fromStore: () => Promise<boolean>,
): Promise<FrozenRedis> {
  const times = async (count: number) => {
    const taken: number[] = [];
    for (let number = 0; number < count; number += 1) taken.push(await once(request, 200));
    return taken;
  };
  await times(LATER);
  const healthy = await times(LATER);
  const before = healthy.toSorted((a, b) => a - b)[LATER / 2] ?? Number.NaN;
  await redis.freeze();
  try {
    const first = await times(FIRST);
    await times(LATER);
    const later = await times(LATER);
    await redis.thaw();
    const thawed = performance.now();
    while (!(await fromStore())) {
      // Again and again: each request is a question.
    }
    return { before, first, later, back: performance.now() - thawed };
  } finally {
    await redis.thaw();
  }
}
