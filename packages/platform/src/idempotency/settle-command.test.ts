import type { Clock } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import { noContent } from '../http/answer.ts';
import type { Database } from '../postgres/database.ts';
import { CommitOutcomeUnknown } from '../postgres/errors.ts';
import { command } from './fixtures/commands.ts';
import { runIdempotent } from './index.ts';
import type { Timing } from './timing.ts';

/** Time passes only in pauses. */
function recordedTiming(random = 0.999): Timing & { readonly pauses: number[] } {
  const clock = new ManualClock();
  const pauses: number[] = [];
  return {
    clock,
    pauses,
    random: () => random,
    async pause(milliseconds) {
      pauses.push(milliseconds);
      clock.advance(milliseconds);
    },
  };
}

/** A database whose transactions end as told. */
function databaseDouble(withTenant: () => Promise<unknown>): Database & { transactions: number } {
  const double = {
    engine: 'postgres',
    transactions: 0,
    withTenant: () => {
      double.transactions += 1;
      return withTenant();
    },
  };
  return double as unknown as Database & { transactions: number };
}

const busy = async () => undefined;
const inProgress = expect.objectContaining({
  code: 'IDEMPOTENCY_IN_PROGRESS',
  kind: 'conflict',
  details: { retryAfterSeconds: 1 },
});

describe('a repeat whose first request is still running elsewhere', () => {
  it('looks again after 25, 50, 100, 200, 200 … ms until its patience ends', async () => {
    const timing = recordedTiming();
    const repeat = runIdempotent(databaseDouble(busy), command('k'), async () => noContent(), { timing });
    await expect(repeat).rejects.toThrow(inProgress);
    expect(timing.pauses.slice(0, 5).map(Math.round)).toEqual([25, 50, 100, 200, 200]);
    expect(timing.pauses.reduce((sum, pause) => sum + pause)).toBeCloseTo(2_000);
  });

  it('spreads its looks over the upper half of each pause', async () => {
    const timing = recordedTiming(0);
    const repeat = runIdempotent(databaseDouble(busy), command('k'), async () => noContent(), { timing });
    await expect(repeat).rejects.toThrow(inProgress);
    expect(timing.pauses.slice(0, 5)).toEqual([12.5, 25, 50, 100, 100]);
  });

  it('is told at once when the operation does not wait', async () => {
    const timing = recordedTiming();
    const database = databaseDouble(busy);
    const repeat = runIdempotent(database, command('k', { waitForMs: 0 }), async () => noContent(), {
      timing,
    });
    await expect(repeat).rejects.toThrow(inProgress);
    expect(database.transactions).toBe(1);
    expect(timing.pauses).toEqual([]);
  });

  it('waits once per process: the other callers use no transaction', async () => {
    const gate = Promise.withResolvers<unknown>();
    const database = databaseDouble(() => gate.promise);
    const record = {
      requestHash: command('k').requestHash,
      answer: { status: 204, headers: {}, body: null },
    };
    const callers = Array.from({ length: 50 }, () =>
      runIdempotent(database, command('k'), async () => noContent()),
    );
    gate.resolve({ kind: 'stored', record });
    await Promise.all(callers);
    expect(database.transactions).toBe(1);
  });

  it('loses its patience while it waits behind a caller of its own process', async () => {
    const gate = Promise.withResolvers<unknown>();
    const database = databaseDouble(() => gate.promise);
    const first = runIdempotent(database, command('k'), async () => noContent());
    const timing = recordedTiming();
    await expect(runIdempotent(database, command('k'), async () => noContent(), { timing })).rejects.toThrow(
      inProgress,
    );
    expect(timing.pauses).toEqual([2_000]);
    expect(database.transactions).toBe(1);
    gate.resolve({ kind: 'refused', answer: noContent() });
    await first;
  });
});

describe('a commit without an answer', () => {
  it('is looked for until the patience ends, then reported as what it is', async () => {
    const timing = recordedTiming();
    const database = databaseDouble(async () => {
      throw new CommitOutcomeUnknown(new Error('reset'));
    });
    const attempt = runIdempotent(database, command('k'), async () => noContent(), { timing });
    await expect(attempt).rejects.toBeInstanceOf(CommitOutcomeUnknown);
    expect(database.transactions).toBeGreaterThan(5);
  });

  it('is looked for once at least, also when the effect took all the patience', async () => {
    const clock = new ManualClock();
    const timing = { ...recordedTiming(), clock: clock satisfies Clock };
    const outcomes = [
      () => {
        clock.advance(60_000);
        throw new CommitOutcomeUnknown(new Error('reset'));
      },
      () => ({ kind: 'refused', answer: { status: 204 } }),
    ];
    const database = databaseDouble(async () => outcomes.shift()?.());
    expect(await runIdempotent(database, command('k'), async () => noContent(), { timing })).toEqual({
      status: 204,
    });
  });
});
