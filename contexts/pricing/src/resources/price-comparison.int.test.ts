import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { priceListDocument, volumePrice } from '../testing/price-documents.ts';
import { openWorkbench, SALES, type Workbench } from '../testing/pricing-workbench.ts';
import { comparedRequestsView } from './price-comparison.schema.ts';

const seats = (quantity: string, more: object = {}) => ({
  lines: [{ id: '1', offeringId: 'seat', quantity }],
  ...more,
});

describeOnPostgres('POST /quotes/price/compare', (engine) => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await openWorkbench(engine, { offerings: ['seat'] });
    await bench.publish(
      priceListDocument([volumePrice('seat', [{ amount: '13' }, { above: '49', amount: '12' }])]),
    );
  });
  afterAll(() => bench.close());

  const compare = (body: unknown, query = '', as = SALES) =>
    bench.request('POST', `/quotes/price/compare${query}`, { as, body });

  it('says what one more seat saves, and why', async () => {
    const answer = await compare({ before: seats('49'), after: seats('50') });
    expect(answer.status).toBe(200);
    const { before, after, comparison } = comparedRequestsView.parse(answer.json);
    expect(before.totals.recurring).toEqual([
      { period: 'month', amount: { amount: '637.00', currency: 'USD' } },
    ]);
    expect(before.priceHash).not.toBe(after.priceHash);
    expect(before).not.toHaveProperty('lines');
    expect(comparison).toMatchObject({ changed: true, versions: [] });
    expect(comparison.totals.recurring[0]?.difference).toEqual({ amount: '-37.00', currency: 'USD' });
    expect(comparison.lines[0]?.charges[0]?.partsAt?.after).toMatchObject({ reasonCode: 'TIER_REACHED' });
  });

  it('says it in sentences', async () => {
    const answer = await compare({ before: seats('49'), after: seats('50') }, '?format=text');
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(answer.text).toContain('Fee: 637.00 → 600.00 USD (-37.00) a month');
  });

  it('refuses what is wrong on both sides at once', async () => {
    const answer = await compare({ before: seats('0.5'), after: seats('1', { accountId: 'nobody' }) });
    expect(answer.status).toBe(422);
    expect(answer.json.errors).toMatchObject([
      { pointer: '/before/lines/0/quantity', code: 'QUANTITY_FRACTION' },
      { pointer: '/after/accountId', code: 'ACCOUNT_UNKNOWN' },
    ]);
  });

  it('refuses more than 1,000 lines a side', async () => {
    const lines = Array.from({ length: 1_001 }, (_, id) => ({
      id: String(id),
      offeringId: 'seat',
      quantity: '1',
    }));
    const answer = await compare({ before: seats('1'), after: { lines } });
    expect([answer.status, answer.json.errors[0].pointer]).toEqual([400, '/after/lines']);
  });

  it('is for those who may simulate', async () => {
    const answer = await compare({ before: seats('1'), after: seats('1') }, '', { ...SALES, roles: [] });
    expect(answer.status).toBe(403);
  });
});
