import { describe, expect, it } from 'vitest';
import { SimulatedTime } from '../testing/manual-timers.ts';
import { Breaker, type BreakerState } from './breaker.ts';

function started(fraction = 0) {
  const time = new SimulatedTime();
  const states: BreakerState[] = [];
  const random = { fraction: () => fraction, token: () => '' };
  const breaker = new Breaker(time.timers, random, {
    halfOpened: () => {},
    changed: (state) => states.push(state),
  });
  const fail = (times: number) => {
    for (let at = 0; at < times; at += 1) breaker.failed();
  };
  return { time, breaker, states, fail };
}

describe('the breaker', () => {
  it('opens after five failures in a row, and not after four', () => {
    const { breaker, states, fail } = started();
    fail(4);
    breaker.succeeded();
    fail(4);
    expect(states).toEqual([]);
    fail(1);
    expect(states).toEqual(['open']);
  });

  it('opens when half of the last 32 outcomes are failures', () => {
    const { breaker, fail } = started();
    for (let pair = 0; pair < 15; pair += 1) {
      breaker.succeeded();
      fail(1);
    }
    expect(breaker.state).toBe('closed');
    fail(1);
    expect(breaker.state).toBe('open');
  });

  it('forgets failures that are more than 32 outcomes ago', () => {
    const { breaker, fail } = started();
    for (let round = 0; round < 100; round += 1) {
      fail(3);
      for (let at = 0; at < 5; at += 1) breaker.succeeded();
    }
    expect(breaker.state).toBe('closed');
  });

  it('half-opens after 200 ms, and twice as long after each failed probe up to a second', async () => {
    const { time, breaker, states, fail } = started();
    fail(5);
    for (const pause of [200, 400, 800, 1_000, 1_000]) {
      await time.advance(pause - 1);
      expect(breaker.state).toBe('open');
      await time.advance(1);
      expect(breaker.state).toBe('half-open');
      breaker.probed(false);
    }
    await time.advance(1_000);
    breaker.probed(true);
    expect(breaker.state).toBe('closed');
    expect(states.filter((state) => state === 'half-open')).toHaveLength(6);
  });

  it('leaves up to half of the pause to chance', async () => {
    const { time, breaker, fail } = started(0.999);
    fail(5);
    await time.advance(101);
    expect(breaker.state).toBe('half-open');
  });

  it('pauses longer for a store that flaps, until the store has proven itself', async () => {
    const { time, breaker, fail } = started();
    const reopen = async (pause: number, successes: number) => {
      fail(5);
      await time.advance(pause - 1);
      expect(breaker.state).toBe('open');
      await time.advance(1);
      breaker.probed(true);
      for (let at = 0; at < successes; at += 1) breaker.succeeded();
    };
    await reopen(200, 10);
    await reopen(400, 31);
    await reopen(800, 32);
    await reopen(200, 0);
  });

  it('learns nothing from outcomes of operations that began before it opened', async () => {
    const { time, breaker, fail } = started();
    fail(5);
    breaker.succeeded();
    fail(20);
    expect(breaker.state).toBe('open');
    await time.advance(200);
    breaker.succeeded();
    fail(5);
    breaker.trip();
    expect(breaker.state).toBe('half-open');
  });

  it('opens at once when it is tripped', () => {
    const { breaker, states } = started();
    breaker.trip();
    breaker.trip();
    expect(states).toEqual(['open']);
  });

  it('stays where it is when it is stopped', async () => {
    const { time, breaker } = started();
    breaker.trip();
    breaker.stop();
    await time.advance(5_000);
    expect(breaker.state).toBe('open');
  });

  it('does not open any more when it was stopped before', () => {
    const { time, breaker, fail } = started();
    breaker.stop();
    fail(50);
    expect(breaker.state).toBe('closed');
    expect(time.pending).toBe(0);
  });
});
