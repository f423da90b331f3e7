import { cacheGenerations } from '@quotewright/platform/cache';
import { readJobBacklog } from '@quotewright/platform/jobs';
import type { OwnedDatabase } from '@quotewright/platform/postgres';
import type { Finding } from './finding.ts';

/** Longer than a poll: nobody takes it. */
const LATE_MS = 30_000;

/** Whether jobs are taken, and which copies somebody has put in quarantine. */
export async function examineWork(database: OwnedDatabase): Promise<readonly Finding[]> {
  const { due, oldestAgeMs = 0 } = await database.withSystem(readJobBacklog);
  const { rows } = await cacheGenerations(database).read();
  const jobs: Finding =
    oldestAgeMs < LATE_MS
      ? { state: 'ok', what: 'no job waits for a worker' }
      : {
          state: 'slow',
          what: `${due} jobs wait, the oldest for ${Math.round(oldestAgeMs / 1_000)} s: is a process with the role worker running?`,
        };
  const quarantines = rows
    .filter(({ quarantined }) => quarantined)
    .map(({ scope: { category, tenant = 'all tenants', version = 'all versions' } }): Finding => {
      const what = `quarantine: ${category}, ${tenant}, ${version} are answered from the database alone`;
      return { state: 'slow', what };
    });
  return [jobs, ...quarantines];
}
