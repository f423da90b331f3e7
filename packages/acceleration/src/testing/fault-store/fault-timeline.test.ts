import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeTimeline, type FaultTimeline, faultTimeline } from './fault-timeline.ts';
import { faultNames, faults } from './faults.ts';
import { entryOf, put, read, rehearsal } from './rehearsal.ts';

const seeds = fc.integer({ min: 0, max: 0xffff_ffff });

describe('a timeline of faults', () => {
  it('is the same for the same seed, another for another, and survives being written down', () => {
    fc.assert(
      fc.property(seeds, seeds, (one, other) => {
        const timeline = faultTimeline(one, { duration: 60_000, nodes: 3 });
        expect(faultTimeline(one, { duration: 60_000, nodes: 3 })).toEqual(timeline);
        expect(JSON.parse(JSON.stringify(timeline))).toEqual(timeline);
        if (one === other) return;
        expect(faultTimeline(other, { duration: 60_000, nodes: 3 })).not.toEqual(timeline);
      }),
      { numRuns: 50 },
    );
  });

  it('is in order, over by its end, on nodes that exist, with terms that the fault knows', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 4 }), (seed, nodes) => {
        const { occurrences } = faultTimeline(seed, { duration: 60_000, nodes });
        expect(occurrences.map(({ from }) => from)).toEqual(
          occurrences.map(({ from }) => from).toSorted((one, other) => one - other),
        );
        for (const { fault, from, until, node = 0, terms } of occurrences) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(until).toBeLessThanOrEqual(60_000);
          expect(faults[fault].momentary ? from === until : from < until).toBe(true);
          expect(node).toBeLessThan(nodes);
          expect(Object.keys(terms).toSorted()).toEqual(Object.keys(faults[fault].terms).toSorted());
        }
      }),
      { numRuns: 50 },
    );
  });

  it('reaches every fault, or those alone that it is asked for', () => {
    const { occurrences } = faultTimeline(1, { duration: 600_000 });
    expect(new Set(occurrences.map(({ fault }) => fault))).toEqual(new Set(faultNames));
    const few = faultTimeline(1, { duration: 600_000, faults: ['slow', 'flushed'] });
    expect(new Set(few.occurrences.map(({ fault }) => fault))).toEqual(new Set(['slow', 'flushed']));
  });

  it('is told as a line for each fault, under its seed', () => {
    const timeline = faultTimeline(7, { duration: 10_000, nodes: 2 });
    const lines = describeTimeline(timeline).split('\n');
    expect(lines[0]).toContain('seed 7');
    expect(lines).toHaveLength(1 + timeline.occurrences.length);
  });
});

describe('a timeline that is played', () => {
  const timeline: FaultTimeline = {
    seed: 0,
    occurrences: [
      { fault: 'killed', from: 100, until: 200, terms: {}, node: 1 },
      { fault: 'flushed', from: 300, until: 300, terms: {} },
    ],
  };
  const entry = entryOf('o1');

  it('switches its faults on and off at their times, on their nodes', async () => {
    const { time, stores, other } = rehearsal();
    await put(stores.entries, entry, 'value');
    stores.play(timeline);
    await time.advance(99);
    expect(await read(other.entries, entry)).toBe('value');
    await time.advance(1);
    await expect(read(other.entries, entry)).rejects.toThrow('ECONNREFUSED');
    expect(await read(stores.entries, entry)).toBe('value');
    await time.advance(100);
    expect(await read(other.entries, entry)).toBe('value');
    await time.advance(100);
    expect(await read(other.entries, entry)).toBeNull();
    expect(time.pending).toBe(0);
  });

  it('stops when told, and ends what it had begun', async () => {
    const { time, stores, other } = rehearsal();
    await put(stores.entries, entry, 'value');
    const stop = stores.play(timeline);
    await time.advance(150);
    stop();
    expect(await read(other.entries, entry)).toBe('value');
    await time.advance(1000);
    expect(await read(other.entries, entry)).toBe('value');
    expect(time.pending).toBe(0);
  });

  it('makes the same run of the same seed: every answer, every error, every message', async () => {
    const run = async (seed: number) => {
      const { time, stores, other } = rehearsal(seed);
      const log: string[] = [];
      other.bus.listen({
        subscribed: () => log.push('subscribed'),
        disconnected: () => log.push('disconnected'),
        heartbeat: () => {},
        message: ({ seq }) => log.push(`message ${seq}`),
      });
      stores.play(
        faultTimeline(seed, { duration: 20_000, nodes: 2, faults: faultNames.filter((f) => f !== 'huge') }),
      );
      for (let turn = 0; turn < 400; turn += 1) {
        const node = turn % 2 === 0 ? stores : other;
        const one = entryOf(`o${turn % 7}`, turn % 3 === 0 ? 'acme' : 'globex');
        const note = (name: string) => (outcome: unknown) => log.push(`${turn} ${name} ${String(outcome)}`);
        read(node.entries, one).then(note('read'), note('read'));
        put(node.entries, one, `v${turn}`).then(note('put'), note('put'));
        if (turn % 5 === 0) stores.bus.announce(['x']).then(() => note('announced')(''), note('announced'));
        await time.advance(50);
      }
      return log;
    };
    const log = await run(11);
    expect(await run(11)).toEqual(log);
    expect(await run(12)).not.toEqual(log);
    expect(log.filter((line) => line.includes('StoreFault')).length).toBeGreaterThan(20);
  });
});
