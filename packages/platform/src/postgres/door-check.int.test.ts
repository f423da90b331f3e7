import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeOnEachEngine, type TestDatabase } from '../testing/index.ts';
import { verifyDoor } from './door-check.ts';

describeOnEachEngine('the check of the door', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open({ migrations: [] });
  });
  afterAll(() => database.close());

  // Roles belong to the whole server: the change is seen by this session only, and never committed.
  const checkedAfter = (change: string) =>
    database.db.asOwner(async (owner) => {
      await owner.script(`begin; ${change}`);
      await verifyDoor(owner).finally(() => owner.script('rollback'));
    });

  it('passes on a migrated database', async () => {
    await expect(database.db.verifyDoor()).resolves.toBeUndefined();
  });

  it.each(['alter role qw_app superuser', 'alter role qw_app bypassrls', 'alter role qw_system bypassrls'])(
    'refuses after: %s',
    async (change) => {
      await expect(checkedAfter(change)).rejects.toMatchObject({
        code: 'DATABASE_DOOR_UNSAFE',
        message: expect.stringContaining('every tenant would see every row'),
      });
    },
  );

  it('refuses a table of tenants that nobody protected', async () => {
    await database.db.asOwner(async (owner) => {
      await owner.script(
        'create table platform.leak (tenant_id text not null); grant select on platform.leak to qw_app',
      );
    });
    await expect(database.db.verifyDoor()).rejects.toMatchObject({
      code: 'DATABASE_DOOR_UNSAFE',
      message: expect.stringContaining('platform.leak'),
    });
    await database.db.asOwner((owner) => owner.script('drop table platform.leak'));
  });
});
