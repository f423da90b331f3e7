import { SimulatedTime } from '@quotewright/acceleration/testing';
import { describe, expect, it } from 'vitest';
import { warmPace } from './warm-pace.ts';

/** How many of 100 that come at once have gone after each of some seconds. */
async function goneAfter(seconds: number, rate: (second: number) => number | undefined) {
  const { clock, timers, ...time } = paced();
  let second = 0;
  let gone = 0;
  const pace = warmPace({ rate: async () => rate(second), ...time, clock, timers });
  for (let at = 0; at < 100; at += 1) {
    void pace.next().then((may) => {
      if (may) gone += 1;
    });
  }
  const counts: number[] = [];
  for (second = 1; second <= seconds; second += 1) {
    await time.advance(1_000);
    counts.push(gone);
  }
  return counts;
}

function paced() {
  const time = new SimulatedTime();
  const stop = new AbortController();
  return {
    clock: time.clock,
    timers: time.timers,
    advance: (ms: number) => time.advance(ms),
    stop,
    signal: stop.signal,
  };
}

describe('the pace of a warm-up', () => {
  it('lets so many go in a second, whoever asks', async () => {
    const counts = await goneAfter(3, () => 5);
    expect(counts.map((count, at) => count - (counts[at - 1] ?? 0))).toEqual([6, 5, 5]);
  });

  it('lets all go where there is no rate', async () => {
    expect(await goneAfter(1, () => undefined)).toEqual([100]);
  });

  it('follows a rate that changes under way, within two seconds', async () => {
    const counts = await goneAfter(4, (second) => (second < 2 ? 1 : undefined));
    expect(counts[0]).toBeLessThan(5);
    expect(counts.at(-1)).toBe(100);
  });

  it('lets none go at a rate of zero, those that wait already neither', async () => {
    const counts = await goneAfter(5, (second) => (second < 2 ? 1 : 0));
    expect(counts.at(-1)).toBeLessThan(5);
    expect(await goneAfter(1, () => 0)).toEqual([0]);
  });

  it('ends with the reason of whoever wants it to end', async () => {
    const { stop, advance, ...options } = paced();
    const pace = warmPace({ ...options, rate: async () => 1 });
    await pace.next();
    const waiting = pace.next().then(
      () => 'it went',
      (error: Error) => error.message,
    );
    await advance(1);
    stop.abort(new Error('the process drains'));
    expect(await waiting).toBe('the process drains');
    await expect(pace.next()).rejects.toThrow('the process drains');
  });

  it('ends at once where somebody wants it to end while the rate is being read', async () => {
    const { stop, advance: _, ...options } = paced();
    const read = Promise.withResolvers<number>();
    const pace = warmPace({ ...options, rate: () => read.promise });
    const [first, second] = [pace.next(), pace.next()];
    stop.abort(new Error('the process drains'));
    read.resolve(1);
    await expect(first).rejects.toThrow('the process drains');
    await expect(second).rejects.toThrow('the process drains');
  });
});
