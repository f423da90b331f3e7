import { randomUUID } from 'node:crypto';
import { type Cache, defineCategory, systemTimers, type Timers } from '@quotewright/acceleration';
import { aChangeableCategory } from '@quotewright/acceleration/testing';
import { systemClock, tenantId } from '@quotewright/kernel';
import { listAudit } from '@quotewright/platform/audit';
import { systemPrincipal } from '@quotewright/platform/auth';
import { cacheGenerations, releaseCache } from '@quotewright/platform/cache';
import { loadConfig } from '@quotewright/platform/config';
import { type DatabaseLogger, queries } from '@quotewright/platform/postgres';
import { describeOnPostgres, type TestDatabase } from '@quotewright/platform/testing';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheKeyRing } from './cache-secrets.ts';
import { type OpenCaches, openCaches } from './caches.ts';
import { installationSecret } from './installation-secret.ts';

const redisUrl = process.env['REDIS_URL'];
const because = redisUrl === undefined ? ' [no REDIS_URL]' : '';
const acme = tenantId('acme');
const globex = tenantId('globex');
const category = defineCategory({
  ...aChangeableCategory<{ readonly name: string }>(),
  protection: 'sealed',
  shadowRate: 1,
});
const right = async () => ({ name: 'right' });
const wrong = async () => ({ name: 'wrong' });
/** Milliseconds: a busy machine may answer too late for the deadline of a request, again and again. */
const PATIENCE = { timeout: 20_000 };
/** What waits for seconds waits for a fiftieth of them. */
const quick: Timers = {
  after: (ms, call) => systemTimers.after(ms >= 1_000 ? ms / 50 : ms, call),
};

describe.skipIf(redisUrl === undefined)(`shadow verification over Redis${because}`, () => {
  describeOnPostgres('finds copies that differ from the truth', (engine) => {
    let database: TestDatabase;
    let nodes: readonly [OpenCaches, OpenCaches];
    let log: { readonly said: unknown; readonly message: string }[];
    beforeEach(async () => {
      log = [];
      database = await engine.open({ migrations: [] });
      const identity = { id: randomUUID(), truthEpoch: 1 };
      nodes = [await openNode(identity), await openNode(identity)];
    });
    afterEach(async () => {
      for (const node of nodes) await node.close();
      await database.close();
    });

    async function openNode(identity: { readonly id: string; readonly truthEpoch: number }) {
      const config = loadConfig({ REDIS_URL: redisUrl });
      const logger: DatabaseLogger = {
        warn: () => {},
        error: (said, message) => void log.push({ said, message }),
      };
      const keyRing = async () => cacheKeyRing(config, identity, await installationSecret(database.db));
      const deps = { database: database.db, clock: systemClock, identity, logger, keyRing, timers: quick };
      const caches = (await openCaches(config, { ...deps, categories: [category] as never })) as OpenCaches;
      await caches.layer.ready();
      return caches;
    }

    const of = (node: OpenCaches): Cache<any, { readonly name: string }> => node.cache(category);
    const read = (node: OpenCaches, tenant = acme, load = right) =>
      of(node).get(of(node).key(tenant, { id: 'a' }), load);
    const inForce = async () => (await cacheGenerations(database.db).read()).rows;
    const untilWrong = () =>
      expect
        .poll(() => read(nodes[0], acme, wrong), PATIENCE)
        .toMatchObject({ source: 'l1', value: { name: 'wrong' } });
    /** Somebody has let a wrong value in; every later load says what is right. */
    async function untilBypassed(): Promise<void> {
      await untilWrong();
      await expect
        .poll(() => read(nodes[0]), PATIENCE)
        .toMatchObject({ source: 'bypassed', reason: 'quarantined', value: { name: 'right' } });
    }

    it('and takes the category of that tenant out of use on all nodes', async () => {
      await read(nodes[1], globex);
      await untilBypassed();
      await expect
        .poll(() => read(nodes[1]), PATIENCE)
        .toMatchObject({ source: 'bypassed', reason: 'quarantined', value: { name: 'right' } });
      await expect.poll(() => read(nodes[1], globex), PATIENCE).toMatchObject({ source: 'l1' });
      expect(await inForce()).toEqual([
        {
          scope: { category: 'tenancy.config', tenant: 'acme' },
          generation: expect.any(Number),
          quarantined: true,
        },
      ]);
    });

    it('and the audit trail and the log say why', async () => {
      await untilBypassed();
      const reason = '3 answers differed from the truth within 10 minutes';
      const { items } = await database.db.withTenant(acme, 'read', (tx) =>
        listAudit(tx, { entity: { type: 'cache', id: 'tenancy.config' } }, { limit: 10 }),
      );
      expect(items[0]).toMatchObject({
        action: 'cache.quarantine',
        actor: { subject: 'system:cache-verification' },
        reason,
      });
      expect(log).toEqual([
        {
          said: { category: 'tenancy.config', tenant: 'acme', reason },
          message: 'copies differ from the database: they are in quarantine, and reads ask the database',
        },
      ]);
    });

    it('and whoever releases it gets copies that are right', async () => {
      await untilBypassed();
      const actor = systemPrincipal(acme, 'test');
      const order = { category: 'tenancy.config', reason: 'the loader was mended', actor };
      const released = await database.db.withTenant(acme, 'write', (tx) => releaseCache(tx, order));
      await nodes[0].announcePurge(released as NonNullable<typeof released>);
      for (const node of nodes) {
        await expect
          .poll(() => read(node), PATIENCE)
          .toMatchObject({ source: 'l1', value: { name: 'right' } });
      }
    });

    it('also when the verification began in a transaction that is still open', async () => {
      await untilWrong();
      await database.db.withTenant(globex, 'read', async (tx) => {
        await sql`select 1`.execute(queries(tx));
        await expect.poll(() => read(nodes[0]), PATIENCE).toMatchObject({ reason: 'quarantined' });
      });
    });
  });
});
