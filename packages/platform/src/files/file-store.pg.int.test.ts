import { ManualClock } from '@quotewright/kernel/testing';
import { afterAll, beforeAll } from 'vitest';
import { describeOnEachEngine, type TestDatabase } from '../testing/index.ts';
import { pgFileStore } from './file-store.pg.ts';
import { describeFileStore } from './fixtures/describe-file-store.ts';

describeOnEachEngine('files in the database', (engine) => {
  const clock = new ManualClock();
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
  });
  afterAll(() => database.close());

  describeFileStore('as every file store', () => ({
    store: pgFileStore,
    within(tenant, now, work) {
      clock.setWall(now);
      return database.db.withTenant(tenant, 'write', work);
    },
  }));
});
