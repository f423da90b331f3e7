// The program of one more process that accepts quotes: redeems the promotions that its parent sends over IPC.
import { DomainError, systemClock, tenantId } from '@quotewright/kernel';
import { openPostgres } from '@quotewright/platform/postgres';
import { pgPromotionRedemptions } from '../adapters/promotion-redemptions.pg.ts';
import { pgRuleSets } from '../adapters/rule-sets.pg.ts';
import type { PromotionRedemption } from '../api.ts';
import { redeemPromotions } from '../application/redeem-promotions.ts';

const [url = '', tenant = ''] = process.argv.slice(2);
const database = openPostgres({ url, clock: systemClock, poolSize: 10 });
const redeem = redeemPromotions({ ruleSets: pgRuleSets, redemptions: pgPromotionRedemptions });
await database.ping();

async function outcomeOf(redemption: PromotionRedemption): Promise<string> {
  try {
    await database.withTenant(tenantId(tenant), 'write', (tx) => redeem(tx, redemption));
    return 'redeemed';
  } catch (error) {
    return error instanceof DomainError ? error.code : String(error);
  }
}

process.on('message', async (redemptions: readonly PromotionRedemption[]) => {
  process.send?.(await Promise.all(redemptions.map(outcomeOf)));
});
process.on('disconnect', () => database.close());
process.send?.('ready');
