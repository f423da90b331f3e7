import { Decimal, decimalText } from '@quotewright/kernel';
import { decodeCursor, encodeCursor } from '@quotewright/platform/http';
import { queries, type Tx } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import type {
  MovedPromotion,
  PromotionCount,
  PromotionRedemptions,
  Redemption,
} from '../ports/promotion-redemptions.ts';
import type { Tables } from './tables.ts';

/** The counters of some promotions, one row for each currency. By the primary keys. */
const usageOf = (tx: Tx) =>
  queries<Tables>(tx)
    .selectFrom('pricing.promotion_usage as usage')
    .leftJoin('pricing.promotion_discount as taken', (join) =>
      join
        .onRef('taken.tenant_id', '=', 'usage.tenant_id')
        .onRef('taken.promotion_id', '=', 'usage.promotion_id'),
    )
    .where('usage.tenant_id', '=', tx.tenant)
    .select(['usage.promotion_id', 'usage.epoch', 'usage.redemptions', 'taken.currency', 'taken.discount']);

type UsageRow = Awaited<ReturnType<ReturnType<typeof usageOf>['executeTakeFirstOrThrow']>>;

function countsOf(rows: readonly UsageRow[]): ReadonlyMap<string, PromotionCount> {
  const promotions = Map.groupBy(rows, (row) => row.promotion_id);
  return new Map(
    [...promotions].map(([promotionId, [first, ...others]]) => [
      promotionId,
      {
        promotionId,
        epoch: first?.epoch ?? 0,
        redemptions: first?.redemptions ?? 0,
        discounts: new Map(
          [first, ...others].flatMap((row) =>
            row?.currency && row.discount ? [[row.currency, new Decimal(row.discount)] as const] : [],
          ),
        ),
      },
    ]),
  );
}

export async function countsOfPromotions(tx: Tx, promotionIds: readonly string[]) {
  return countsOf(
    await usageOf(tx).where(sql<boolean>`usage.promotion_id = any(${promotionIds}::text[])`).execute(),
  );
}

/** Moves the counters of promotions, whose rows the caller has locked. */
async function move(
  tx: Tx,
  redemptions: readonly Redemption[],
  direction: 1 | -1,
): Promise<readonly MovedPromotion[]> {
  const moves = redemptions.map(({ promotionId, currency, discount }) => ({
    promotion_id: promotionId,
    currency,
    discount: decimalText(discount),
  }));
  const moved = sql`jsonb_to_recordset(${JSON.stringify(moves)}::jsonb)
    as moved (promotion_id text, currency text, discount numeric)`;
  const { rows } = await sql<MovedPromotion>`
    update pricing.promotion_usage as usage
    set redemptions = usage.redemptions + ${direction}::integer, epoch = usage.epoch + 1
    from ${moved}
    where usage.tenant_id = ${tx.tenant} and usage.promotion_id = moved.promotion_id
    returning usage.promotion_id as "promotionId", usage.epoch, usage.redemptions
  `.execute(queries<Tables>(tx));
  await sql`
    insert into pricing.promotion_discount (tenant_id, promotion_id, currency, discount)
    select ${tx.tenant}, promotion_id, currency, 0 from ${moved}
    on conflict do nothing
  `.execute(queries<Tables>(tx));
  await sql`
    update pricing.promotion_discount as taken
    set discount = taken.discount + moved.discount * ${direction}::integer
    from ${moved}
    where taken.tenant_id = ${tx.tenant} and taken.promotion_id = moved.promotion_id
      and taken.currency = moved.currency
  `.execute(queries<Tables>(tx));
  return rows;
}

