import { GOLDEN_CASES } from '@quotewright/example-northstar';
import { afterAll, describe, expect, it } from 'vitest';
import { rehearseCrash } from './crash-rehearsal.ts';
import { demoInstallation } from './demo-installation.ts';
import { northstarPeople, simulationOf, totalsOf } from './northstar.ts';
import { everyItem, firstAccount, performSale } from './sale.ts';
import { newInstallation } from './server-process.ts';

describe('kill -9 in the middle of sales', async () => {
  const installation = await demoInstallation();
  afterAll(() => installation.remove());

  it.each([
    { killAfter: 150, sales: 12 },
    { killAfter: 900, sales: 12 },
  ])(
    'loses nothing and doubles nothing when it comes after $killAfter ms',
    { timeout: 120_000 },
    async (round) => {
      const findings = await rehearseCrash(installation, round, `crash-${round.killAfter}`);
      expect(findings).toMatchObject({ lost: [], doubled: [] });
    },
  );
});

describe('kill -9 during the first start', () => {
  it('is made good by the next one, wherever it struck', { timeout: 180_000 }, async () => {
    const installation = await newInstallation();
    try {
      for (const afterMs of [700, 2_000, 2_600, 3_200, 4_500]) await installation.startAndKill(afterMs);
      const server = await installation.start();
      const token = (
        await installation.command('token', '--tenant', 'modelmart', '--roles', 'sales')
      ).stdout.trim();
      const accountId = await firstAccount(server.url, token);
      expect(await everyItem(server.url, token, '/api/v1/accounts')).toHaveLength(3);
      expect(await everyItem(server.url, token, '/api/v1/product-offerings')).not.toHaveLength(0);
      expect(await performSale(server.url, token, accountId, 'after-all')).toMatchObject({
        orderNumber: expect.stringMatching(/^ORD-/),
      });
      // The last thing that a first start publishes: promotions, a discount policy, contract prices.
      const { sales, account } = await northstarPeople(installation, server.url);
      expect((await sales.get('/accounts')).json.items).toHaveLength(4);
      for (const golden of GOLDEN_CASES) {
        const body = simulationOf(golden, await account(golden.account));
        expect((await sales.post('/quotes/price', body)).json.result.totals).toEqual(totalsOf(golden));
      }
      const lines = [{ id: 'seats', offeringId: 'secure-seat', quantity: '10' }];
      const agreed = { accountId: await account('Brightwater Clinics'), lines };
      expect((await sales.post('/quotes/price', agreed)).json.result.totals.recurring).toEqual([
        { period: 'month', amount: { amount: '104.00', currency: 'EUR' } },
      ]);
      expect(await server.stop()).toBe(0);
    } finally {
      await installation.remove();
    }
  });
});
