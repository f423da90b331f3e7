import { decodeCursor, encodeCursor } from '@quotewright/platform/http';
import { queries } from '@quotewright/platform/postgres';
import { type Selectable, sql } from 'kysely';
import type { OpenQuotes } from '../ports/open-quotes.ts';
import { ownedWithin } from './quote-list.pg.ts';
import { quoteOf } from './quote-rows.ts';
import type { QuoteTable, Tables } from './tables.ts';

export const pgOpenQuotes: OpenQuotes = {
  // One walk through the index quote_by_state for each state, none of them longer than a page.
  async page(tx, reach, { limit, cursor }) {
    const [createdAt, id] = cursor === undefined ? [] : decodeCursor(cursor, ['timestamp', 'uuid']);
    const behind =
      createdAt === undefined
        ? sql`true`
        : sql`(q.created_at, q.id) > (${new Date(String(createdAt))}::timestamptz, ${id}::uuid)`;
    const { rows } = await sql<Selectable<QuoteTable>>`
      select q.* from unnest('{priced,inApproval,approved,presented}'::text[]) as s(state)
      cross join lateral (
        select q.* from quoting.quote as q
        where q.tenant_id = ${tx.tenant} and q.state = s.state and ${behind} and ${ownedWithin(reach)}
          and not (q.state in ('approved', 'presented') and q.valid_until <= ${new Date(tx.now)})
        order by q.created_at, q.id limit ${limit + 1}
      ) as q
      order by q.created_at, q.id limit ${limit + 1}
    `.execute(queries<Tables>(tx));
    const quotes = rows.slice(0, limit).map((row) => ({
      quote: quoteOf(row),
      cursor: encodeCursor([row.created_at.toISOString(), row.id]),
    }));
    return { quotes, more: rows.length > limit };
  },
};
