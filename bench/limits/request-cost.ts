import { newInstallation } from '../../apps/server/e2e/server-process.ts';
import type { Measure } from '../benchmark.ts';
import { inTurns, type Variant } from '../cache/variant.ts';
import { apiClient } from '../http/api-client.ts';
import { startBareProcess } from '../http/bare-process.ts';
import { load, wireRequest } from '../http/load.ts';
import { startHttpWorld } from '../http/servers.ts';
import { subjects } from '../http/subjects.ts';

const CONNECTIONS = 50;
const ROUND_MS = 2_000;

/** So wide that nobody is refused. */
const WIDE = { units: 1_000_000, windowSeconds: 1, burst: 1_000_000 };

const BARE = 'bare node:http, the same bytes and headers';
const SHARED = 'GET /product-offerings/{id}, beside Redis';
const ALONE = 'GET /product-offerings/{id}, alone';

/** Where a request is sent, and for whom. */
interface Target {
  readonly url: string;
  readonly token: string;
}

/**
 * The same request from memory with limits and without them, in turns: of servers that share a Redis which counts, and of servers that
 * are alone and count in memory.
 */
export async function requestCost(rounds: number): Promise<readonly Measure[]> {
  const stops: (() => Promise<unknown>)[] = [];
  try {
    const world = await startHttpWorld();
    stops.push(() => world.stop());
    const shared = async (rung: 'l1' | 'limited') => ({
      url: (await world.server(rung)).url,
      token: world.token,
    });
    const alone = (limits: 'on' | 'off') => startAlone(limits, stops);
    const unlimited = await shared('l1');
    await widen(unlimited);
    const limited = await shared('limited');
    const { paths, answer } = await subjects(limited.url, limited.token);
    const bare = await startBareProcess(answer.text, answer.headers);
    stops.push(() => bare.stop());
    const inApi = `/api/v1${paths.read}`;
    return await inTurns(
      [
        variant(BARE, { url: bare.url, token: world.token }, paths.read),
        variant(`${SHARED}, limits off`, unlimited, inApi, BARE),
        variant(`${SHARED}, limits on (bar 0.3)`, limited, inApi, BARE),
        variant(`${ALONE}, limits off`, await alone('off'), inApi, BARE),
        variant(`${ALONE}, limits on (bar 0.5)`, await alone('on'), inApi, BARE),
      ],
      rounds,
    );
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

/** Its database is embedded: it has no Redis, and nobody beside it. */
async function startAlone(limits: 'on' | 'off', stops: (() => Promise<unknown>)[]): Promise<Target> {
  const installation = await newInstallation({
    QUOTEWRIGHT_LOG_LEVEL: 'error',
    QUOTEWRIGHT_RATE_LIMITS: limits,
    QUOTEWRIGHT_QUOTA_CEILING: '1000000',
  });
  stops.push(() => installation.remove());
  await installation.command('seed', 'modelmart');
  const { stdout } = await installation.command('token', '--tenant', 'modelmart', '--roles', 'sales,admin');
  const { url } = await installation.start();
  const target = { url, token: stdout.trim() };
  await widen(target);
  return target;
}

function variant(label: string, { url, token }: Target, path: string, reference?: string): Variant {
  const request = wireRequest(url, path, { headers: { authorization: `Bearer ${token}` } });
  return {
    label,
    unit: 'req/s',
    ...(reference !== undefined && { reference }),
    measure: async () =>
      (await load(request, { connections: CONNECTIONS, forMs: ROUND_MS, status: 200 })).perSecond,
  };
}

/** A process that has seen the tenant before notices it within some seconds: until then there is no load. */
async function widen({ url, token }: Target): Promise<void> {
  const client = apiClient(url, token);
  const { headers } = await client.get('/admin/rate-limits');
  const limits = { quotas: { tenantTotal: WIDE }, costFactors: {} };
  await client.send('PUT', '/admin/rate-limits', limits, { 'if-match': headers.get('etag') ?? '' });
  const isWide = async () => {
    const told = (await client.get('/me')).headers.get('x-ratelimit-limit');
    return told === null || Number(told) === WIDE.burst;
  };
  while (!(await isWide())) await new Promise((resolve) => setTimeout(resolve, 100));
}
