import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodiesAreRefused } from './hostile/bodies.ts';
import { callbacksAreOutside } from './hostile/callbacks.ts';
import { type LiveSystem, startLiveSystem } from './hostile/live-system.ts';
import { metricsStayFew, residentMiB } from './hostile/metrics-and-memory.ts';
import { moneyIsExact } from './hostile/money.ts';
import { namedThingsAreOnesOwn } from './hostile/named-things.ts';
import { tenantsAreApart } from './hostile/other-tenants.ts';
import { rawBytesAreRefused } from './hostile/raw-sockets.ts';
import { replaysAreRefused } from './hostile/replays.ts';
import { tokensAreNotBelieved } from './hostile/tokens.ts';
import { uploadsAreHarmless } from './hostile/uploads.ts';

const MOST_GROWTH_MIB = 1_024;

/* One server for the whole corpus, each kind of which is a file in `hostile/`. */
describe('a live server under hostile input', () => {
  let live: LiveSystem;
  let memoryBefore: number;
  const system = () => live;

  beforeAll(async () => {
    live = await startLiveSystem();
    memoryBefore = await residentMiB(live);
  }, 180_000);
  afterAll(() => live?.remove());

  tenantsAreApart(system);
  namedThingsAreOnesOwn(system);
  bodiesAreRefused(system);
  tokensAreNotBelieved(system);
  replaysAreRefused(system);
  rawBytesAreRefused(system);
  moneyIsExact(system);
  uploadsAreHarmless(system);
  callbacksAreOutside(system);
  metricsStayFew(system);

  it('is still alive, and well', async () => {
    const health = await live.ask('GET', '/health/ready');
    expect(health.json).toEqual({ status: 'up' });
    // The embedded engine and the garbage collector have room; an attack that stays in memory has not.
    expect((await residentMiB(live)) - memoryBefore).toBeLessThan(MOST_GROWTH_MIB);
    const troubles = /"level":[56]0|request failed/;
    const printed = live.server.output().split('\n');
    expect(printed.filter((line) => troubles.test(line)).slice(0, 5)).toEqual([]);
    expect(await live.server.stop()).toBe(0);
  });
});
