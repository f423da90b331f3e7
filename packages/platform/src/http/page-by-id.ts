import type { SelectQueryBuilder } from 'kysely';
import { decodeCursor, encodeCursor, type Page, type PageRequest } from './page.ts';

/** By an id that counts up with time. */
export type IdOrder = 'oldest-first' | 'newest-first';

const WALKS = {
  'oldest-first': { after: '>', direction: 'asc' },
  'newest-first': { after: '<', direction: 'desc' },
} as const;

/** One page of the rows that a query with a column `id` finds. Throws `CURSOR_INVALID` for the cursor of another list. */
export async function pageById<Row extends { readonly id: string }, Item>(
  found: SelectQueryBuilder<any, any, Row>,
  { cursor, limit }: PageRequest,
  order: IdOrder,
  itemOf: (row: Row) => Item,
): Promise<Page<Item>> {
  const { after, direction } = WALKS[order];
  let query = found;
  if (cursor !== undefined) {
    const [id] = decodeCursor(cursor, ['uuid']);
    query = query.where('id', after, id);
  }
  // One more than is shown says whether there is another page.
  const rows = await query
    .orderBy('id', direction)
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(itemOf),
    ...(rows.length > limit && last && { nextCursor: encodeCursor([last.id]) }),
  };
}
