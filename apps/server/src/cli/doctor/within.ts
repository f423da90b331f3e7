import { setTimeout as sleep } from 'node:timers/promises';

/** Rejects when the work takes longer; the work goes on, and its end is nobody's concern. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const ended = new AbortController();
  // Not unreferenced: a client that has given up for now keeps no process alive, and an answer is wanted from it all the same.
  const late = sleep(milliseconds, undefined, { signal: ended.signal }).then(() => {
    throw new Error(`no answer within ${milliseconds} ms`);
  });
  for (const one of [late, work]) one.catch(() => {});
  return Promise.race([work, late]).finally(() => ended.abort());
}
