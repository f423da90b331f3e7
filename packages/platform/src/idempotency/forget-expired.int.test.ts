import { tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemPrincipal } from '../auth/index.ts';
import { noContent } from '../http/answer.ts';
import { describeOnEachEngine, type TestDatabase } from '../testing/index.ts';
import { acme, command, keptKeys } from './fixtures/commands.ts';
import { forgetExpired } from './forget-expired.job.ts';
import { runIdempotent } from './index.ts';

const HOUR = 3_600_000;

describeOnEachEngine('the retention of answers', (engine) => {
  const clock = new ManualClock();
  let database: TestDatabase;

  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
  });
  afterAll(() => database.close());

  const commit = (key: string, over = {}) =>
    runIdempotent(database.db, command(key, over), async () => noContent());

  function forget(tenant = acme, signal = new AbortController().signal) {
    const progress: number[] = [];
    const ended = forgetExpired(database.db).job.run({
      id: 'job-1',
      tenant,
      actor: systemPrincipal(tenant, 'retention'),
      input: {},
      attempt: 1,
      signal,
      progress: (done) => void progress.push(done),
    });
    return ended.then((result) => ({ result, progress }));
  }

  /** Rows of a busy day: straight into the table, since they are many. */
  const fill = (rows: number) =>
    database.db.asOwner((session) =>
      session.query(
        `insert into platform.idempotency
           (tenant_id, principal, operation, key, request_hash, http_status, headers, created_at, expires_at)
         select 'acme', 'user-1', 'busy', 'busy-' || number, 'hash', 204, '{}', $1::timestamptz,
           $1::timestamptz + interval '24 hours'
         from generate_series(1, $2::int) as number`,
        [new Date(clock.now()), rows],
      ),
    );

  it('ends every night for what is a day old, and for nothing younger', async () => {
    await commit('old');
    await commit('long', { retentionHours: 72 });
    await commit('theirs', { tenant: tenantId('globex') });
    clock.advance(1);
    await commit('young');
    clock.advance(24 * HOUR - 1);
    expect((await forget()).result).toEqual({ removed: 1 });
    expect(await keptKeys(database.db)).toEqual(['long', 'young']);
    clock.advance(1);
    expect((await forget()).result).toEqual({ removed: 1 });
    expect((await forget()).result).toEqual({ removed: 0 });
    expect((await forget(tenantId('globex'))).result).toEqual({ removed: 1 });
    expect(await keptKeys(database.db)).toEqual(['long']);
  });

  it('goes in short transactions, and stops between two of them', async () => {
    await fill(1_200);
    clock.advance(24 * HOUR);
    await expect(forget(acme, AbortSignal.abort(new Error('draining')))).rejects.toThrow('draining');
    expect(await forget()).toEqual({ result: { removed: 1_200 }, progress: [500, 1_000, 1_200] });
  });

  it('cannot be shorter than a day, whoever writes the row', async () => {
    const shorter = database.db.asOwner((session) =>
      session.query(
        `insert into platform.idempotency
           (tenant_id, principal, operation, key, request_hash, http_status, headers, created_at, expires_at)
         values ('acme', 'user-1', 'short', 'k', 'hash', 204, '{}', now(), now() + interval '23 hours 59 minutes')`,
      ),
    );
    await expect(shorter).rejects.toThrow('idempotency_kept_for_a_day');
  });

  it('is asked for by a schedule that the job understands', () => {
    const { job, schedule } = forgetExpired(database.db);
    expect(schedule.type).toBe(job.type);
    expect(job.input.safeParse(schedule.input).success).toBe(true);
  });
});
