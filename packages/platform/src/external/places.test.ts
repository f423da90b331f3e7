import { describe, expect, it } from 'vitest';
import { newPlaces } from './places.ts';

const stays = new AbortController().signal;

describe('places', () => {
  it('are taken by so many, and waited for by so many; who comes then is told at once', async () => {
    const places = newPlaces(2, 1);
    expect([await places.take(stays), await places.take(stays)]).toEqual(['taken', 'taken']);
    const waiting = places.take(stays);
    expect(await places.take(stays)).toBe('full');
    places.give();
    expect(await waiting).toBe('taken');
  });

  it('are handed on in the order in which people came, to nobody who comes at that moment', async () => {
    const places = newPlaces(1, 5);
    await places.take(stays);
    const order: string[] = [];
    const come = (name: string) => places.take(stays).then(() => void order.push(name));
    const came = [come('first'), come('second')];
    places.give();
    came.push(come('late'));
    await came[0];
    expect(order).toEqual(['first']);
    places.give();
    places.give();
    await Promise.all(came);
    expect(order).toEqual(['first', 'second', 'late']);
  });

  it('are not kept for who has left, before or while waiting', async () => {
    const places = newPlaces(1, 1);
    expect(await places.take(AbortSignal.abort())).toBe('left');
    await places.take(stays);
    const leaver = new AbortController();
    const leaving = places.take(leaver.signal);
    leaver.abort();
    expect(await leaving).toBe('left');
    const next = places.take(stays);
    places.give();
    expect(await next).toBe('taken');
    places.give();
    expect(await places.take(stays)).toBe('taken');
  });

  it('are kept by who leaves after having taken one, until it is given back', async () => {
    const places = newPlaces(1, 1);
    await places.take(stays);
    const leaver = new AbortController();
    const taking = places.take(leaver.signal);
    places.give();
    leaver.abort();
    expect(await taking).toBe('taken');
    const next = places.take(stays);
    expect(await places.take(stays)).toBe('full');
    places.give();
    expect(await next).toBe('taken');
  });
});
