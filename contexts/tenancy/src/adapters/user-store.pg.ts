import { decodeCursor, encodeCursor } from '@quotewright/platform/http';
import { queries, type Tx } from '@quotewright/platform/postgres';
import { type Selectable, sql } from 'kysely';
import type { User } from '../domain/user.ts';
import type { UserStore } from '../ports/user-store.ts';
import type { Tables } from './tables.ts';

function userOf(row: Selectable<Tables['tenancy.app_user']>): User {
  return {
    subject: row.subject,
    name: row.name,
    roles: row.roles,
    state: row.state,
    ...(row.manager_subject !== null && { managerSubject: row.manager_subject }),
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

function columnsOf(user: User) {
  return {
    name: user.name,
    roles: [...user.roles],
    state: user.state,
    manager_subject: user.managerSubject ?? null,
    version: user.version,
    updated_at: new Date(user.updatedAt),
  };
}

const usersOf = (tx: Tx) =>
  queries<Tables>(tx).selectFrom('tenancy.app_user').selectAll().where('tenant_id', '=', tx.tenant);

const oneOf = (tx: Tx, subject: string) => usersOf(tx).where('subject', '=', subject);

export const pgUserStore: UserStore = {
  async insert(tx, user) {
    const { numInsertedOrUpdatedRows } = await queries<Tables>(tx)
      .insertInto('tenancy.app_user')
      .values({
        ...columnsOf(user),
        tenant_id: tx.tenant,
        subject: user.subject,
        created_at: new Date(user.createdAt),
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  },

  async find(tx, subject) {
    const row = await oneOf(tx, subject).executeTakeFirst();
    return row && userOf(row);
  },

  async lock(tx, subject) {
    const row = await oneOf(tx, subject).forNoKeyUpdate().executeTakeFirst();
    return row && userOf(row);
  },

  async update(tx, user) {
    await queries<Tables>(tx)
      .updateTable('tenancy.app_user')
      .set(columnsOf(user))
      .where('tenant_id', '=', tx.tenant)
      .where('subject', '=', user.subject)
      .execute();
  },

  // Walks the primary key; with a manager, app_user_by_manager.
  async list(tx, { state, role, managerSubject, limit, cursor }) {
    let query = usersOf(tx);
    if (state !== undefined) query = query.where('state', '=', state);
    if (role !== undefined) query = query.where(sql<boolean>`roles @> array[${role}]::text[]`);
    if (managerSubject !== undefined) query = query.where('manager_subject', '=', managerSubject);
    if (cursor !== undefined) query = query.where('subject', '>', String(decodeCursor(cursor, ['text'])[0]));
    const rows = await query
      .orderBy('subject')
      .limit(limit + 1)
      .execute();
    const items = rows.slice(0, limit).map(userOf);
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last && { nextCursor: encodeCursor([last.subject]) }) };
  },

  async reportsTo(tx, subject, above) {
    // UNION, not UNION ALL: also ends when the data holds a circle.
    const { rows } = await sql<{ found: boolean }>`
      with recursive chain (subject) as (
        select ${subject}::text
        union
        select u.manager_subject
        from chain join tenancy.app_user u on u.tenant_id = ${tx.tenant} and u.subject = chain.subject
        where u.manager_subject is not null
      )
      select exists (select from chain where subject = ${above}) as found
    `.execute(queries<Tables>(tx));
    return rows[0]?.found === true;
  },
};
