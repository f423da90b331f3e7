import { describe, expect, it } from 'vitest';
import { BusPositions } from './bus-positions.ts';

const inner = (seq: number, epoch = 'inner') => ({ epoch, seq });

describe('a position that is told', () => {
  it('of a message sent before the stream went back is what it was then', () => {
    const positions = new BusPositions();
    for (const seq of [1, 2, 3]) positions.announced(inner(seq), seq * 100);
    positions.loseAfter(100, inner(3));
    expect(positions.sent(inner(3))).toEqual(inner(3));
    expect(positions.standing(inner(3))).toEqual(inner(1));
    expect(positions.sent(inner(4))).toEqual(inner(2));
  });

  it('of an announcement whose answer was under way is of the epoch in which it was sent', () => {
    const positions = new BusPositions();
    positions.announced(inner(1), 100);
    positions.restart('new', inner(2));
    expect(positions.announced(inner(2), 200)).toEqual(inner(2));
    expect(positions.announced(inner(3), 300)).toEqual({ epoch: 'new', seq: 1 });
    positions.loseAfter(250, inner(3));
    expect(positions.standing(inner(3))).toEqual({ epoch: 'new', seq: 0 });
  });

  it('begins anew when the store itself did', () => {
    const positions = new BusPositions();
    positions.announced(inner(1), 100);
    positions.restart('new', inner(1));
    expect(positions.sent(inner(1, 'flushed'))).toEqual(inner(1, 'flushed'));
    expect(positions.standing(inner(1, 'flushed'))).toEqual(inner(1, 'flushed'));
  });
});
