import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryEngine, memoryStores } from '../adapters/memory/index.ts';
import { createStoreGuard } from '../guard/create-store-guard.ts';
import { createStoreBudget } from '../guard/store-budget.ts';
import { coordinationKey } from '../keys/coordination-key.ts';
import { namespaceOf } from '../keys/namespace.ts';
import type { LeaseStore } from '../ports/index.ts';
import { silentTelemetry } from '../telemetry/silent-telemetry.ts';
import { SeededRandom, SimulatedTime } from '../testing/index.ts';
import { LeaseLost } from './held-lease.ts';
import { createLeases, type LeaseAttempt } from './leases.ts';

const key = coordinationKey(namespaceOf({ env: 'test', installationId: 'i1', truthEpoch: 1 }), {
  system: 'cpq',
  service: 'catalog',
  tenant: 'acme',
  parts: ['warm-up'],
});
const request = { ttl: 3_000, name: 'warm-up' };

function held(attempt: LeaseAttempt) {
  if (attempt.outcome !== 'held') throw new Error(`not held: ${attempt.outcome}`);
  return attempt.lease;
}

describe('a lease', () => {
  let time: SimulatedTime;
  let engine: MemoryEngine;
  let random: SeededRandom;
  let told: string[];
  beforeEach(() => {
    time = new SimulatedTime();
    random = new SeededRandom(1);
    engine = new MemoryEngine({ clock: time.clock, random });
    told = [];
  });

  /** A node of its own on the shared store, whose operations may be made to go wrong. */
  function node(wrong: Partial<LeaseStore> = {}) {
    const { clock, timers } = time;
    const { acquire, renew, release } = memoryStores({ engine }).coordination;
    const telemetry = {
      ...silentTelemetry,
      lease: (name: string, outcome: string) => told.push(`${name} ${outcome}`),
    };
    return createLeases({
      store: { acquire, renew, release, ...wrong },
      guard: createStoreGuard({ clock, timers, random, telemetry }),
      budget: () => createStoreBudget(clock, 50),
      clock,
      timers,
      random,
      telemetry,
    });
  }

  /** Work that takes this long, and gives up when it is told that the lease is lost. */
  const working = (ms: number) => (signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      time.timers.after(ms, () => resolve('done'));
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });

  it('lets one of many nodes work, and tells the others that somebody does', async () => {
    const runs = Array.from({ length: 5 }, () => node().run(key, request, working(100)));
    const outcomes = await time.until(Promise.all(runs));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['ran', 'busy', 'busy', 'busy', 'busy']);
    expect(outcomes[0]).toEqual({ outcome: 'ran', value: 'done' });
    expect(told.toSorted()).toEqual(['warm-up acquired', ...Array(4).fill('warm-up contended')]);
  });

  it('is free again when the work has ended, also when it failed', async () => {
    await time.until(node().run(key, request, working(10)));
    const failing = node().run(key, request, () => Promise.reject(new Error('no')));
    await expect(time.until(failing)).rejects.toThrow('no');
    expect((await time.until(node().tryAcquire(key, request))).outcome).toBe('held');
  });

  it('is renewed for as long as its work takes', async () => {
    const long = node().run(key, request, working(60_000));
    for (let second = 0; second < 59; second += 1) {
      await time.advance(1_000);
      expect((await time.until(node().tryAcquire(key, request))).outcome).toBe('busy');
    }
    expect(await time.until(long)).toEqual({ outcome: 'ran', value: 'done' });
    expect(told).not.toContain('warm-up lost');
  });

  it('ends by itself when its holder dies', async () => {
    const dead = node({ renew: () => new Promise(() => {}) });
    await time.until(dead.tryAcquire(key, request));
    await time.advance(2_999);
    expect((await time.until(node().tryAcquire(key, request))).outcome).toBe('busy');
    await time.advance(1);
    expect((await time.until(node().tryAcquire(key, request))).outcome).toBe('held');
  });

  it('stops renewing when it is given back', async () => {
    let renewals = 0;
    const counting = node({
      renew: async () => {
        renewals += 1;
        return true;
      },
    });
    const lease = held(await time.until(counting.tryAcquire(key, request)));
    await time.advance(2_500);
    await time.until(lease.release());
    await time.advance(60_000);
    expect(renewals).toBe(2);
    expect(lease.signal.aborted).toBe(false);
  });

  it('is given back by its token only: a late holder does not end the lease of the next', async () => {
    const early = held(await time.until(node().tryAcquire(key, request)));
    engine.flush();
    const next = held(await time.until(node().tryAcquire(key, request)));
    await time.until(early.release());
    expect((await time.until(node().tryAcquire(key, request))).outcome).toBe('busy');
    await time.until(next.release());
    expect((await time.until(node().tryAcquire(key, request))).outcome).toBe('held');
  });

  it('tells its holder at the next renewal that somebody else has it', async () => {
    const early = held(await time.until(node().tryAcquire(key, request)));
    engine.flush();
    const next = held(await time.until(node().tryAcquire(key, request)));
    await time.advance(1_000);
    expect(early.signal.reason).toBeInstanceOf(LeaseLost);
    expect(next.signal.aborted).toBe(false);
    expect(told.at(-1)).toBe('warm-up lost');
    await time.until(early.release());
    expect((await time.until(node().tryAcquire(key, request))).outcome).toBe('busy');
  });

  it('is lost to a holder that was paused beyond its end, without a question to the store', async () => {
    let renewals = 0;
    const lease = held(
      await time.until(
        node({
          renew: async () => {
            renewals += 1;
            return true;
          },
        }).tryAcquire(key, request),
      ),
    );
    // The clock goes on and no timer runs: the process stands still.
    time.clock.advance(3_000);
    const next = await time.until(node().tryAcquire(key, request));
    expect(next.outcome).toBe('held');
    await time.settle();
    expect(lease.signal.aborted).toBe(true);
    expect(renewals).toBe(0);
  });

  it('survives a store that is away for less than its life', async () => {
    let away = true;
    const { renew } = memoryStores({ engine }).coordination;
    const flaky = node({
      renew: (...asked) => (away ? Promise.reject(new Error('away')) : renew(...asked)),
    });
    const lease = held(await time.until(flaky.tryAcquire(key, request)));
    await time.advance(1_500);
    away = false;
    await time.advance(60_000);
    expect(lease.signal.aborted).toBe(false);
  });

  it('is lost, no later than it ends in the store, when no renewal comes through', async () => {
    const cut = node({ renew: () => Promise.reject(new Error('away')) });
    const lease = held(await time.until(cut.tryAcquire(key, request)));
    await time.advance(2_999);
    expect(lease.signal.aborted).toBe(false);
    await time.advance(1);
    expect(lease.signal.aborted).toBe(true);
  });

  it('is lost at its end also while a renewal is under way that hangs', async () => {
    const hanging = node({ renew: () => new Promise(() => {}) });
    const lease = held(await time.until(hanging.tryAcquire(key, { ttl: 60, name: 'warm-up' })));
    await time.advance(59);
    expect(lease.signal.aborted).toBe(false);
    await time.advance(1);
    expect(lease.signal.aborted).toBe(true);
  });

  it('is not waited for when the store is away: the caller hears of it within the budget', async () => {
    const hanging = node({ acquire: () => new Promise(() => {}) });
    const began = time.clock.monotonic();
    const attempt = await time.until(hanging.run(key, request, working(1)));
    expect(attempt).toMatchObject({ outcome: 'store-trouble', trouble: { kind: 'timeout' } });
    expect(time.clock.monotonic() - began).toBeLessThanOrEqual(60);
  });

  it('that was granted without its holder hearing of it is given back', async () => {
    const { acquire } = memoryStores({ engine }).coordination;
    const deaf = node({
      acquire: async (...asked) => {
        await acquire(...asked);
        throw new Error('the connection broke');
      },
    });
    expect((await time.until(deaf.tryAcquire(key, request))).outcome).toBe('store-trouble');
    await time.settle();
    expect((await time.until(node().tryAcquire(key, request))).outcome).toBe('held');
  });

  it('granted to two at once harms neither: what may happen once is decided elsewhere', async () => {
    // The business row, with its unique key.
    const rows = new Set<string>();
    const insertOnce = (signal: AbortSignal) =>
      working(100)(signal).then(() => {
        const first = !rows.has('order');
        rows.add('order');
        return first ? 'inserted' : 'was there';
      });
    const generous = { acquire: async () => true, renew: async () => true };
    const both = [node(generous).run(key, request, insertOnce), node(generous).run(key, request, insertOnce)];
    expect(await time.until(Promise.all(both))).toEqual([
      { outcome: 'ran', value: 'inserted' },
      { outcome: 'ran', value: 'was there' },
    ]);
  });
});
