import { errorsOf } from '@quotewright/kernel';
import { type CursorPart, decodeCursor, httpErrors } from '@quotewright/platform/http';
import { versionNumberSchema } from './wanted-version.schema.ts';

const fail = errorsOf(httpErrors);

/** Unpacks a cursor that begins with a version; throws `CURSOR_INVALID`, also where the number can be none. */
export function decodeVersionCursor(cursor: string, shape: readonly ['number', ...CursorPart[]]) {
  const sortKey = decodeCursor(cursor, shape);
  if (versionNumberSchema.safeParse(sortKey[0]).success) return sortKey;
  throw fail('CURSOR_INVALID', 'use the nextCursor of the previous page, unchanged, with the same filters');
}
