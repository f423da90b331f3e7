import { tenantId } from '@quotewright/kernel';
import { queries } from '@quotewright/platform/postgres';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningQuoting, runQuoting } from '../testing/index.ts';

describeOnPostgres('revisions of a quote', (engine) => {
  let running: RunningQuoting;
  beforeAll(async () => {
    running = await runQuoting(engine);
  });
  afterAll(() => running.close());

  it('follow one another: the old one stays as it was sealed, the new one is a draft with the same items', async () => {
    const { quotes, upstream } = running;
    const presented = await quotes.quoteIn('presented');
    const revised = await quotes.command(presented, 'revise');
    expect(revised.json).toMatchObject({
      number: presented.json.number,
      state: 'draft',
      revision: 2,
      version: 5,
    });
    const [{ charges: _, offeringName: __, ...item }] = presented.json.items;
    expect(revised.json.items).toEqual([item]);

    upstream.pricing.publish('3');
    const priced = await quotes.command(revised, 'price');
    expect(priced.json.totals.oneTime.amount).toBe('6.00');

    const all = (await quotes.read(priced, '/revisions')).json.items;
    expect(all.map(({ revision, state }: { revision: number; state: string }) => [revision, state])).toEqual([
      [1, 'superseded'],
      [2, 'priced'],
    ]);
    const first = (await quotes.read(priced, '/revisions/1')).json;
    expect(first.totals).toEqual(presented.json.totals);
    expect(first.items).toEqual(presented.json.items);
    expect(first.snapshot).toEqual(presented.json.snapshot);
    const explained = (await quotes.read(priced, '/price-explanation?revision=1')).json;
    expect(explained).toMatchObject({ revision: 1, priceHash: presented.json.snapshot.priceHash });
    const missing = await quotes.read(priced, '/revisions/3');
    expect([missing.status, missing.json.code]).toEqual([404, 'QUOTE_REVISION_NOT_FOUND']);
  });

  it.each(['approved', 'rejected'] as const)('can be opened from %s', async (state) => {
    const revised = await running.quotes.command(await running.quotes.quoteIn(state), 'revise');
    expect(revised.json).toMatchObject({ state: 'draft', revision: 2 });
    const [first] = (await running.quotes.read(revised, '/revisions')).json.items;
    expect(first.state).toBe(state === 'approved' ? 'superseded' : state);
  });

  it('are sealed in the database also: nobody inside the door can change or add to one', async () => {
    const approved = await running.quotes.quoteIn('approved');
    const tamper = (statement: ReturnType<typeof sql>) =>
      running.database.db.withTenant(tenantId('acme'), 'write', (tx) => statement.execute(queries(tx)));
    const { id } = approved.json;
    await expect(
      tamper(sql`update quoting.quote_revision set price_hash = 'x' where quote_id = ${id}`),
    ).rejects.toThrow('is sealed');
    await expect(
      tamper(sql`update quoting.quote_revision set sealed_at = null where quote_id = ${id}`),
    ).rejects.toThrow('is sealed');
    await expect(tamper(sql`delete from quoting.quote_revision where quote_id = ${id}`)).rejects.toThrow(
      'denied',
    );
    await expect(
      tamper(sql`insert into quoting.quote_revision (tenant_id, quote_id, revision, opened_at)
                 values ('acme', ${id}, 2, now())`),
    ).rejects.toThrow('quote_revision_live');
    await expect(tamper(sql`update quoting.quote set revision = 2 where id = ${id}`)).rejects.toThrow(
      'foreign key',
    );
  });
});
