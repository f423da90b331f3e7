import { beforeEach, describe, expect, it } from 'vitest';
import { quota, SimulatedLimits } from './fixtures/simulated-limits.ts';
import type { LimitAsk, Quota } from './limits.ts';

/** A thousand in a second: one comes back in a millisecond, in two where two processes share it. */
const quick: Quota = { name: 'quick', units: 1_000, window: 1_000, burst: 200 };
const PATIENCE = 25;

const of = (subject: string, cost = 1) => [{ quota: quick, parts: [subject], cost }];

describe('the share of a process that is short for a moment', () => {
  let limits: SimulatedLimits;
  beforeEach(() => {
    limits = new SimulatedLimits();
  });
  const patient: Partial<LimitAsk> = { patience: PATIENCE };
  const now = () => limits.time.clock.monotonic();

  it('lets whoever finds it empty wait until it is due, instead of refusing him', async () => {
    const { take } = limits.node();
    limits.mood = 'broken';
    const begun = now();
    expect(await take(of('ann', 20), patient)).toMatchObject({
      kind: 'admitted',
      source: 'local',
      states: [{ remaining: 0, resetAfter: 200 }],
    });
    expect(now() - begun).toBe(20);
  });

  it('refuses at once whoever would wait longer than he may, and him who may not wait', async () => {
    const { take } = limits.node();
    limits.mood = 'broken';
    const begun = now();
    expect(await take(of('ann', 26), patient)).toMatchObject({ kind: 'refused', retryAfter: 26 });
    expect(await take(of('ann', 1))).toMatchObject({ kind: 'refused', retryAfter: 1 });
    expect(now()).toBe(begun);
  });

  it('goes in turn: who comes while others wait, waits behind them', async () => {
    const { ask } = limits.node();
    limits.mood = 'broken';
    const order: string[] = [];
    const begun = now();
    const come = (name: string, cost: number) =>
      ask(of('all', cost), patient).then(({ kind }) => order.push(`${name} ${kind} ${now() - begun}`));
    const all = [come('a', 10), come('b', 1), come('c', 14), come('d', 1)];
    await limits.time.advance(PATIENCE);
    await Promise.all(all);
    expect(order).toEqual(['d refused 0', 'a admitted 10', 'b admitted 11', 'c admitted 25']);
  });

  it('never admits more than its rate, however many may wait', async () => {
    const { ask } = limits.node(2);
    limits.mood = 'broken';
    const begun = now();
    let [admitted, refused] = [0, 0];
    for (let step = 0; step < 2_000; step += 1) {
      for (let at = 0; at < 3; at += 1) {
        void ask(of('all'), patient).then(({ kind }) => {
          if (kind === 'admitted') admitted += 1;
          else refused += 1;
          expect(admitted).toBeLessThanOrEqual((now() - begun) / 2);
        });
      }
      await limits.time.advance(1);
    }
    expect(admitted).toBeGreaterThanOrEqual(999);
    expect(refused).toBeGreaterThan(admitted);
  });

  it('gives back what was taken for a client that goes, and his place', async () => {
    const { ask, take } = limits.node(1, { mostWaiting: 1 });
    limits.mood = 'broken';
    const leaving = new AbortController();
    const left = ask(of('ann', 20), { ...patient, gone: () => leaving.signal });
    await limits.time.advance(10);
    leaving.abort();
    expect(await left).toMatchObject({ kind: 'refused', source: 'local' });
    expect(await take(of('ann', 10))).toMatchObject({ kind: 'admitted' });
    expect(await take(of('ann', 1), patient)).toMatchObject({ kind: 'admitted' });
  });

  it('asks whether the client is there only where somebody waits', async () => {
    const { take } = limits.node();
    const gone = () => {
      throw new Error('asked');
    };
    expect((await take(of('ann'), { ...patient, gone })).kind).toBe('admitted');
    limits.mood = 'broken';
    await expect(take(of('ann', 10), { ...patient, gone })).rejects.toThrow('asked');
  });

  it('has a bounded number of places to wait; who finds none is refused', async () => {
    const { ask, take } = limits.node(1, { mostWaiting: 2 });
    limits.mood = 'broken';
    const waiting = [ask(of('ann', 20), patient), ask(of('bob', 20), patient)];
    await limits.time.settle();
    expect((await take(of('eve'), patient)).kind).toBe('refused');
    await limits.time.advance(20);
    expect((await Promise.all(waiting)).map(({ kind }) => kind)).toEqual(['admitted', 'admitted']);
    expect((await take(of('eve', 21), patient)).kind).toBe('admitted');
  });

  it('waits once for all quotas of an ask', async () => {
    const { take } = limits.node();
    limits.mood = 'broken';
    const both = [...of('ann', 20), { quota: { ...quick, name: 'other' }, parts: ['ann'], cost: 15 }];
    const begun = now();
    expect((await take(both, patient)).kind).toBe('admitted');
    expect(now() - begun).toBe(20);
  });

  it('waits no longer than the ask may, where one quota is known and another is not', async () => {
    const { take } = limits.node();
    limits.mood = 'broken';
    await take(of('all', 20), patient);
    const begun = now();
    const both = (subject: string) => [
      ...of('all', 20),
      { quota: { ...quick, name: 'own' }, parts: [subject], cost: 60 },
    ];
    expect(await take(both('ann'), patient)).toMatchObject({ kind: 'refused', source: 'local' });
    expect(now() - begun).toBeLessThanOrEqual(PATIENCE);
    // What was taken of the other quota was given back.
    expect((await take(of('all', 20), patient)).kind).toBe('admitted');
    expect(now() - begun).toBe(20);
  });

  it('began to fill when the store was asked in vain, not when its silence was noticed', async () => {
    const { ask } = limits.node(2);
    await limits.time.until(ask(of('ann')));
    limits.mood = 'frozen';
    const asks = Array.from({ length: 25 }, () => ask(of('ann')));
    await limits.time.advance(50);
    const kinds = (await Promise.all(asks)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'admitted')).toHaveLength(25);
    expect((await limits.time.until(ask(of('ann')))).kind).toBe('refused');
  });

  it('is waited for as well when the store is back and both must admit', async () => {
    const { take } = limits.node();
    limits.mood = 'broken';
    await take(of('ann', 5), patient);
    limits.mood = 'well';
    const begun = now();
    expect(await take(of('ann', 20), patient)).toMatchObject({ kind: 'admitted', source: 'store' });
    expect(now() - begun).toBe(20);
  });

  it('is of no help where the store refuses', async () => {
    const { take, one } = limits.node();
    await one(4);
    const begun = now();
    expect(await take([{ quota, parts: ['ann'], cost: 1 }], { patience: 1_000 })).toMatchObject({
      kind: 'refused',
      source: 'store',
    });
    expect(now()).toBe(begun);
  });

  it('refuses nobody who keeps within it, when the store goes, comes and flaps', async () => {
    const { ask } = limits.node(2);
    const outcomes = new Map<string, number>();
    // Four people, each asking every ten milliseconds: 400 of the 500 that one of two processes has.
    for (let step = 0; step < 400; step += 1) {
      if (step % 37 === 20) limits.mood = step % 2 === 0 ? 'broken' : 'frozen';
      if (step % 37 === 30) limits.mood = 'well';
      for (let person = 0; person < 4; person += 1) {
        void ask(of('all'), patient).then((decision) => {
          const outcome = decision.kind === 'admitted' ? decision.source : decision.kind;
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        });
      }
      await limits.time.advance(10);
    }
    await limits.time.advance(100);
    expect(outcomes.get('refused')).toBeUndefined();
    expect((outcomes.get('store') ?? 0) + (outcomes.get('local') ?? 0)).toBe(1_600);
    for (const source of ['store', 'local']) expect(outcomes.get(source)).toBeGreaterThan(100);
  });
});
