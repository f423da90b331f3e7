import type { TenantId } from '@quotewright/kernel';
import { newInstallation } from '../../apps/server/e2e/server-process.ts';
import type { Measure } from '../benchmark.ts';
import { load, once, type WireRequest, wireRequest } from '../http/load.ts';
import type { NewRequests } from './price-requests.ts';
import type { PriceWorld } from './price-world.ts';
import { newSamples } from './samples.ts';

const LINES = 100;
const COMPUTED_REQUESTS = 40;
const CACHED_FOR_MS = 1_000;
const WARM_UP = 20;

const UNCACHED = `HTTP: ${LINES} lines without caches`;
const COMPUTED = `HTTP: ${LINES} lines, new request (bar of the p99: 60)`;
const CACHED = `HTTP: ${LINES} lines, asked again (bar of the p99: 15)`;

/** `POST /quotes/price` on servers that are processes of their own, one request at a time. */
export async function httpPrices(
  world: PriceWorld,
  { tenant, requests }: { tenant: TenantId; requests: NewRequests },
) {
  const stops: (() => Promise<void>)[] = [];
  const samples = newSamples((label) => (label === UNCACHED ? undefined : UNCACHED));
  const server = async (settings: NodeJS.ProcessEnv) => {
    const installation = await newInstallation({
      DATABASE_URL: world.databaseUrl,
      QUOTEWRIGHT_LOG_LEVEL: 'error',
      // One caller asks more than any quota allows.
      QUOTEWRIGHT_RATE_LIMITS: 'off',
      ...settings,
    });
    stops.push(() => installation.remove());
    const { stdout } = await installation.command('token', '--tenant', tenant, '--roles', 'sales');
    const { url } = await installation.start();
    const headers = { authorization: `Bearer ${stdout.trim()}` };
    return (): WireRequest =>
      wireRequest(url, '/api/v1/quotes/price', {
        method: 'POST',
        headers,
        body: JSON.stringify(requests.next(LINES)),
      });
  };
  const stop = async () => {
    for (const end of stops.toReversed()) await end();
  };
  const eachNew = async (next: () => WireRequest, count: number) => {
    const times: number[] = [];
    for (let number = 0; number < count; number += 1) times.push(await once(next(), 200));
    return times;
  };
  try {
    const uncached = await server({ QUOTEWRIGHT_CACHE: 'off' });
    const cached = await server({ REDIS_URL: world.redis.url });
    const same = cached();
    for (const next of [uncached, cached, () => same]) await eachNew(next, WARM_UP);
    return {
      async round(): Promise<void> {
        samples.note(UNCACHED, await eachNew(uncached, COMPUTED_REQUESTS));
        samples.note(COMPUTED, await eachNew(cached, COMPUTED_REQUESTS));
        const { milliseconds } = await load(same, { connections: 1, forMs: CACHED_FOR_MS, status: 200 });
        samples.note(CACHED, milliseconds);
      },
      measures: (): readonly Measure[] => samples.measures(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
