import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimulatedTime } from '../testing/manual-timers.ts';
import { type Dated, Deadlines } from './deadlines.ts';

const item = (due: number): Dated => ({ due, earlier: null, later: null });

function started() {
  const time = new SimulatedTime();
  const expired: { item: Dated; at: number }[] = [];
  const deadlines = new Deadlines(time.clock, time.timers, (item, at) => expired.push({ item, at }));
  return { time, deadlines, expired };
}

describe('deadlines behind one timer', () => {
  it('tell about each item that is still listed, in order, at its time', async () => {
    const plan = fc.array(fc.record({ due: fc.integer({ min: 1, max: 60 }), removed: fc.boolean() }));
    await fc.assert(
      fc.asyncProperty(plan, async (entries) => {
        const { time, deadlines, expired } = started();
        const items = entries.map(({ due, removed }) => ({ removed, own: item(due) }));
        for (const { own } of items) deadlines.add(own, 0);
        for (const { own, removed } of items) if (removed) deadlines.remove(own);
        await time.advance(60);
        const left = items.filter(({ removed }) => !removed).map(({ own }) => own);
        expect(expired.map(({ item }) => item)).toEqual(left.toSorted((one, other) => one.due - other.due));
        expect(expired.every(({ item, at }) => item.due === at)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('need one timer for any number of items, and none when the last has gone', async () => {
    const { time, deadlines } = started();
    const items = Array.from({ length: 100 }, (_, at) => item(50 + at));
    for (const own of items) deadlines.add(own, 0);
    expect(time.pending).toBe(1);
    for (const own of items) deadlines.remove(own);
    await time.advance(50);
    expect(time.pending).toBe(0);
  });

  it('hear of an item that is due before all others', async () => {
    const { time, deadlines, expired } = started();
    deadlines.add(item(50), 0);
    deadlines.add(item(10), 0);
    await time.advance(10);
    expect(expired).toHaveLength(1);
    expect(time.pending).toBe(1);
  });

  it('are rounded to the timer, so that none is kept too late', async () => {
    const { time, deadlines, expired } = started();
    for (const due of [10.9, 10.2, 11.1]) deadlines.add(item(due), 0);
    await time.advance(20);
    expect(expired.map(({ item, at }) => [item.due, at])).toEqual([
      [10.2, 10],
      [10.9, 10],
      [11.1, 11],
    ]);
  });

  it('take items that are added while others expire', async () => {
    const time = new SimulatedTime();
    const at: number[] = [];
    const deadlines: Deadlines<Dated> = new Deadlines(time.clock, time.timers, (own, now) => {
      at.push(now);
      if (own.due < 30) deadlines.add({ ...own, due: own.due + 10 }, now);
    });
    deadlines.add(item(10), 0);
    await time.advance(100);
    expect(at).toEqual([10, 20, 30]);
  });
});
