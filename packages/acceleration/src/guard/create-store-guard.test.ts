import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecorder } from '../telemetry/recorder.ts';
import { SimulatedTime } from '../testing/manual-timers.ts';
import { SeededRandom } from '../testing/seeded-random.ts';
import { createStoreGuard, type StoreGuardOptions } from './create-store-guard.ts';
import { createStoreBudget } from './store-budget.ts';
import { StoreTrouble } from './store-guard.ts';

function started(options: Partial<StoreGuardOptions> = {}) {
  const time = new SimulatedTime();
  const recorder = createRecorder({ clock: time.clock });
  const guard = createStoreGuard({
    clock: time.clock,
    timers: time.timers,
    random: { fraction: () => 0, token: () => '' },
    telemetry: recorder,
    ...options,
  });
  const budget = (ms = 50) => createStoreBudget(time.clock, ms);
  const run = <T>(call: () => Promise<T>) => guard.run('get', budget(), call);
  /** Runs operations that never get an answer until the breaker opens. */
  const freeze = async () => {
    const given = Array.from({ length: 5 }, () => run(never));
    await time.advance(50);
    await Promise.all(given);
    expect(guard.state).toBe('open');
  };
  const value = (name: string, labels: Record<string, string> = {}) => {
    const reading = recorder.snapshot().metrics.find(({ definition }) => definition.name === name);
    return reading?.samples.find((sample) => JSON.stringify(sample.labels) === JSON.stringify(labels))?.value;
  };
  return { time, guard, budget, run, freeze, value, recorder };
}

const never = () => new Promise<never>(() => {});
const kindOf = (outcome: unknown) => (outcome instanceof StoreTrouble ? outcome.kind : outcome);

function answerAt<T>(time: SimulatedTime, ms: number, settle: () => Promise<T>): () => Promise<T> {
  return () =>
    new Promise((resolve) => {
      time.timers.after(ms, () => resolve(settle()));
    });
}

describe('a store operation', () => {
  it('answers what the store answers', async () => {
    const { run } = started();
    await expect(run(async () => 'value')).resolves.toBe('value');
  });

  it('is a timeout when the budget of its request is used up', async () => {
    const { time, run } = started();
    const outcome = run(never);
    await time.advance(49);
    const meanwhile = Symbol('nothing yet');
    expect(await Promise.race([outcome, Promise.resolve(meanwhile)])).toBe(meanwhile);
    await time.advance(1);
    expect(kindOf(await outcome)).toBe('timeout');
  });

  it('has what earlier operations of the request left, and loads cost nothing', async () => {
    const { time, guard, budget } = started();
    const own = budget();
    const first = guard.run(
      'get',
      own,
      answerAt(time, 30, async () => 1),
    );
    await time.advance(30);
    await first;
    await time.advance(500);
    const second = guard.run('fill', own, never);
    await time.advance(19);
    expect(own.left).toBe(1);
    await time.advance(1);
    expect(kindOf(await second)).toBe('timeout');
  });

  it('is not tried when nothing of the budget is left', async () => {
    const { guard, budget, time } = started();
    const own = budget();
    const first = guard.run('get', own, never);
    await time.advance(50);
    await first;
    let called = false;
    const second = guard.run('get', own, async () => {
      called = true;
    });
    expect(kindOf(await second)).toBe('timeout');
    expect(called).toBe(false);
    expect(own.left).toBe(0);
  });

  it('is trouble when the store reports an error, or the adapter throws before it asks', async () => {
    const { run, value } = started();
    const refused = new Error('refused');
    const rejected = await run(() => Promise.reject(refused));
    expect(rejected).toBeInstanceOf(StoreTrouble);
    expect(rejected).toMatchObject({ kind: 'error', cause: refused });
    const threw = await run(() => {
      throw refused;
    });
    expect(threw).toMatchObject({ kind: 'error', cause: refused });
    expect(value('redis_cache_error_total', { operation: 'get' })).toBe(2);
  });

  it('is over at its deadline: an answer or an error after it changes nothing', async () => {
    const { time, guard, run } = started();
    const late = run(answerAt(time, 60, async () => 'late'));
    const failed = run(answerAt(time, 70, () => Promise.reject(new Error('late'))));
    await time.advance(50);
    expect([kindOf(await late), kindOf(await failed)]).toEqual(['timeout', 'timeout']);
    expect(guard.load).toEqual({ underWay: 0, waiting: 0, abandoned: 2 });
    await time.advance(50);
    expect(guard.load).toEqual({ underWay: 0, waiting: 0, abandoned: 0 });
  });
});

