import type { LiveInstallation } from '../live-installation.ts';
import { type Rehearsal, until } from '../rehearsal.ts';
import { secureSeats } from '../requests.ts';

/** Prices cost 5 units each. */
const AT_ONCE = 40;

/** One person has used up a quota that is too small for what the tenant does. */
export const limits: Rehearsal<LiveInstallation> = {
  async arrange(live) {
    await decide(live, { userSimulation: { units: 600, windowSeconds: 60, burst: 150 } });
    await until('a price is refused', async () => {
      const statuses = await Promise.all(Array.from({ length: AT_ONCE }, () => price(live)));
      return statuses.includes(429);
    });
    return {};
  },
  before: {
    '6': async ({ redis }) => redis.kill(),
  },
  after: {
    '5': (live) => until('a price is not refused any more', async () => (await price(live)) === 200),
  },
  async restore(live) {
    await live.redis.restart();
    await until('it counts again', async () => (await decide(live, {})) === 200);
  },
};

const price = async ({ ask }: LiveInstallation) =>
  (await ask('POST', '/quotes/price', secureSeats(10))).status;

async function decide({ ask }: LiveInstallation, quotas: object): Promise<number> {
  const path = '/admin/rate-limits';
  const { headers } = await ask('GET', path);
  const body = { quotas, costFactors: {} };
  return (await ask('PUT', path, body, { 'if-match': headers.get('etag') ?? '' })).status;
}
