import { ManualClock } from '@quotewright/kernel/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStoreBudget, keepingBack } from './store-budget.ts';

function started(ms: number) {
  const clock = new ManualClock();
  return { clock, budget: createStoreBudget(clock, ms) };
}

describe('the store budget of a request', () => {
  it('counts the time in which an operation waits, and none between operations', () => {
    const { clock, budget } = started(50);
    budget.begin(clock.monotonic());
    clock.advance(20);
    expect(budget.left).toBe(30);
    budget.end(clock.monotonic());
    clock.advance(1_000);
    expect(budget.left).toBe(30);
    expect(budget.begin(clock.monotonic())).toBe(clock.monotonic() + 30);
  });

  it('counts operations side by side once, and all of them are due at the same moment', () => {
    const { clock, budget } = started(50);
    const due = budget.begin(clock.monotonic());
    clock.advance(10);
    expect(budget.begin(clock.monotonic())).toBe(due);
    clock.advance(10);
    budget.end(clock.monotonic());
    clock.advance(10);
    budget.end(clock.monotonic());
    expect(budget.left).toBe(20);
  });

  it('is never less than nothing', () => {
    const { clock, budget } = started(50);
    budget.begin(clock.monotonic());
    clock.advance(80);
    expect(budget.left).toBe(0);
    budget.end(clock.monotonic());
    expect(budget.left).toBe(0);
  });

  it('is made longer for operations under way, and never shorter', () => {
    const { clock, budget } = started(50);
    budget.begin(clock.monotonic());
    budget.extend(70);
    budget.extend(60);
    clock.advance(40);
    expect(budget.left).toBe(30);
  });

  it('is used up by exactly the time in which at least one operation was under way', () => {
    const steps = fc.array(fc.record({ pause: fc.nat(5), change: fc.constantFrom('begin', 'end') }));
    fc.assert(
      fc.property(steps, (walk) => {
        const { clock, budget } = started(10_000);
        let underWay = 0;
        let used = 0;
        for (const { pause, change } of walk) {
          clock.advance(pause);
          if (underWay > 0) used += pause;
          if (change === 'begin') budget.begin(clock.monotonic());
          else if (underWay > 0) budget.end(clock.monotonic());
          underWay = Math.max(0, underWay + (change === 'begin' ? 1 : -1));
        }
        expect(budget.left).toBe(10_000 - used);
      }),
    );
  });

  it('without its last part leaves that to others, whatever is done with it', () => {
    const { clock, budget } = started(50);
    const rest = keepingBack(budget, 8);
    expect(rest.left).toBe(42);
    expect(rest.begin(clock.monotonic())).toBe(clock.monotonic() + 42);
    clock.advance(42);
    rest.end(clock.monotonic());
    expect([rest.left, budget.left]).toEqual([0, 8]);
    expect(rest.begin(clock.monotonic())).toBe(clock.monotonic());
    rest.end(clock.monotonic());
    expect(budget.left).toBe(8);
  });
});