export const pgPromotionRedemptions: PromotionRedemptions = {
  async lock(tx, promotionIds) {
    const ids = [...new Set(promotionIds)].sort();
    if (ids.length === 0) return new Map();
    // In the order of ids, here and below: two acceptances that share promotions wait, and never for each other.
    await sql`
      insert into pricing.promotion_usage (tenant_id, promotion_id)
      select ${tx.tenant}, id from unnest(${ids}::text[]) with ordinality as new (id, place) order by place
      on conflict do nothing
    `.execute(queries<Tables>(tx));
    await queries<Tables>(tx)
      .selectFrom('pricing.promotion_usage')
      .where('tenant_id', '=', tx.tenant)
      .where(sql<boolean>`promotion_id = any(${ids}::text[])`)
      .select('promotion_id')
      .orderBy('promotion_id')
      .forUpdate()
      .execute();
    // A statement of its own, begun when the locks are held: the one that waited has looked before.
    return countsOfPromotions(tx, ids);
  },

  async countOfAccount(tx, promotionIds, accountId) {
    // Index: promotion_redemption_by_account.
    const rows = await queries<Tables>(tx)
      .selectFrom('pricing.promotion_redemption')
      .where('tenant_id', '=', tx.tenant)
      .where(sql<boolean>`promotion_id = any(${promotionIds}::text[])`)
      .where('account_id', '=', accountId)
      .where('released_at', 'is', null)
      .groupBy('promotion_id')
      .select(['promotion_id', (row) => row.fn.countAll<number>().as('redemptions')])
      .execute();
    return new Map(rows.map((row) => [row.promotion_id, row.redemptions]));
  },

  async ofRevision(tx, quoteId, revision) {
    // Index: promotion_redemption_by_quote.
    const rows = await queries<Tables>(tx)
      .selectFrom('pricing.promotion_redemption')
      .selectAll()
      .where('tenant_id', '=', tx.tenant)
      .where('quote_id', '=', quoteId)
      .where('revision', '=', revision)
      .where('released_at', 'is', null)
      .orderBy('promotion_id')
      .execute();
    return rows.map((row) => ({
      promotionId: row.promotion_id,
      quoteId: row.quote_id,
      revision: row.revision,
      setVersion: row.set_version,
      accountId: row.account_id,
      discount: new Decimal(row.discount),
      currency: row.currency,
    }));
  },

  async add(tx, redemptions) {
    if (redemptions.length === 0) return [];
    const written = await queries<Tables>(tx)
      .insertInto('pricing.promotion_redemption')
      .values(
        redemptions.map((one) => ({
          tenant_id: tx.tenant,
          promotion_id: one.promotionId,
          quote_id: one.quoteId,
          revision: one.revision,
          set_version: one.setVersion,
          account_id: one.accountId,
          discount: decimalText(one.discount),
          currency: one.currency,
          redeemed_at: new Date(tx.now),
          released_at: null,
        })),
      )
      // What a revision gave back it may take again; what it holds the primary key keeps from being counted twice.
      .onConflict((conflict) =>
        conflict
          .columns(['tenant_id', 'promotion_id', 'quote_id', 'revision'])
          .doUpdateSet((row) => ({
            set_version: row.ref('excluded.set_version'),
            account_id: row.ref('excluded.account_id'),
            discount: row.ref('excluded.discount'),
            currency: row.ref('excluded.currency'),
            redeemed_at: row.ref('excluded.redeemed_at'),
            released_at: null,
          }))
          .where(sql<boolean>`promotion_redemption.released_at is not null`),
      )
      .returning('promotion_id')
      .execute();
    if (written.length !== redemptions.length) throw new Error('a redemption was about to be counted twice');
    return move(tx, redemptions, 1);
  },

  async release(tx, redemptions) {
    const [first] = redemptions;
    if (first === undefined) return [];
    const ids = redemptions.map(({ promotionId }) => promotionId);
    await queries<Tables>(tx)
      .updateTable('pricing.promotion_redemption')
      .set({ released_at: new Date(tx.now) })
      .where('tenant_id', '=', tx.tenant)
      .where('quote_id', '=', first.quoteId)
      .where('revision', '=', first.revision)
      .where(sql<boolean>`promotion_id = any(${ids}::text[])`)
      .where('released_at', 'is', null)
      .execute();
    return move(tx, redemptions, -1);
  },

  async page(tx, { limit, cursor }) {
    let ids = queries<Tables>(tx)
      .selectFrom('pricing.promotion_usage')
      .where('tenant_id', '=', tx.tenant)
      .select('promotion_id')
      .orderBy('promotion_id')
      .limit(limit + 1);
    if (cursor !== undefined)
      ids = ids.where('promotion_id', '>', decodeCursor(cursor, ['text'])[0] as string);
    const shown = (await ids.execute()).map((row) => row.promotion_id);
    const counts = await countsOfPromotions(tx, shown.slice(0, limit));
    const items = shown.flatMap((id) => counts.get(id) ?? []);
    const last = items.at(-1);
    return shown.length > limit && last !== undefined
      ? { items, nextCursor: encodeCursor([last.promotionId]) }
      : { items };
  },
};
