import { randomBytes } from 'node:crypto';
import { countedBy } from '../counted.ts';
import type { LiveInstallation } from '../live-installation.ts';
import type { OperatorShell } from '../operator-shell.ts';
import { type Rehearsal, until } from '../rehearsal.ts';
import { secureSeats } from '../requests.ts';

const SETTING = 'QUOTEWRIGHT_CACHE_SECRETS';

/** Copies of prices are in Redis, sealed with the secret `k1`. */
export const cacheSecrets: Rehearsal<LiveInstallation> = {
  async arrange(live) {
    const k1 = randomBytes(32).toString('base64');
    await live.restart({ [SETTING]: `k1:${k1}` });
    await priced(live);
    return { variables: { K1: k1, [SETTING]: `k1:${k1}` } };
  },
  before: {
    // Two days have passed since step 3.
    '5': ({ redis }) => redis.flush(),
  },
  after: {
    '3': reaches,
    '5': reaches,
    'somebody-may-know-a-secret/do': async (live, shell) => {
      await priced(live);
      await reaches(live, shell);
      if ((await refused(live)) === 0) throw new Error('copies of the known secret are believed');
    },
    'somebody-may-know-the-installation-s-own/do': (live) => live.restart({ [SETTING]: undefined }),
  },
  statuses: { 'the-server-does-not-start/do': 78 },
  async restore(live) {
    if (SETTING in live.installation.environment) await live.restart({ [SETTING]: undefined });
  },
};

/** The setting of the shell becomes that of the process; whoever asks then is answered as before. */
async function reaches(live: LiveInstallation, shell: OperatorShell): Promise<void> {
  await live.restart({ [SETTING]: await shell.value(SETTING) });
  await priced(live);
}

/** A process that has just started counts its share of the quotas from nothing. */
const priced = ({ ask }: LiveInstallation) =>
  until(
    'a price is answered',
    async () => (await ask('POST', '/quotes/price', secureSeats(10))).status === 200,
  );

const refused = (live: LiveInstallation) =>
  countedBy(live, /^redis_cache_mismatch_total\{.*why="(?:seal|decrypt)".*\}/);
