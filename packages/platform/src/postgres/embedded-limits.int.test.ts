import { systemClock, tenantId } from '@quotewright/kernel';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DoorMisuse } from './errors.ts';
import { type EmbeddedDatabase, openEmbedded } from './open-embedded.ts';
import { queries } from './queries.ts';
import type { Tx } from './tx.ts';

const acme = tenantId('acme');

const one = (tx: Tx) => sql`select 1`.execute(queries(tx));

// The engine has one session and enforces no limit of its own: the door must.
describe('limits of the embedded engine', () => {
  let db: EmbeddedDatabase;
  beforeAll(async () => {
    const timeouts = { wait: 100, transaction: 50 };
    db = await openEmbedded({ directory: 'memory', clock: systemClock, timeouts });
    await db.asOwner((owner) => owner.script('create role qw_app nologin; create role qw_system nologin'));
  });
  afterAll(() => db.close());

  it('end a transaction that waits for something else, so that the next one gets its turn', async () => {
    const released = Promise.withResolvers<void>();
    let late: Promise<unknown> | undefined;
    const endless = db.withTenant(acme, 'write', async (tx) => {
      late = released.promise.then(() => one(tx));
      await late;
    });
    const next = db.withTenant(acme, 'read', one);
    await expect(endless).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT', kind: 'unavailable' });
    await expect(next).resolves.toBeDefined();
    released.resolve();
    await expect(late).rejects.toBeInstanceOf(DoorMisuse);
  });

  it('send a caller away whose turn does not come', async () => {
    const done = Promise.withResolvers<void>();
    const holder = db.asOwner(() => done.promise);
    await expect(db.withTenant(acme, 'read', one)).rejects.toMatchObject({
      code: 'DATABASE_BUSY',
      details: { retryAfterSeconds: 1 },
    });
    done.resolve();
    await holder;
    await expect(db.withTenant(acme, 'read', one)).resolves.toBeDefined();
  });

  it('report a closed database as unavailable', async () => {
    const closed = await openEmbedded({
      directory: 'memory',
      clock: systemClock,
      snapshot: await db.snapshot(),
    });
    await closed.close();
    await expect(closed.withTenant(acme, 'read', one)).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
  });
});
