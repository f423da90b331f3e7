import { describe, expect, it } from 'vitest';
import { type BusEvent, Trust } from './trust.ts';

const at = (seq: number, epoch = 'e1') => ({ epoch, seq });

/** Trusted at position 5, proved at 1,000 ms. */
function trusted() {
  const events: BusEvent[] = [];
  const trust = new Trust({ window: 2_000, onEvent: (event) => events.push(event) });
  trust.subscribed();
  trust.located(at(5), 1_000, trust.era);
  return { trust, events };
}

describe('a node', () => {
  it('believes nothing before it has been located', () => {
    const trust = new Trust();
    expect(trust.holds(0)).toBe(false);
    expect(trust.subscribed()).toEqual({ do: 'locate' });
    expect(trust.holds(0)).toBe(false);
    expect(trust.located(at(5), 0, trust.era)).toEqual([]);
    expect(trust.holds(0)).toBe(true);
  });

  it('takes in the next message, and not what it was located behind', () => {
    const { trust } = trusted();
    expect(trust.message(at(5), ['known'])).toEqual([]);
    expect(trust.message(at(6), ['next'])).toEqual([{ do: 'apply', items: ['next'] }]);
    expect(trust.holds(1_000)).toBe(true);
  });

  it('makes up for messages that came while it asked for the position', () => {
    const trust = new Trust();
    trust.subscribed();
    trust.message(at(5), ['covered by the position']);
    trust.message(at(6), ['not covered']);
    expect(trust.located(at(5), 0, trust.era)).toEqual([{ do: 'apply', items: ['not covered'] }]);
    expect(trust.message(at(7), ['later'])).toEqual([{ do: 'apply', items: ['later'] }]);
  });

  it('does not take the answer to an older question for its position', () => {
    const trust = new Trust();
    trust.subscribed();
    const { era } = trust;
    trust.disconnected();
    trust.subscribed();
    trust.located(at(5), 0, era);
    expect(trust.state).toBe('locating');
  });

  it('asks again, with memory void, when more comes than it can keep while it asks', () => {
    const trust = new Trust();
    trust.subscribed();
    const { era } = trust;
    for (let seq = 1; seq <= 1_000; seq += 1) expect(trust.message(at(seq), [])).toEqual([]);
    expect(trust.message(at(1_001), [])).toEqual([{ do: 'locate' }]);
    expect(trust.era).toBeGreaterThan(era);
  });

  const losses = [
    ['a number that is left out', (trust: Trust) => trust.message(at(7), []), 'gap'],
    [
      'a number that comes twice',
      (trust: Trust) => [...trust.message(at(6), []), ...trust.message(at(6), [])],
      'gap',
    ],
    ['another epoch', (trust: Trust) => trust.message(at(6, 'e2'), []), 'epoch'],
  ] as const;
  for (const [what, lose, event] of losses) {
    it(`voids its memory and asks for the position after ${what}`, () => {
      const { trust, events } = trusted();
      const { era } = trust;
      expect(lose(trust)).toContainEqual({ do: 'locate' });
      expect(trust.holds(1_000)).toBe(false);
      expect(trust.era).toBeGreaterThan(era);
      expect(events.at(-1)).toBe(event);
    });
  }

  it('voids its memory when the connection is lost, and hears nothing until it is back', () => {
    const { trust, events } = trusted();
    const { era } = trust;
    trust.disconnected();
    expect(trust.era).toBeGreaterThan(era);
    expect(trust.holds(1_000)).toBe(false);
    expect(trust.message(at(6), ['lost'])).toEqual([]);
    expect(events.at(-1)).toBe('disconnect');
  });
});

describe('a proof of hearing', () => {
  it('holds for the window from the moment its heartbeat was sent, not from when it came back', () => {
    const { trust } = trusted();
    trust.beating('n1', 4_000);
    expect(trust.holds(4_000)).toBe(false);
    trust.heartbeat(at(5), 'n1');
    expect(trust.holds(6_000)).toBe(true);
    expect(trust.holds(6_001)).toBe(false);
  });

  it('needs a note that was sent: a forged, repeated or forgotten one proves nothing', () => {
    const { trust } = trusted();
    trust.heartbeat(at(5), 'forged');
    expect(trust.holds(3_001)).toBe(false);
    trust.beating('n1', 3_000);
    trust.heartbeat(at(5), 'n1');
    expect(trust.holds(5_000)).toBe(true);
    trust.beating('old', 6_000);
    for (let beat = 0; beat < 16; beat += 1) trust.beating(`n${beat}`, 7_000);
    trust.heartbeat(at(5), 'old');
    expect(trust.holds(6_500)).toBe(false);
  });

  it('that tells of messages which did not arrive is the proof of a loss', () => {
    const { trust } = trusted();
    trust.beating('n1', 2_000);
    expect(trust.heartbeat(at(6), 'n1')).toEqual([{ do: 'locate' }]);
    expect(trust.holds(2_000)).toBe(false);
  });

  it('that was sent before the position was asked for is not counted, neither way', () => {
    const trust = new Trust();
    trust.subscribed();
    trust.beating('early', 500);
    trust.located(at(5), 1_000, trust.era);
    expect(trust.heartbeat(at(4), 'early')).toEqual([]);
    expect(trust.state).toBe('trusted');
    expect(trust.holds(3_000)).toBe(true);
  });
});
