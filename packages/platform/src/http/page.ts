import { isUuid } from '@quotewright/kernel';
import { z } from 'zod';
import { fail } from './errors.ts';
import { timestampSchema } from './schemas.ts';

/** One page of a list. `cursor` is what the previous page returned; opaque to callers. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}

const MAX_CURSOR = 512;

/** The query parameters of every list; spread into the route's strict query schema. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(500).default(50).describe('How many items at most.'),
  cursor: z.string().max(MAX_CURSOR).exactOptional().describe('`nextCursor` of the previous page.'),
};

/** The representation of one page. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    items: z.array(item),
    nextCursor: z.string().exactOptional().describe('Absent on the last page.'),
  });
}

/** What a part of a sort key must look like, so that a foreign cursor never reaches SQL. */
export type CursorPart = 'text' | 'number' | 'uuid' | 'timestamp';

const ACCEPTS: Readonly<Record<CursorPart, (value: string | number) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  uuid: (value) => typeof value === 'string' && isUuid(value),
  timestamp: (value) => typeof value === 'string' && timestampSchema.safeParse(value).success,
};

/** Packs the sort key of a page's last row. */
export function encodeCursor(sortKey: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(sortKey), 'utf8').toString('base64url');
}

/**
 * Unpacks a cursor; throws `CURSOR_INVALID` for anything this server did not make. With `shape`, also for
 * a cursor of another list.
 */
export function decodeCursor(cursor: string, shape?: readonly CursorPart[]): readonly (string | number)[] {
  const sortKey = parsed(cursor);
  const fits =
    Array.isArray(sortKey) &&
    sortKey.every(isSortValue) &&
    encodeCursor(sortKey) === cursor &&
    (shape === undefined || matches(sortKey, shape));
  if (!fits)
    throw fail('CURSOR_INVALID', 'use the nextCursor of the previous page, unchanged, with the same filters');
  return sortKey;
}

function parsed(cursor: string): unknown {
  if (cursor.length > MAX_CURSOR) return undefined;
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function isSortValue(value: unknown): value is string | number {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'string' && !value.includes('\0') && value.isWellFormed();
}

function matches(sortKey: readonly (string | number)[], shape: readonly CursorPart[]): boolean {
  return (
    sortKey.length === shape.length &&
    shape.every((part, index) => ACCEPTS[part](sortKey[index] as string | number))
  );
}