describe('a deadline that fires late because the event loop lagged', () => {
  it('lets an answer through that came in time', async () => {
    const { time, run } = started();
    let answer = (_value: string): void => {};
    const outcome = run(
      () =>
        new Promise<string>((resolve) => {
          answer = resolve;
        }),
    );
    time.clock.advance(90);
    await time.settle();
    answer('in the socket all the time');
    await expect(outcome).resolves.toBe('in the socket all the time');
  });

  it('is put off once, and then it is a timeout', async () => {
    const { time, run, guard } = started();
    const outcome = run(never);
    time.clock.advance(90);
    await time.advance(5);
    expect(kindOf(await outcome)).toBe('timeout');
    expect(guard.load.abandoned).toBe(1);
  });

  it('does not count against the store while the lag goes on', async () => {
    const { time, run, guard } = started();
    const outcomes = Array.from({ length: 20 }, () => run(never));
    time.clock.advance(90);
    await time.settle();
    time.clock.advance(30);
    await time.settle();
    expect((await Promise.all(outcomes)).map(kindOf)).toEqual(Array.from({ length: 20 }, () => 'timeout'));
    expect(guard.state).toBe('closed');
  });

  it('opens the breaker all the same when as many are abandoned as there are places', async () => {
    const { time, run, guard } = started({ concurrency: 8 });
    const outcomes = Array.from({ length: 8 }, () => run(never));
    time.clock.advance(90);
    await time.settle();
    time.clock.advance(30);
    await time.settle();
    await Promise.all(outcomes);
    expect(guard.state).toBe('open');
  });
});

