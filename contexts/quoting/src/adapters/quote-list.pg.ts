import type { Reach } from '@quotewright/platform/auth';
import { decodeCursor, encodeCursor, type Page, type PageRequest } from '@quotewright/platform/http';
import { queries, type Tx } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import type { ListedQuote, QuoteFilter, QuoteSort } from '../domain/quote-filter.ts';
import type { QuoteState } from '../domain/quote-states.ts';
import { quoteOf } from './quote-rows.ts';
import type { QuoteTable, Tables } from './tables.ts';

type SortColumn = 'created_at' | 'updated_at' | 'number';

const sortColumns: Readonly<Record<QuoteSort, { column: SortColumn; direction: 'asc' | 'desc' }>> = {
  createdAt: { column: 'created_at', direction: 'asc' },
  '-createdAt': { column: 'created_at', direction: 'desc' },
  updatedAt: { column: 'updated_at', direction: 'asc' },
  '-updatedAt': { column: 'updated_at', direction: 'desc' },
  number: { column: 'number', direction: 'asc' },
  '-number': { column: 'number', direction: 'desc' },
};

/** Pages through the index of the sort column; a filter by account, owner or state has its own with `created_at`. */
export async function listQuotes(tx: Tx, filter: QuoteFilter, page: PageRequest): Promise<Page<ListedQuote>> {
  const { column, direction } = sortColumns[filter.sort];
  const rows = await filtered(tx, filter)
    .leftJoin('quoting.quote_revision as r', (join) =>
      join
        .onRef('r.tenant_id', '=', 'q.tenant_id')
        .onRef('r.quote_id', '=', 'q.id')
        .onRef('r.revision', '=', 'q.revision'),
    )
    .selectAll('q')
    .select('r.totals')
    .$if(page.cursor !== undefined, (query) => {
      const [key, id] = cursorKey(column, page.cursor as string);
      const later = direction === 'asc' ? sql`>` : sql`<`;
      return query.where(sql<boolean>`(${sql.ref(`q.${column}`)}, q.id) ${later} (${key}, ${id}::uuid)`);
    })
    .orderBy(`q.${column}`, direction)
    .orderBy('q.id', direction)
    .limit(page.limit + 1)
    .execute();
  const items = rows.slice(0, page.limit).map((row) => ({ quote: quoteOf(row), totals: row.totals }));
  const last = rows[page.limit - 1];
  if (last === undefined || rows.length === items.length) return { items };
  const key = column === 'number' ? last.number : last[column].toISOString();
  return { items, nextCursor: encodeCursor([key, last.id]) };
}

function filtered(tx: Tx, filter: QuoteFilter) {
  const { reach, state, account, owner, number, text, createdFrom, createdTo } = filter;
  return queries<Tables>(tx)
    .selectFrom('quoting.quote as q')
    .where('q.tenant_id', '=', tx.tenant)
    .$if(reach !== 'all', (query) => query.where(ownedWithin(reach)))
    .$if(state !== undefined, (query) => query.where(inState(state as QuoteState, tx.now)))
    .$if(account !== undefined, (query) => query.where('q.account_id', '=', account as string))
    .$if(owner !== undefined, (query) => query.where('q.owner', '=', owner as string))
    .$if(number !== undefined, (query) => query.where('q.number', '=', number as string))
    .$if(text !== undefined, (query) => {
      const pattern = `%${(text as string).replace(/[\\%_]/g, '\\$&')}%`;
      return query.where((where) =>
        where.or([where('q.number', 'ilike', pattern), where('q.name', 'ilike', pattern)]),
      );
    })
    .$if(createdFrom !== undefined, (query) =>
      query.where('q.created_at', '>=', new Date(createdFrom as number)),
    )
    .$if(createdTo !== undefined, (query) => query.where('q.created_at', '<', new Date(createdTo as number)));
}

/** Of `quoting.quote as q`; walks the index by owner where they are few. */
export const ownedWithin = (reach: Reach) =>
  reach === 'all' ? sql<boolean>`true` : sql<boolean>`q.owner = any(${[...reach.owners]}::text[])`;

/** The state that is true now: an offer past its validity is expired, also before the timer has written it. */
function inState(state: QuoteState, now: number) {
  const at = new Date(now);
  if (state === 'expired') {
    return sql<boolean>`(q.state = 'expired' or (q.state in ('approved', 'presented') and q.valid_until <= ${at}))`;
  }
  if (state === 'approved' || state === 'presented') {
    return sql<boolean>`(q.state = ${state} and q.valid_until > ${at})`;
  }
  return sql<boolean>`q.state = ${state}`;
}

function cursorKey(column: keyof QuoteTable, cursor: string): readonly [Date | string, string] {
  const shape = [column === 'number' ? 'text' : 'timestamp', 'uuid'] as const;
  const [key, id] = decodeCursor(cursor, shape) as [string, string];
  return [column === 'number' ? key : new Date(key), id];
}
