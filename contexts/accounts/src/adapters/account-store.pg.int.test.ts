import { newUuid, tenantId, timestamp } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import { describeOnEachEngine } from '@quotewright/platform/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AccountRecord, nameKey } from '../domain/account.ts';
import type { AccountOrder, AccountQuery } from '../ports/account-store.ts';
import { anAccount, type RunningAccounts, runAccounts } from '../testing/index.ts';
import { pgAccountStore as store } from './account-store.pg.ts';

const acme = tenantId('acme');
const globex = tenantId('globex');

// Equal names and equal times, so that order has to be decided by more than one column.
const NAMES = [
  'Zeta',
  'alpha',
  'Alpha',
  'ALPHA',
  'łódź',
  'Łódź',
  '100% Juice',
  'a_b',
  'a\\b',
  'Ωmega',
  'alpha 2',
];
const records = [...NAMES, ...NAMES].map((name, index): AccountRecord => {
  const at = timestamp(Date.parse('2026-03-01T09:30:00.000Z') + (index % 5));
  return {
    ...anAccount({
      name,
      segment: index % 2 === 0 ? 'smb' : 'enterprise',
      owner: `u-${index % 3}`,
      type: index % 4 === 0 ? 'partner' : 'customer',
      state: index % 7 === 0 ? 'closed' : 'active',
    }),
    createdAt: at,
    updatedAt: at,
  };
});

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

describeOnEachEngine('the list of accounts', (engine) => {
  let running: RunningAccounts;
  const inAcme = <T>(work: (tx: Tx) => Promise<T>) => running.database.db.withTenant(acme, 'read', work);
  const list = (query: Partial<AccountQuery>) =>
    inAcme((tx) => store.list(tx, { reach: 'all', limit: 500, sort: 'name', ...query }));
  const walk = (query: Partial<AccountQuery>) =>
    inAcme(async (tx) => {
      const walked: AccountRecord[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.list(tx, {
          reach: 'all',
          limit: 500,
          sort: 'name',
          ...query,
          ...(cursor && { cursor }),
        });
        walked.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return walked;
    });
  const namesFor = async (query: Partial<AccountQuery>) => (await list(query)).items.map(({ name }) => name);

  beforeAll(async () => {
    running = await runAccounts(engine);
    for (const tenant of [acme, globex]) {
      await running.database.db.withTenant(tenant, 'write', async (tx) => {
        for (const record of records)
          await store.insert(tx, tenant === acme ? record : { ...record, id: newUuid() });
      });
    }
  });
  afterAll(() => running.close());

  it('has the order asked for, the same on every engine', async () => {
    const byName = (await list({})).items;
    const expected = records
      .toSorted((a, b) => compare(nameKey(a.name), nameKey(b.name)) || compare(a.id, b.id))
      .map(({ id }) => id);
    expect(byName.map(({ id }) => id)).toEqual(expected);
    expect((await list({ sort: '-name' })).items).toEqual(byName.toReversed());
    const byTime = (await list({ sort: 'createdAt' })).items;
    expect(byTime.map(({ createdAt }) => createdAt)).toEqual(
      records.map(({ createdAt }) => createdAt).toSorted(),
    );
    expect((await list({ sort: '-createdAt' })).items).toEqual(byTime.toReversed());
  });

  it('shows each account exactly once, whatever the order, the filter and the size of the page', async () => {
    const sort = fc.constantFrom<AccountOrder>('name', '-name', 'createdAt', '-createdAt');
    const filter = fc.constantFrom({}, { segment: 'smb' }, { q: 'a' }, {
      owner: 'u-1',
      state: 'active',
    } as const);
    await fc.assert(
      fc.asyncProperty(sort, filter, fc.integer({ min: 1, max: 25 }), async (order, some, limit) => {
        const query = { ...some, sort: order };
        expect(await walk({ ...query, limit })).toEqual((await list(query)).items);
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    { q: 'ALPHA', found: ['Alpha', 'alpha', 'ALPHA', 'alpha 2'] },
    { q: 'pha 2', found: ['alpha 2'] },
    { q: 'ŁÓDŹ', found: ['łódź', 'Łódź'] },
    { q: '%', found: ['100% Juice'] },
    { q: '_', found: ['a_b'] },
    { q: '\\', found: ['a\\b'] },
    { q: "' or 1=1 --", found: [] },
  ])('finds by part of the name, wildcards meaning themselves: $q', async ({ q, found }) => {
    expect(new Set(await namesFor({ q }))).toEqual(new Set(found));
  });

  it('applies every filter', async () => {
    const wanted = {
      type: 'partner',
      segment: 'smb',
      state: 'active',
      owner: 'u-1',
      market: 'global',
    } as const;
    const { items } = await list({ ...wanted, customerType: 'business' });
    const expected = records.filter(
      ({ type, segment, state, owner }) =>
        type === wanted.type &&
        segment === wanted.segment &&
        state === wanted.state &&
        owner === wanted.owner,
    );
    expect(new Set(items.map(({ id }) => id))).toEqual(new Set(expected.map(({ id }) => id)));
    expect(items.length).toBeGreaterThan(0);
    expect(await namesFor({ market: 'mars' })).toEqual([]);
    expect(await namesFor({ customerType: 'consumer' })).toEqual([]);
  });

  it('refuses a cursor it did not make, and shows nothing behind an account of another tenant', async () => {
    await expect(list({ cursor: 'nonsense' })).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
    await expect(list({ cursor: Buffer.from('["x"]').toString('base64url') })).rejects.toMatchObject({
      code: 'CURSOR_INVALID',
    });
    const foreign = Buffer.from(JSON.stringify([newUuid()])).toString('base64url');
    expect(await list({ cursor: foreign })).toEqual({ items: [] });
  });
});
