import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { GenerationRow, GenerationTable, PurgeScope } from '../ports/index.ts';
import { SeededRandom, SimulatedTime } from '../testing/index.ts';
import { createGenerations, type Generations } from './generations.ts';

const offering = 'catalog.offering';
const row = (generation: number, scope: Partial<PurgeScope> = {}, quarantined = false): GenerationRow => ({
  scope: { category: offering, ...scope },
  generation,
  quarantined,
});

/** The database's table, whose reads answer with what was in it when they began. */
class Table {
  rows: GenerationRow[] = [];
  reads = 0;
  broken = false;
  /** Milliseconds a read takes. */
  slow = 0;
  readonly #time: SimulatedTime;

  constructor(time: SimulatedTime) {
    this.#time = time;
  }

  async read(): Promise<GenerationTable> {
    this.reads += 1;
    if (this.broken) throw new Error('the database is away');
    const rows = [...this.rows];
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#time.timers.after(this.slow, resolve);
    await promise;
    return { watermark: Math.max(0, ...rows.map(({ generation }) => generation)), rows };
  }
}

function node(time: SimulatedTime, source?: Table, seed = 1) {
  const troubles: string[] = [];
  const generations = createGenerations({
    ...(source === undefined ? {} : { source }),
    clock: time.clock,
    timers: time.timers,
    random: new SeededRandom(seed),
    telemetry: { trouble: (operation, kind) => troubles.push(`${operation} ${kind}`) },
  });
  return { generations, troubles };
}

