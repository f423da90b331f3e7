import { copiesIn } from '../copies-in-redis.ts';
import type { LiveInstallation } from '../live-installation.ts';
import type { Rehearsal } from '../rehearsal.ts';

/** Somebody has put a copy of one kind under the key of another in Redis. */
export const crossTenantSuspected: Rehearsal<LiveInstallation> = {
  async arrange({ ask, redis }) {
    await ask('GET', '/product-offerings/secure-seat');
    const [pointer] = await copiesIn(redis, 'catalog:acme:active-version');
    const [offering] = await copiesIn(redis, 'catalog:acme:offering:*secure-seat*');
    await redis.command('COPY', offering as string, pointer as string, 'REPLACE');
    return {};
  },
  before: {
    '7': async ({ writeLog }, shell) => shell.assign('LOG', await writeLog()),
  },
  statuses: { '4': 1, '7': 1 },
  restore: async ({ redis }) => redis.flush(),
};
