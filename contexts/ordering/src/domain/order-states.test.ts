import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFinal, nextOrderStates, type OrderState, orderStates, rollUp } from './order-states.ts';

const states = fc.array(fc.constantFrom(...orderStates), { minLength: 1, maxLength: 8 });

describe('the order state table', () => {
  it('lets every state be reached from acknowledged', () => {
    const reached = new Set<OrderState>(['acknowledged']);
    for (const state of reached) for (const next of nextOrderStates[state]) reached.add(next);
    expect([...reached].sort()).toEqual([...orderStates].sort());
  });

  it('lets every state come to an end', () => {
    const ends = (state: OrderState, seen: ReadonlySet<OrderState>): boolean =>
      isFinal(state) ||
      nextOrderStates[state].some((next) => !seen.has(next) && ends(next, new Set([...seen, next])));
    for (const state of orderStates) expect(ends(state, new Set([state])), state).toBe(true);
  });

  it('ends in the five final states of TMF622', () => {
    expect(orderStates.filter(isFinal)).toEqual(['completed', 'failed', 'partial', 'rejected', 'cancelled']);
  });
});

describe('the roll-up of items', () => {
  it.each<readonly [readonly OrderState[], OrderState]>([
    [['acknowledged', 'acknowledged'], 'acknowledged'],
    [['acknowledged', 'inProgress'], 'inProgress'],
    [['acknowledged', 'completed'], 'inProgress'],
    [['inProgress', 'pending'], 'pending'],
    [['pending', 'held', 'inProgress'], 'held'],
    [['held', 'assessingCancellation'], 'assessingCancellation'],
    [['pendingCancellation', 'held', 'cancelled'], 'pendingCancellation'],
    [['completed', 'completed'], 'completed'],
    [['completed', 'failed'], 'partial'],
    [['completed', 'cancelled'], 'partial'],
    [['partial', 'failed'], 'partial'],
    [['failed', 'cancelled'], 'failed'],
    [['rejected', 'cancelled'], 'rejected'],
  ])('of %j is %s', (items, expected) => {
    expect(rollUp(items)).toBe(expected);
  });

  it('does not depend on the order or number of items', () => {
    fc.assert(
      fc.property(states, (items) => {
        expect(rollUp(items.toReversed())).toBe(rollUp(items));
        expect(rollUp([...items, ...items])).toBe(rollUp(items));
      }),
    );
  });

  it('is final exactly when every item is', () => {
    fc.assert(
      fc.property(states, (items) => {
        expect(isFinal(rollUp(items))).toBe(items.every(isFinal));
      }),
    );
  });
});