describe('what a node knows of purges', () => {
  let time: SimulatedTime;
  let table: Table;
  let generations: Generations;
  let troubles: string[];
  beforeEach(() => {
    time = new SimulatedTime();
    table = new Table(time);
    ({ generations, troubles } = node(time, table));
  });

  it('is nothing where there is no source of purges', async () => {
    const alone = node(time).generations;
    await alone.start();
    alone.apply(row(1, {}, true));
    await alone.refresh();
    expect([alone.watermark, alone.revision, alone.required(offering, 'acme', 'v1')]).toEqual([0, 0, 0]);
    expect(alone.quarantined(offering, 'acme', 'v1')).toBe(false);
    expect(time.pending).toBe(0);
  });

  it('demands the latest of all purges that cover an entry, and of no other', async () => {
    table.rows = [
      row(3),
      row(4, { tenant: 'acme' }),
      row(5, { version: 'v2' }),
      row(6, { tenant: 'acme', version: 'v3' }),
    ];
    await time.until(generations.start());
    expect(generations.watermark).toBe(6);
    const required = (tenant: string | null, version: string | null) =>
      generations.required(offering, tenant, version);
    expect(required('acme', 'v1')).toBe(4);
    expect(required('acme', 'v2')).toBe(5);
    expect(required('acme', 'v3')).toBe(6);
    expect(required('acme', null)).toBe(4);
    expect(required('globex', 'v1')).toBe(3);
    expect(required('globex', 'v2')).toBe(5);
    expect(required('globex', 'v3')).toBe(3);
    expect(required(null, null)).toBe(3);
    expect(required(null, 'v2')).toBe(5);
    expect(generations.required('catalog.list', 'acme', 'v1')).toBe(0);
  });

  it('are named for an entry, the widest first, and those of other scopes are not', async () => {
    const rows = [
      row(1, { tenant: 'acme', version: 'v3' }, true),
      row(2, { version: 'v3' }),
      row(3, { tenant: 'acme' }),
      row(4),
      row(5, { tenant: 'globex' }),
      row(6, { category: 'catalog.list' }),
    ];
    table.rows = rows;
    expect(generations.known).toBe(false);
    await time.until(generations.start());
    expect(generations.known).toBe(true);
    expect(generations.concerning(offering, 'acme', 'v3')).toEqual([rows[3], rows[1], rows[2], rows[0]]);
    expect(generations.concerning(offering, 'acme', null)).toEqual([rows[3], rows[2]]);
    expect(generations.concerning(offering, null, 'v3')).toEqual([rows[3], rows[1]]);
    expect(generations.concerning('catalog.other', 'acme', 'v3')).toEqual([]);
  });

  it('keeps a scope out that is in any quarantine', async () => {
    table.rows = [
      row(1, { tenant: 'acme' }),
      row(2, { tenant: 'acme', version: 'v2' }, true),
      row(3, { tenant: 'globex' }, true),
      row(4, { category: 'pricing.result' }, true),
    ];
    await time.until(generations.start());
    expect(generations.quarantined(offering, 'acme', 'v1')).toBe(false);
    expect(generations.quarantined(offering, 'acme', 'v2')).toBe(true);
    expect(generations.quarantined(offering, 'acme', null)).toBe(false);
    expect(generations.quarantined(offering, 'globex', 'v9')).toBe(true);
    expect(generations.quarantined(offering, null, null)).toBe(false);
    expect(generations.quarantined('pricing.result', 'initech', null)).toBe(true);
    expect(generations.quarantined('pricing.result', null, null)).toBe(true);
  });

  it('is too little to believe any entry before the first read', async () => {
    table.broken = true;
    await time.until(generations.start());
    expect(generations.quarantined(offering, 'acme', 'v1')).toBe(true);
    expect(troubles).toEqual(['generations error']);
    table.broken = false;
    const before = generations.revision;
    await time.advance(500);
    expect(generations.quarantined(offering, 'acme', 'v1')).toBe(false);
    expect(generations.revision).toBeGreaterThan(before);
  });

  it('is read again and again, at most five seconds apart', async () => {
    await time.until(generations.start());
    table.rows = [row(1)];
    await time.advance(5_000);
    expect(generations.watermark).toBe(1);
    const reads = table.reads;
    await time.advance(50_000);
    expect(table.reads - reads).toBeGreaterThanOrEqual(10);
    expect(table.reads - reads).toBeLessThanOrEqual(12);
  });

  it('stays when a read fails, and nobody hears of an error', async () => {
    table.rows = [row(7)];
    await time.until(generations.start());
    table.broken = true;
    await expect(generations.refresh()).resolves.toBeUndefined();
    await time.advance(5_000);
    expect(troubles).toEqual(['generations error', 'generations error']);
    expect(generations.watermark).toBe(7);
    expect(generations.required(offering, 'acme', 'v1')).toBe(7);
    table.broken = false;
    table.rows = [row(8)];
    await time.advance(5_000);
    expect(generations.watermark).toBe(8);
  });

  it('keeps its revision while nothing changes', async () => {
    table.rows = [row(1)];
    await time.until(generations.start());
    const { revision } = generations;
    await time.advance(20_000);
    expect(generations.revision).toBe(revision);
    table.rows = [row(1, {}, true)];
    await time.advance(5_000);
    expect(generations.revision).toBe(revision + 1);
    expect(generations.quarantined(offering, 'acme', null)).toBe(true);
  });

  it('goes back with a database that was restored', async () => {
    table.rows = [row(9)];
    await time.until(generations.start());
    table.rows = [row(4)];
    await time.until(generations.refresh());
    expect(generations.watermark).toBe(4);
    expect(generations.required(offering, 'acme', 'v1')).toBe(4);
  });

  it('is not read after the end', async () => {
    await time.until(generations.start());
    table.slow = 10;
    const late = generations.refresh();
    table.rows = [row(1)];
    generations.close();
    await time.until(late);
    generations.apply(row(2));
    await generations.refresh();
    await time.advance(60_000);
    expect(table.reads).toBe(2);
    expect(generations.watermark).toBe(0);
    expect(generations.required(offering, 'acme', null)).toBe(0);
    expect(time.pending).toBe(0);
  });

  describe('from the bus', () => {
    beforeEach(async () => {
      table.rows = [row(4)];
      await time.until(generations.start());
      table.slow = 10;
      await time.advance(1_000);
    });

    it('counts at once, while the watermark waits for the read that it asks for', async () => {
      table.rows = [row(4), row(5, { tenant: 'acme' })];
      generations.apply(row(5, { tenant: 'acme' }));
      expect(generations.required(offering, 'acme', 'v1')).toBe(5);
      expect(generations.watermark).toBe(4);
      await time.advance(10);
      expect(generations.watermark).toBe(5);
    });

    it('never makes an entry pass for a purge that was not heard of', async () => {
      table.rows = [row(4), row(5, { tenant: 'globex' }), row(6, { tenant: 'acme' })];
      table.broken = true;
      generations.apply(row(6, { tenant: 'acme' }));
      await time.advance(1_000);
      expect(generations.watermark).toBe(4);
      table.broken = false;
      await time.advance(5_000);
      expect(generations.watermark).toBe(6);
      expect(generations.required(offering, 'globex', null)).toBe(5);
    });

    it('survives a read that had begun before it', async () => {
      const early = generations.refresh();
      table.rows = [row(4), row(5, { tenant: 'acme' }, true)];
      generations.apply(row(5, { tenant: 'acme' }, true));
      await time.until(early);
      expect(generations.required(offering, 'acme', null)).toBe(5);
      expect(generations.quarantined(offering, 'acme', null)).toBe(true);
      await time.advance(200);
      expect(generations.watermark).toBe(5);
      expect(generations.quarantined(offering, 'acme', null)).toBe(true);
    });

    it('is forgotten when the table does not have it: it was forged, or undone', async () => {
      generations.apply(row(Number.MAX_SAFE_INTEGER, {}, true));
      expect(generations.quarantined(offering, 'acme', null)).toBe(true);
      await time.advance(10);
      expect(generations.watermark).toBe(4);
      expect(generations.required(offering, 'acme', null)).toBe(4);
      expect(generations.quarantined(offering, 'acme', null)).toBe(false);
    });

    it('is ignored when it is known, or no number of a purge', () => {
      const { revision } = generations;
      for (const generation of [4, 3, 0, -1, 5.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60]) {
        generations.apply(row(generation, {}, true));
      }
      expect(generations.revision).toBe(revision);
      expect(generations.quarantined(offering, 'acme', null)).toBe(false);
    });

    it('never lowers what is demanded, in whatever order it comes', () => {
      generations.apply(row(6, { tenant: 'acme' }, true));
      generations.apply(row(5, { tenant: 'acme' }, false));
      expect(generations.required(offering, 'acme', null)).toBe(6);
      expect(generations.quarantined(offering, 'acme', null)).toBe(true);
    });

    it('begins a quarantine, but only a read ends one', async () => {
      table.rows = [row(5, {}, true)];
      generations.apply(row(5, {}, true));
      await time.advance(1_000);
      table.rows = [row(6, {}, false)];
      generations.apply(row(6, {}, false));
      expect(generations.required(offering, 'acme', null)).toBe(6);
      expect(generations.quarantined(offering, 'acme', null)).toBe(true);
      await time.advance(10);
      expect(generations.quarantined(offering, 'acme', null)).toBe(false);
    });

    it('cannot make the node read without end, or remember without end', async () => {
      const reads = table.reads;
      for (let step = 0; step < 100; step += 1) {
        for (let more = 0; more < 50; more += 1) generations.apply(row(1_000 + step * 50 + more));
        await time.advance(10);
      }
      expect(table.reads - reads).toBeLessThanOrEqual(12);
      table.broken = true;
      const { revision } = generations;
      for (let more = 0; more < 5_000; more += 1) generations.apply(row(10_000 + more));
      expect(generations.revision - revision).toBeLessThanOrEqual(1_000);
    });
  });

  it('is read once for all who ask at the same time, and once more for who asked meanwhile', async () => {
    table.slow = 10;
    const first = generations.refresh();
    table.rows = [row(1)];
    const later = [generations.refresh(), generations.refresh(), generations.refresh()];
    await time.until(first);
    expect(generations.watermark).toBe(0);
    await time.until(Promise.all(later));
    expect(generations.watermark).toBe(1);
    expect(table.reads).toBe(2);
  });

  it('covers every purge up to the watermark, whatever the bus loses, doubles, delays, reorders or invents', async () => {
    const scopes: readonly PurgeScope[] = ['acme', 'globex', undefined].flatMap((tenant) =>
      ['v1', undefined].map((version) => ({
        category: offering,
        ...(tenant === undefined ? {} : { tenant }),
        ...(version === undefined ? {} : { version }),
      })),
    );
    const step = fc.oneof(
      fc.record({ purge: fc.nat(scopes.length - 1), quarantined: fc.boolean() }),
      fc.record({ hear: fc.nat(200) }),
      fc.record({ forge: fc.nat(40), at: fc.nat(scopes.length - 1) }),
      fc.record({ pass: fc.nat(200) }),
      fc.record({ broken: fc.boolean() }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.nat(20), async (steps, slow) => {
        const simulated = new SimulatedTime();
        const truth = new Table(simulated);
        const { generations: mine } = node(simulated, truth);
        const purges: GenerationRow[] = [];
        await simulated.until(mine.start());
        truth.slow = slow;
        for (const one of steps) {
          if ('purge' in one) {
            const scope = scopes[one.purge] as PurgeScope;
            const made = row(purges.length + 1, scope, one.quarantined);
            purges.push(made);
            const text = JSON.stringify(scope);
            truth.rows = [...truth.rows.filter((other) => JSON.stringify(other.scope) !== text), made];
          } else if ('hear' in one) {
            const heard = purges[one.hear % Math.max(1, purges.length)];
            if (heard !== undefined) mine.apply(heard);
          } else if ('forge' in one) {
            mine.apply(row(one.forge, scopes[one.at]));
          } else if ('broken' in one) {
            truth.broken = one.broken;
          } else {
            await simulated.advance(one.pass);
          }
          // An entry begun now will carry the watermark: it may not claim a purge that is not in force here, or not made yet.
          expect(mine.watermark).toBeLessThanOrEqual(purges.length);
          for (const { scope, generation } of purges.slice(0, mine.watermark)) {
            const required = mine.required(scope.category, scope.tenant ?? null, scope.version ?? null);
            expect(required).toBeGreaterThanOrEqual(generation);
          }
        }
        truth.broken = false;
        await simulated.advance(6_000);
        expect(mine.watermark).toBe(purges.length);
        for (const { scope } of truth.rows) {
          const covering = truth.rows.filter(
            ({ scope: other }) =>
              (other.tenant === undefined || other.tenant === scope.tenant) &&
              (other.version === undefined || other.version === scope.version),
          );
          expect(mine.quarantined(offering, scope.tenant ?? null, scope.version ?? null)).toBe(
            covering.some(({ quarantined }) => quarantined),
          );
        }
        mine.close();
      }),
      { numRuns: 200 },
    );
  });
});
