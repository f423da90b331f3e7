import { decodeCursor, encodeCursor } from '@quotewright/platform/http';
import { queries, type Tx } from '@quotewright/platform/postgres';
import { type RawBuilder, sql } from 'kysely';
import { nameKey } from '../domain/account.ts';
import type { AccountOrder, AccountQuery, AccountStore } from '../ports/account-store.ts';
import { accountOf, columnsOf } from './account-row.ts';
import type { Tables } from './tables.ts';

const accountsOf = (tx: Tx) =>
  queries<Tables>(tx).selectFrom('accounts.account').selectAll().where('tenant_id', '=', tx.tenant);

const oneOf = (tx: Tx, id: string) => accountsOf(tx).where('account_id', '=', id);

export const pgAccountStore: AccountStore = {
  async insert(tx, account) {
    await queries<Tables>(tx)
      .insertInto('accounts.account')
      .values({ ...columnsOf(account), tenant_id: tx.tenant, account_id: account.id })
      .execute();
  },

  async find(tx, id) {
    const row = await oneOf(tx, id).executeTakeFirst();
    return row && accountOf(row);
  },

  async lock(tx, id) {
    // NO KEY UPDATE: rows that refer to the account can be inserted meanwhile.
    const row = await oneOf(tx, id).forNoKeyUpdate().executeTakeFirst();
    return row && accountOf(row);
  },

  async update(tx, account) {
    await queries<Tables>(tx)
      .updateTable('accounts.account')
      .set(columnsOf(account))
      .where('tenant_id', '=', tx.tenant)
      .where('account_id', '=', account.id)
      .execute();
  },

  async list(tx, query) {
    const { column, direction } = ORDERS[query.sort];
    let rows = filtered(tx, query);
    if (query.cursor !== undefined) rows = rows.where(behind(tx, query.cursor, query.sort));
    const found = await rows
      .orderBy(column, direction)
      .orderBy('account_id', direction)
      .limit(query.limit + 1)
      .execute();
    const items = found.slice(0, query.limit).map(accountOf);
    const last = items.at(-1);
    return { items, ...(found.length > query.limit && last && { nextCursor: encodeCursor([last.id]) }) };
  },
};

// Walked by account_by_name and account_by_creation, in either direction.
const ORDERS = {
  name: { column: 'name_key', direction: 'asc' },
  '-name': { column: 'name_key', direction: 'desc' },
  createdAt: { column: 'created_at', direction: 'asc' },
  '-createdAt': { column: 'created_at', direction: 'desc' },
} as const satisfies Record<AccountOrder, unknown>;

function filtered(tx: Tx, { q, ...query }: AccountQuery) {
  const equal = {
    type: query.type,
    segment: query.segment,
    market: query.market,
    customer_type: query.customerType,
    owner: query.owner,
    state: query.state,
  };
  let rows = accountsOf(tx);
  if (query.reach !== 'all')
    rows = rows.where('owner', '=', sql<string>`any(${[...query.reach.owners]}::text[])`);
  for (const [column, value] of Object.entries(equal)) {
    if (value !== undefined) rows = rows.where(sql.ref(column), '=', value);
  }
  // strpos, not LIKE: what the caller typed has no wildcards.
  return q === undefined ? rows : rows.where(sql<boolean>`strpos(name_key, ${nameKey(q)}) > 0`);
}

/**
 * Behind the account that the cursor names, in the order asked for. The cursor holds its id alone, because
 * cursors end up in access logs, and names do not belong there.
 */
function behind(tx: Tx, cursor: string, sort: AccountOrder): RawBuilder<boolean> {
  const [id] = decodeCursor(cursor, ['uuid']);
  const { column, direction } = ORDERS[sort];
  const key = sql`${sql.ref(column)}, account_id`;
  const last = sql`select ${key} from accounts.account where tenant_id = ${tx.tenant} and account_id = ${id}`;
  return sql`(${key}) ${direction === 'asc' ? sql`>` : sql`<`} (${last})`;
}
