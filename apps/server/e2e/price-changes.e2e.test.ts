import { secureBranch } from '@quotewright/example-northstar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoInstallation } from './demo-installation.ts';
import { jobDone, type Northstar, northstarPeople, QuoteWalk } from './northstar.ts';
import { type Installation } from './server-process.ts';

const LIST = '/price-lists/northstar-eur';

describe('a new version of a price list', () => {
  let installation: Installation;
  let northstar: Northstar;
  let draft: QuoteWalk;
  let presented: QuoteWalk;

  /** Publishes the active list once more, with another amount for seats. */
  async function publishSeatsAt(amount: string): Promise<void> {
    const { pricingManager } = northstar;
    const { activeVersion } = (await pricingManager.get(LIST)).json;
    const { json: document } = await pricingManager.get(`${LIST}/versions/${activeVersion}/document`);
    for (const price of document.prices) {
      if (price.id === 'secure-seat.monthly') price.tiers[0].amount = amount;
    }
    await jobDone(pricingManager, await pricingManager.post(`${LIST}/imports`, document));
    await jobDone(pricingManager, await pricingManager.post(`${LIST}/publications`));
  }

  beforeAll(async () => {
    installation = await demoInstallation();
    const server = await installation.start();
    northstar = await northstarPeople(installation, server.url);
    const accountId = await northstar.account('Alder Bakeries');
    const sites = [{ region: 'r3', bandwidth: '100' }] as const;
    const body = { accountId, items: [secureBranch({ users: 4, termMonths: 12, sites })] };
    draft = await QuoteWalk.open(northstar.sales, body);
    presented = await QuoteWalk.open(northstar.sales, body);
    await draft.act(northstar.sales, 'price');
    for (const command of ['price', 'submit', 'present']) await presented.act(northstar.sales, command);
    await publishSeatsAt('14.00');
  }, 240_000);
  afterAll(() => installation.remove());

  it('changes no open quote, and says which it would change', async () => {
    const { json } = await northstar.sales.get('/quotes/price-changes');
    expect(json.items.map(({ quoteId, changed }: any) => [quoteId, changed])).toEqual([
      [draft.id, true],
      [presented.id, true],
    ]);
    const report = (await northstar.sales.get(`/quotes/${draft.id}/price-changes`)).json;
    expect(report).toMatchObject({ state: 'priced', changed: true, advice: expect.any(String) });
    const changed = report.comparison.lines.filter((line: any) => line.change === 'changed');
    expect(changed.map(({ offeringId }: any) => offeringId)).toEqual(['secure-seat']);
    expect(changed[0].charges[0]).toMatchObject({
      before: { amount: '52.00' },
      after: { amount: '56.00' },
      difference: { amount: '4.00' },
    });
  });

  it('counts when a quote is priced again, and leaves alone what the customer has in hand', async () => {
    const monthly = (quote: any) => quote.totals.recurring[0].amount.amount;
    expect(monthly(await draft.act(northstar.sales, 'price'))).toBe('318.00');
    expect((await northstar.sales.get(`/quotes/${draft.id}/price-changes`)).json.changed).toBe(false);
    const accepted = await presented.act(northstar.sales, 'accept');
    expect([accepted.state, monthly(accepted)]).toEqual(['accepted', '314.00']);
  });
});
