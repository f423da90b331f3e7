import { beforeEach, describe, expect, it } from 'vitest';
import type { Tuning } from '../ports/index.ts';
import { createRegistry } from '../registry/registry.ts';
import { aChangeableCategory } from '../testing/category-builders.ts';
import { SeededRandom, SimulatedTime } from '../testing/index.ts';
import { createTunings, type Tunings } from './tunings.ts';

const minute = 60_000;
const config = aChangeableCategory({ ttl: { fresh: 10 * minute, max: 15 * minute }, shadowRate: 0.5 });
const shared = aChangeableCategory({
  name: 'platform.shared',
  tenantScope: { global: 'because all tenants share it' },
});

/** The database's table, whose reads answer with what was in it when they began. */
class Table {
  rows: Tuning[] = [];
  broken = false;
  /** Milliseconds a read takes. */
  slow = 0;
  readonly #time: SimulatedTime;

  constructor(time: SimulatedTime) {
    this.#time = time;
  }

  async read(): Promise<readonly Tuning[]> {
    if (this.broken) throw new Error('the database is away');
    const rows = [...this.rows];
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#time.timers.after(this.slow, resolve);
    await promise;
    return rows;
  }
}

describe('what a node knows of tunings', () => {
  let time: SimulatedTime;
  let table: Table;
  let troubles: string[];
  let tunings: Tunings;
  const tuning = (over: Partial<Tuning> = {}): Tuning => ({
    category: config.name,
    tenant: 'acme',
    until: time.clock.now() + 60 * minute,
    ...over,
  });
  const freshOf = (tenant: string | null = 'acme') => tunings.ttl(config, tenant).fresh;

  beforeEach(() => {
    time = new SimulatedTime();
    table = new Table(time);
    troubles = [];
    tunings = createTunings({
      source: table,
      registry: createRegistry([config, shared] as never),
      clock: time.clock,
      timers: time.timers,
      random: new SeededRandom(1),
      telemetry: { trouble: (operation, kind) => troubles.push(`${operation} ${kind}`) },
    });
  });

  it('holds for the tenant that it is about, and for no other', async () => {
    table.rows = [tuning({ fresh: 2 * minute, shadowRate: 1 })];
    await time.until(tunings.start());
    expect(tunings.ttl(config, 'acme')).toMatchObject({ fresh: 2 * minute, max: 15 * minute });
    expect(tunings.shadowRate(config, 'acme')).toBe(1);
    expect(tunings.ttl(config, 'globex')).toBe(config.ttl);
    expect(tunings.shadowRate(config, 'globex')).toBe(0.5);
  });

  it('is as declared where nothing is said, and in a category of all tenants whatever is said', async () => {
    table.rows = [tuning({ shadowRate: 0 }), tuning({ category: shared.name, fresh: minute })];
    await time.until(tunings.start());
    expect(tunings.ttl(config, 'acme').fresh).toBe(config.ttl.fresh);
    expect(tunings.shadowRate(config, 'acme')).toBe(0);
    expect(tunings.ttl(shared, 'acme')).toBe(shared.ttl);
    expect(tunings.ttl(shared, null)).toBe(shared.ttl);
  });

  it('keeps the declared share of jitter when the fresh time is another', async () => {
    table.rows = [tuning({ fresh: 6 * minute })];
    await time.until(tunings.start());
    expect(tunings.ttl(config, 'acme').jitter).toBeCloseTo(minute, 6);
  });

  it('is over at its time, without a read', async () => {
    table.rows = [tuning({ fresh: minute, until: time.clock.now() + 2 * minute })];
    await time.until(tunings.start());
    table.broken = true;
    await time.advance(2 * minute - 1);
    expect(freshOf()).toBe(minute);
    await time.advance(1);
    expect(freshOf()).toBe(config.ttl.fresh);
  });

  it('follows the table within five seconds, and keeps what it knew while that cannot be read', async () => {
    await time.until(tunings.start());
    table.rows = [tuning({ fresh: minute })];
    await time.advance(5_000);
    expect(freshOf()).toBe(minute);
    table.broken = true;
    await time.advance(5_000);
    expect([freshOf(), troubles[0]]).toEqual([minute, 'tunings error']);
    table.broken = false;
    table.rows = [];
    await time.advance(5_000);
    expect(freshOf()).toBe(config.ttl.fresh);
  });

  it('knows after a refresh what was in the table when it was asked for, also while another read is under way', async () => {
    table.slow = 1_000;
    const before = tunings.refresh();
    await time.advance(500);
    table.rows = [tuning({ fresh: minute })];
    await time.until(Promise.all([before, tunings.refresh()]));
    expect(freshOf()).toBe(minute);
  });

  it('brings what is out of bounds to the nearest bound', async () => {
    table.rows = [tuning({ fresh: 1, jitter: 7, shadowRate: Number.NaN })];
    await time.until(tunings.start());
    const { fresh, jitter = 0, max } = tunings.ttl(config, 'acme');
    expect([fresh, max]).toEqual([minute, 15 * minute]);
    expect(jitter).toBeCloseTo(minute / 6, 6);
    expect(tunings.shadowRate(config, 'acme')).toBe(0.5);
    table.rows = [tuning({ fresh: 60 * minute })];
    await time.until(tunings.refresh());
    expect(freshOf()).toBe(config.ttl.fresh);
  });

  it('reads no more once it is closed', async () => {
    await time.until(tunings.start());
    tunings.close();
    table.rows = [tuning({ fresh: minute })];
    await time.advance(60_000);
    await tunings.refresh();
    expect(freshOf()).toBe(config.ttl.fresh);
  });
});
