import { ManualClock } from '@quotewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import { createStoreClock } from './store-clock.ts';

const start = Date.parse('2026-03-01T09:30:00.000Z');

describe('the store clock', () => {
  it('is the local clock until the store has said its time', () => {
    const clock = new ManualClock(start);
    expect(createStoreClock(clock).now()).toBe(start);
  });

  it('follows the store, the answer being of the middle of the round trip', async () => {
    const clock = new ManualClock(start);
    const storeClock = createStoreClock(clock);
    await storeClock.synchronise(async () => {
      clock.advance(20);
      return start + 90_000;
    });
    expect(storeClock.now()).toBe(start + 90_010);
    clock.advance(1_000);
    expect(storeClock.now()).toBe(start + 91_010);
  });

  it('does not move when somebody moves the wall', () => {
    const clock = new ManualClock(start);
    const storeClock = createStoreClock(clock);
    clock.setWall(start + 3_600_000);
    expect(storeClock.now()).toBe(start);
  });

  it('learns nothing from an answer that took long, or from none', async () => {
    const clock = new ManualClock(start);
    const storeClock = createStoreClock(clock);
    await storeClock.synchronise(async () => {
      clock.advance(101);
      return start + 90_000;
    });
    await storeClock.synchronise(async () => undefined);
    expect(storeClock.now()).toBe(start + 101);
  });
});
