import { queries } from '@quotewright/platform/postgres';
import type { BreakGlassStore } from '../ports/break-glass-store.ts';
import type { Tables } from './tables.ts';

export const pgBreakGlassStore: BreakGlassStore = {
  async put(tx, { subject, reason, openedAt, expiresAt }) {
    const leave = { reason, opened_at: new Date(openedAt), expires_at: new Date(expiresAt) };
    await queries<Tables>(tx)
      .insertInto('tenancy.break_glass')
      .values({ tenant_id: tx.tenant, subject, ...leave })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'subject']).doUpdateSet(leave))
      .execute();
  },

  async isBroken(tx, subject) {
    const row = await queries<Tables>(tx)
      .selectFrom('tenancy.break_glass')
      .select('expires_at')
      .where('tenant_id', '=', tx.tenant)
      .where('subject', '=', subject)
      .executeTakeFirst();
    return row !== undefined && row.expires_at.getTime() > tx.now;
  },
};
