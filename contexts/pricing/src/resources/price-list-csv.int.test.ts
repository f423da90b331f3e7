import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { priceListDocument, unitPrice } from '../testing/price-documents.ts';
import {
  actor,
  openWorkbench,
  PRICING_MANAGER,
  SALES,
  type Workbench,
} from '../testing/pricing-workbench.ts';

const HEADER = 'price,offering,charge,chargeName,chargeType,period,model,above,amount,market';
const csv = (...rows: readonly string[]) => [HEADER, ...rows, ''].join('\r\n');

describeOnPostgres('the import of prices as CSV', (engine) => {
  let bench: Workbench;
  let keys = 0;
  beforeAll(async () => {
    bench = await openWorkbench(engine, { offerings: ['seat', 'site'] });
  });
  afterAll(() => bench.close());

  const importing = async (path: string, body: string | Buffer) => {
    const answer = await bench.request('POST', `/price-lists/${path}`, {
      as: PRICING_MANAGER,
      body,
      headers: { 'content-type': 'text/csv; charset=utf-8', 'idempotency-key': `csv-${++keys}` },
    });
    expect(answer.status).toBe(202);
    return bench.finished(answer.headers['location']);
  };
  const draft = async (id: string) =>
    (await bench.request('GET', `/price-lists/${id}`, { as: PRICING_MANAGER })).json;

  it('makes a new list, whose prices count once it is published', async () => {
    const job = await importing(
      'standard-usd/imports?name=Standard&currency=USD',
      csv(
        'seat,seat,fee,Seat fee,recurring,month,volume,,13,',
        'seat,,,,,,,49,12,',
        'site,site,set-up,"Set-up, on site",oneTime,,,,250,EU|US',
      ),
    );
    expect(job).toMatchObject({
      state: 'succeeded',
      result: { priceListId: 'standard-usd', currency: 'USD', priceCount: 2, offeringCount: 2, rowCount: 3 },
    });
    await bench.pricing.commands.publishPriceList(actor, { priceListId: 'standard-usd' });
    const lines = [{ id: '1', offeringId: 'seat', quantity: '50' }];
    const priced = await bench.request('POST', '/quotes/price', { as: SALES, body: { lines } });
    expect(priced.json.result.totals.recurring[0].amount.amount).toBe('600.00');
  });

  it('replaces the prices of a list, and keeps its name and its adjustments', async () => {
    const discount = {
      id: 'loyal',
      name: 'Loyal customers',
      stage: 'term',
      adjustment: { type: 'percent', value: '-5' },
    } as const;
    const fee = { id: 'fee', name: 'Fee', type: 'recurring', period: 'month' } as const;
    const document = priceListDocument([unitPrice('seat', '13', fee)], {
      id: 'euro',
      name: 'Europe',
      currency: 'EUR',
    });
    await bench.publish({ ...document, adjustments: [discount] });
    const job = await importing('euro/imports', csv('seat,seat,fee,Fee,recurring,month,,,20,'));
    expect(job).toMatchObject({ state: 'succeeded', result: { currency: 'EUR', priceCount: 1 } });
    expect(await draft('euro')).toMatchObject({ name: 'Europe', draft: { priceCount: 1 } });
    await bench.pricing.commands.publishPriceList(actor, { priceListId: 'euro' });
    const lines = [{ id: '1', offeringId: 'seat', quantity: '1' }];
    const priced = await bench.request('POST', '/quotes/price', {
      as: SALES,
      body: { currency: 'EUR', lines },
    });
    expect(priced.json.result.totals.recurring[0].amount.amount).toBe('19.00');
  });

  it('is all or nothing, and names every line and column that is wrong', async () => {
    const before = await draft('standard-usd');
    const job = await importing(
      'standard-usd/imports',
      csv(
        'seat,seat,fee,Seat fee,recurring,month,,,-13,',
        'site,site,set-up,Set-up,oneTime,,,,1e9,',
        'other,other,fee,Fee,oneTime,,,,1,',
      ),
    );
    expect(job).toMatchObject({
      state: 'failed',
      problem: { status: 422, code: 'PRICE_LIST_INVALID', errorCount: 2, rowCount: 3 },
    });
    expect(job.problem.errors).toMatchObject([
      { line: 2, column: 'amount' },
      { line: 3, column: 'amount' },
    ]);
    expect(job.problem.detail).toMatch(/^line 2, column amount: /);
    expect(await draft('standard-usd')).toEqual(before);
  });

  it('refuses another encoding, open quotes, and a new list without its currency', async () => {
    const path = 'standard-usd/imports';
    const latin = Buffer.from(csv('seat,seat,fee,Gebühr,recurring,month,,,1,'), 'latin1');
    expect((await importing(path, latin)).problem.errors).toMatchObject([{ line: 2, code: 'NOT_UTF8' }]);
    const open = csv('seat,seat,fee,"Fee,recurring,month,,,1,');
    expect((await importing(path, open)).problem.errors).toMatchObject([{ line: 2, code: 'CSV_MALFORMED' }]);
    const fresh = await importing('fresh/imports?name=Fresh', csv('seat,seat,fee,Fee,recurring,month,,,1,'));
    expect(fresh.problem.errors).toMatchObject([{ pointer: '/priceList/currency', code: 'REQUIRED' }]);
    const fixed = await importing(`${path}?currency=EUR`, csv('seat,seat,fee,Fee,recurring,month,,,1,'));
    expect(fixed.problem.code).toBe('PRICE_LIST_CURRENCY_FIXED');
  });
});
