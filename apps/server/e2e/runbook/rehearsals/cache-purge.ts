import type { LiveInstallation } from '../live-installation.ts';
import type { Rehearsal } from '../rehearsal.ts';

export const cachePurge: Rehearsal<LiveInstallation> = {
  after: {
    '2': (live) => inQuarantine(live, []),
    '3': (live) => inQuarantine(live, ['acme']),
    '4': (live) => inQuarantine(live, []),
    '5': async (live) => {
      await inQuarantine(live, []);
      const [row] = await live.sql(
        `select tenant_id from platform.cache_generation order by generation desc limit 1`,
      );
      if (row?.['tenant_id'] !== '*') throw new Error('the purge of all tenants is not the last order');
    },
  },
};

async function inQuarantine({ sql }: LiveInstallation, tenants: readonly string[]): Promise<void> {
  const rows = await sql(
    'select tenant_id from platform.cache_generation where quarantined order by tenant_id',
  );
  const found = rows.map((row) => row['tenant_id']).join(', ');
  if (found !== tenants.join(', ')) throw new Error(`in quarantine: ${found}`);
}
