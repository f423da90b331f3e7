import { describe, expect, it } from 'vitest';
import { createStoreBudget } from '../guard/store-budget.ts';
import { SimulatedTime } from '../testing/manual-timers.ts';
import { withinBudget } from './within-budget.ts';

function started(ms: number) {
  const time = new SimulatedTime();
  const budget = createStoreBudget(time.clock, ms);
  const { promise: work, resolve: done } = Promise.withResolvers<string>();
  const waiting = withinBudget(time, budget, work, 'late');
  return { time, budget, done, waiting };
}

describe('waiting within a budget', () => {
  it('ends with the work and charges the wait', async () => {
    const { time, budget, done, waiting } = started(50);
    await time.advance(20);
    done('done');
    expect(await waiting).toBe('done');
    expect(budget.left).toBe(30);
  });

  it('ends when the budget is used up', async () => {
    const { time, budget, done, waiting } = started(50);
    await time.advance(50);
    expect(await waiting).toBe('late');
    expect(budget.left).toBe(0);
    done('too late');
  });

  it('first lets unread answers in when the process itself was slow', async () => {
    const { time, done, waiting } = started(50);
    // Nothing ran for a while: the timer is late, and the answer lies in the socket.
    time.clock.advance(80);
    await time.advance(1);
    done('was there all along');
    expect(await waiting).toBe('was there all along');
  });
});
