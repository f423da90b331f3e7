import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimulatedTime } from './manual-timers.ts';

describe('simulated time', () => {
  it('runs timers in the order of their due times, each at exactly its time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(50), { minLength: 1 }), async (delays) => {
        const time = new SimulatedTime();
        const ran: { delay: number; index: number; at: number }[] = [];
        delays.forEach((delay, index) => {
          time.timers.after(delay, () => ran.push({ delay, index, at: time.clock.monotonic() }));
        });
        await time.advance(50);
        expect(ran).toEqual(
          delays
            .map((delay, index) => ({ delay, index, at: delay }))
            .toSorted((one, other) => one.delay - other.delay || one.index - other.index),
        );
      }),
      { numRuns: 20 },
    );
  });

  it('stands still until it is told to pass, and runs nothing before its time', async () => {
    const time = new SimulatedTime('2026-03-01T09:30:00.000Z');
    const ran: string[] = [];
    time.timers.after(10, () => ran.push('ten'));
    await time.settle();
    await time.advance(9);
    expect(ran).toEqual([]);
    expect(time.clock.now()).toBe(Date.parse('2026-03-01T09:30:00.009Z'));
    await time.advance(1);
    expect(ran).toEqual(['ten']);
    expect(time.pending).toBe(0);
  });

  it('lets promises go as far as they can between two timers, also a long chain of them', async () => {
    const time = new SimulatedTime();
    const seen: string[] = [];
    const chain = async (name: string) => {
      for (let step = 0; step < 100; step += 1) await Promise.resolve();
      seen.push(name);
    };
    time.timers.after(1, () => void chain('first'));
    time.timers.after(2, () => seen.push('second'));
    await time.advance(2);
    expect(seen).toEqual(['first', 'second']);
  });

  it('runs what a timer asks for while time passes, in the same pass', async () => {
    const time = new SimulatedTime();
    const ticks: number[] = [];
    const tick = () => {
      ticks.push(time.clock.monotonic());
      time.timers.after(3, tick);
    };
    time.timers.after(3, tick);
    await time.advance(10);
    expect(ticks).toEqual([3, 6, 9]);
  });

  it('takes a timer back, also twice and also after it ran', async () => {
    const time = new SimulatedTime();
    const ran: string[] = [];
    const cancel = time.timers.after(1, () => ran.push('cancelled'));
    const keep = time.timers.after(1, () => ran.push('kept'));
    cancel();
    cancel();
    await time.advance(1);
    keep();
    expect(ran).toEqual(['kept']);
  });

  it('goes on until a promise settles, and answers as it does', async () => {
    const time = new SimulatedTime();
    const later = new Promise<string>((resolve) => {
      time.timers.after(20, () => time.timers.after(30, () => resolve('done')));
    });
    time.timers.after(1000, () => {});
    await expect(time.until(later)).resolves.toBe('done');
    expect(time.clock.monotonic()).toBe(50);
    await expect(time.until(Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });

  it('says so when nothing is left that could settle the promise, or it takes too long', async () => {
    const time = new SimulatedTime();
    const never = new Promise<never>(() => {});
    await expect(time.until(never)).rejects.toThrow('No timer is left');
    time.timers.after(11, () => {});
    await expect(time.until(never, 10)).rejects.toThrow('within 10 ms');
    expect(time.pending).toBe(1);
  });

  it('hands on what a timer throws and can be advanced again', async () => {
    const time = new SimulatedTime();
    time.timers.after(1, () => {
      throw new Error('in a timer');
    });
    await expect(time.advance(5)).rejects.toThrow('in a timer');
    expect(time.clock.monotonic()).toBe(1);
    await time.advance(5);
    expect(time.clock.monotonic()).toBe(6);
  });

  it('refuses delays that a real timer would turn into none, and two passes at once', async () => {
    const time = new SimulatedTime();
    expect(() => time.timers.after(Number.POSITIVE_INFINITY, () => {})).toThrow(RangeError);
    expect(() => time.timers.after(Number.NaN, () => {})).toThrow(RangeError);
    expect(() => time.timers.after(2 ** 31, () => {})).toThrow(RangeError);
    const first = time.advance(1);
    await expect(time.advance(1)).rejects.toThrow('already');
    await first;
  });

  it('counts whole milliseconds, so that jittered delays add up exactly', async () => {
    const time = new SimulatedTime();
    const at: number[] = [];
    time.timers.after(0.1, () => time.timers.after(0.2, () => at.push(time.clock.monotonic())));
    await time.advance(2);
    expect(at).toEqual([2]);
  });
});
