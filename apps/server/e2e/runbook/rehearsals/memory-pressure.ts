import type { LiveInstallation } from '../live-installation.ts';
import type { Rehearsal } from '../rehearsal.ts';

/** Redis is full with what is not ours, and refuses writes. */
export const memoryPressure: Rehearsal<LiveInstallation> = {
  async arrange({ redis }) {
    for (const key of ['ballast:1', 'ballast:2']) await redis.command('SET', key, 'x'.repeat(1 << 18));
    await redis.fill();
    return {};
  },
  after: {
    '4': async ({ redis }) => void (await redis.command('SET', 'fits', 'again')),
  },
  async restore({ redis }) {
    await redis.flush();
    await redis.setConfig('maxmemory', '0');
  },
};
