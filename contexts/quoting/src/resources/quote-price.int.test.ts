import { DomainError, tenantId } from '@quotewright/kernel';
import { queries } from '@quotewright/platform/postgres';
import { describeOnPostgres, type TestAnswer } from '@quotewright/platform/testing';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type RunningQuoting, runQuoting } from '../testing/index.ts';

describeOnPostgres('the frozen price of a quote', (engine) => {
  let running: RunningQuoting;
  beforeEach(async () => {
    running = await runQuoting(engine);
  });
  afterEach(() => running.close());

  const expectRefusal = async (presented: TestAnswer) => {
    const refused = await running.quotes.command(presented, 'accept');
    expect([refused.status, refused.json.code]).toEqual([409, 'PRICE_SNAPSHOT_DIVERGED']);
    expect((await running.quotes.read(presented)).text).toBe(presented.text);
  };

  it('does not follow a new price list; an explicit reprice does', async () => {
    const { quotes, upstream } = running;
    const priced = await quotes.quoteIn('priced');
    upstream.pricing.publish('3');
    expect((await quotes.read(priced)).json.totals.oneTime.amount).toBe('4.00');
    const repriced = await quotes.command(priced, 'price');
    expect(repriced.json).toMatchObject({
      state: 'priced',
      totals: { oneTime: { amount: '6.00' } },
      snapshot: { priceLists: [{ id: 'standard', version: 2 }] },
    });
    expect(repriced.json.snapshot.priceHash).not.toBe(priced.json.snapshot.priceHash);
  });

  it('is derived again from its pinned versions when it is accepted, although newer ones are active', async () => {
    const { quotes, upstream } = running;
    const presented = await quotes.quoteIn('presented');
    upstream.pricing.publish('3');
    const accepted = await quotes.command(presented, 'accept');
    expect(accepted.json).toMatchObject({ state: 'accepted', totals: { oneTime: { amount: '4.00' } } });
    expect(upstream.pricing.derivations).toEqual([presented.json.snapshot.inputHash]);
  });

  it('is not accepted when a published rule was changed behind its back', async () => {
    const presented = await running.quotes.quoteIn('presented');
    running.upstream.pricing.falsify(1, '1');
    await expectRefusal(presented);
  });

  it('is not accepted when pricing cannot derive it any more', async () => {
    const presented = await running.quotes.quoteIn('presented');
    vi.spyOn(running.upstream.pricing, 'derive').mockRejectedValue(
      new DomainError('PRICE_ENGINE_UNKNOWN', 'conflict', 'made by an engine that is gone'),
    );
    await expectRefusal(presented);
  });

  it('is not accepted when the kept bytes were changed by hand', async () => {
    const presented = await running.quotes.quoteIn('presented');
    await asOwner(sql`alter table quoting.quote_revision disable trigger sealed`);
    await asOwner(sql`
      update quoting.quote_revision
      set price_result = convert_to(replace(convert_from(price_result, 'UTF8'), '4.00', '0.40'), 'UTF8')`);
    await expectRefusal(presented);
  });

  it('is refused with the places of the items when pricing refuses its lines', async () => {
    const draft = await running.quotes.quoteIn('draft');
    const errors = [
      { pointer: '/lines/0/offeringId', code: 'PRICE_MISSING', reason: 'there is no price' },
      { pointer: '/promotionCodes/0', code: 'PROMOTION_UNKNOWN', reason: 'there is no such code' },
    ];
    vi.spyOn(running.upstream.pricing, 'price').mockRejectedValue(
      new DomainError('PRICE_MISSING', 'unprocessable', 'no price', { errors }),
    );
    const refused = await running.quotes.command(draft, 'price');
    expect(refused.status).toBe(422);
    expect(refused.json.errors).toEqual([{ ...errors[0], pointer: '/items/0/offeringId' }, errors[1]]);
  });

  it('is not there while the quote is a draft', async () => {
    const draft = await running.quotes.quoteIn('draft');
    const missing = await running.quotes.read(draft, '/price-explanation');
    expect([missing.status, missing.json.code]).toEqual([404, 'QUOTE_NOT_PRICED']);
  });

  /** What only somebody with the owner's password could do. */
  async function asOwner(statement: ReturnType<typeof sql>): Promise<void> {
    await running.database.db.withTenant(tenantId('acme'), 'write', async (tx) => {
      await sql`reset role`.execute(queries(tx));
      await statement.execute(queries(tx));
    });
  }
});
