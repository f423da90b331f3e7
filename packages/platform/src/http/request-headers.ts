import { newUuid } from '@quotewright/kernel';
import { fail } from './errors.ts';

const VISIBLE_KEY = /^[\x21-\x7e]{1,255}$/;
const STRONG_TAG = /^"([\x21\x23-\x7e]{1,128})"$/;
const MIN_VERSION = /^([a-z][a-z-]{0,30})=([1-9]\d{0,8}|0)$/;
const REQUEST_ID = /^[A-Za-z0-9._~:+=/-]{1,128}$/;

/** `Idempotency-Key`: 1 to 255 visible ASCII characters. */
export function idempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined || VISIBLE_KEY.test(header)) return header;
  throw fail('HEADER_INVALID', 'Idempotency-Key must be 1 to 255 visible ASCII characters, and be sent once');
}

/** The one strong tag of `If-Match`, without its quotes. */
export function ifMatchTag(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const tag = STRONG_TAG.exec(header)?.[1];
  if (tag !== undefined) return tag;
  throw fail(
    'HEADER_INVALID',
    `If-Match ${whyNoTag(header)}; send the ETag of the representation you changed`,
  );
}

function whyNoTag(header: string): string {
  if (header === '*') return 'must name a version: "*" would overwrite whatever is there';
  if (header.startsWith('W/')) return 'compares strongly: a weak tag cannot match';
  if (/"\s*,/.test(header)) return 'must name one version, not several';
  return 'must be one entity tag in double quotes';
}

/** `Quotewright-Min-Version: catalog=43` as `{ catalog: 43 }`. */
export function minVersions(header: string | undefined): Readonly<Record<string, number>> {
  if (header === undefined) return {};
  const versions = new Map<string, number>();
  for (const part of header.split(',')) {
    const [, name, version] = MIN_VERSION.exec(part.trim()) ?? [];
    if (name === undefined || versions.has(name)) {
      throw fail('HEADER_INVALID', 'Quotewright-Min-Version must look like "catalog=43"');
    }
    versions.set(name, Number(version));
  }
  return Object.fromEntries(versions);
}

/** The caller's `X-Request-Id` where it is safe to repeat in headers and logs; otherwise a new one. */
export function requestId(header: string | readonly string[] | undefined): string {
  if (typeof header !== 'string') return newUuid();
  return REQUEST_ID.test(header) ? header : newUuid();
}

/** The single value of a header that must not be sent twice. */
export function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}
