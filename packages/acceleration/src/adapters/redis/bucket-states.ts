import type { BucketState } from '../../ports/index.ts';

const [SPACE, ZERO, NINE] = [0x20, 0x30, 0x39];

/**
 * Reads the reply of `limit-n.lua`, three whole numbers for each of so many buckets with single spaces between them, digit by digit:
 * it is on the path of every request.
 *
 * @throws Error for anything else
 */
export function bucketStates(reply: unknown, buckets: number): readonly BucketState[] {
  if (!Buffer.isBuffer(reply)) throw unreadable();
  const states: BucketState[] = [];
  let at = 0;
  const next = () => {
    if (at > 0 && reply[at++] !== SPACE) throw unreadable();
    const begin = at;
    let number = 0;
    for (let digit = reply[at] ?? SPACE; digit >= ZERO && digit <= NINE; digit = reply[at] ?? SPACE) {
      number = number * 10 + (digit - ZERO);
      at += 1;
    }
    if (at === begin || number > Number.MAX_SAFE_INTEGER) throw unreadable();
    return number;
  };
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    states.push({ wait: next(), level: next(), reset: next() });
  }
  if (at !== reply.length) throw unreadable();
  return states;
}

const unreadable = () => new Error('the store answers no state of a bucket');