describe('the bound on operations under way', () => {
  it('makes the next ones wait their turn, and counts the wait', async () => {
    const { time, run, guard, recorder } = started({ concurrency: 2 });
    const order: number[] = [];
    const outcomes = [1, 2, 3, 4, 5].map((number) =>
      run(() => {
        order.push(number);
        return answerAt(time, 10, async () => number)();
      }),
    );
    expect(order).toEqual([1, 2]);
    expect(guard.load).toEqual({ underWay: 2, waiting: 3, abandoned: 0 });
    await time.advance(30);
    expect(await Promise.all(outcomes)).toEqual([1, 2, 3, 4, 5]);
    expect(order).toEqual([1, 2, 3, 4, 5]);
    const waits = recorder
      .snapshot()
      .metrics.find(({ definition }) => definition.name === 'redis_pool_wait_ms');
    expect(waits?.distributions).toMatchObject([{ count: 3, sum: 10 + 10 + 20 }]);
  });

  it('gives back the place of an operation that passed its deadline; who found none by then is busy', async () => {
    const { time, run, guard, budget } = started({ concurrency: 1 });
    const hung = run(never);
    const busy = guard.run('get', budget(20), async () => 'never asked');
    const later = guard.run('get', budget(90), async () => 'asked after the first gave up');
    await time.advance(20);
    expect(kindOf(await busy)).toBe('busy');
    await time.advance(30);
    expect(kindOf(await hung)).toBe('timeout');
    // One abandoned operation is as many as there are places.
    expect(kindOf(await later)).toBe('open');
    expect(guard.load).toEqual({ underWay: 0, waiting: 0, abandoned: 1 });
  });

  it('holds whatever happens, and every operation ends by its deadline', async () => {
    const plan = fc.array(
      fc.record({
        pause: fc.nat(8),
        takes: fc.oneof(fc.nat(80), fc.constant(Number.POSITIVE_INFINITY)),
        fails: fc.boolean(),
        left: fc.integer({ min: 1, max: 50 }),
      }),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(plan, fc.integer(), async (operations, seed) => {
        const random = new SeededRandom(seed >>> 0);
        const { time, guard, budget } = started({ concurrency: 3, random });
        let running = 0;
        const ended: Promise<void>[] = [];
        for (const { pause, takes, fails, left } of operations) {
          await time.advance(pause);
          const due = time.clock.monotonic() + left;
          const outcome = guard.run('get', budget(left), () => {
            running += 1;
            expect(running - guard.load.abandoned).toBeLessThanOrEqual(3);
            if (takes === Number.POSITIVE_INFINITY) return never();
            return answerAt(time, takes, async () => {
              running -= 1;
              if (fails) throw new Error('failed');
            })();
          });
          ended.push(outcome.then(() => expect(time.clock.monotonic()).toBeLessThanOrEqual(due)));
        }
        await time.advance(100);
        await Promise.all(ended);
        expect(guard.load.underWay + guard.load.waiting).toBe(0);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a frozen store', () => {
  it('costs the first requests their deadline and the next ones nothing', async () => {
    const { time, run, freeze, value } = started();
    await freeze();
    const before = time.clock.monotonic();
    let asked = false;
    const outcome = await run(async () => {
      asked = true;
    });
    expect(kindOf(outcome)).toBe('open');
    expect(asked).toBe(false);
    expect(time.clock.monotonic()).toBe(before);
    expect(value('redis_breaker_open', { store: 'store' })).toBe(1);
    expect(value('redis_cache_trouble_total', { operation: 'get', kind: 'open' })).toBe(1);
  });

  it('does not keep those waiting who have no place when the breaker opens', async () => {
    const { time, guard, run, budget } = started({ concurrency: 8 });
    const hung = Array.from({ length: 8 }, () => run(never));
    await time.advance(40);
    const waiting = Array.from({ length: 10 }, () => guard.run('get', budget(), never));
    await time.advance(10);
    await Promise.all(hung);
    // The fifth failure opens it: four places were handed on before.
    const outcomes = await Promise.all(waiting.slice(4));
    expect(outcomes.map(kindOf)).toEqual(Array.from({ length: 6 }, () => 'open'));
    expect(guard.load.waiting).toBe(0);
  });

  it('is found to be back by the background probe, and no request pays for the question', async () => {
    let frozen = true;
    let probes = 0;
    const { time, guard, run, freeze } = started({
      probe: () => {
        probes += 1;
        return frozen ? never() : Promise.resolve('PONG');
      },
    });
    let recoveries = 0;
    guard.onRecovered(() => {
      recoveries += 1;
      expect(guard.admits).toBe(true);
    });
    await freeze();
    await time.advance(200);
    expect(guard.state).toBe('half-open');
    expect(guard.admits).toBe(false);
    expect(kindOf(await run(async () => 'asked'))).toBe('open');
    await time.advance(5_000);
    frozen = false;
    const back = time.clock.monotonic();
    while (guard.state !== 'closed') await time.advance(10);
    expect(time.clock.monotonic() - back).toBeLessThanOrEqual(1_100);
    expect(probes).toBeLessThan(10);
    expect(recoveries).toBe(1);
    await expect(run(async () => 'asked')).resolves.toBe('asked');
  });

  it('without a background probe is asked by one operation at a time', async () => {
    const { time, guard, run, freeze } = started();
    await freeze();
    await time.advance(200);
    expect(guard.admits).toBe(true);
    const probe = run(answerAt(time, 20, async () => 'back'));
    expect(guard.admits).toBe(false);
    expect(kindOf(await run(async () => 'second'))).toBe('open');
    await time.advance(20);
    await expect(probe).resolves.toBe('back');
    expect(guard.state).toBe('closed');
  });

  it('stays shut out when the one operation fails', async () => {
    const { time, guard, run, freeze } = started();
    await freeze();
    await time.advance(200);
    const probe = run(never);
    await time.advance(50);
    expect(kindOf(await probe)).toBe('timeout');
    expect(guard.state).toBe('open');
  });
});

describe('a store that is full', () => {
  it('goes on answering reads: refused writes do not open the breaker', async () => {
    const { guard, budget, run } = started();
    const full = new Error("OOM command not allowed when used memory > 'maxmemory'.");
    full.name = 'ReplyError';
    for (let at = 0; at < 100; at += 1) {
      expect(kindOf(await guard.run('fill', budget(), () => Promise.reject(full)))).toBe('error');
    }
    await expect(run(async () => 'read')).resolves.toBe('read');
  });
});

describe('a closed guard', () => {
  it('lets nothing through, ends what is under way, and leaves no timer behind', async () => {
    const { time, guard, run } = started({ concurrency: 1 });
    const hung = run(never);
    const waiting = run(never);
    guard.close();
    expect(kindOf(await waiting)).toBe('open');
    expect(kindOf(await run(async () => 'asked'))).toBe('open');
    await time.advance(50);
    expect(kindOf(await hung)).toBe('timeout');
    expect(time.pending).toBe(0);
  });

  it('tells a listener nothing that it no longer wants to hear', async () => {
    const { time, guard, run, freeze } = started();
    const stop = guard.onRecovered(() => expect.unreachable());
    stop();
    await freeze();
    await time.advance(200);
    await run(async () => 'back');
    expect(guard.state).toBe('closed');
  });
});
