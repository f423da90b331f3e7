import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { fail } from './session-errors.ts';

/** Bound to the session, and of no use to find its secret. The page keeps it in memory; scripts cannot read the cookie itself. */
export function csrfToken(secret: string): string {
  return createHmac('sha256', secret).update('csrf').digest('hex');
}

/**
 * Refuses what another site could have had a browser send along with the cookie. A read may be typed into the address bar; a change must
 * bring the token. Throws `CSRF_REFUSED`.
 */
export function refuseForgery(method: string, headers: IncomingHttpHeaders, secret: string): void {
  const isRead = method === 'GET' || method === 'HEAD';
  const site = headers['sec-fetch-site'];
  const isOurs = site === undefined || site === 'same-origin' || (isRead && site === 'none');
  if (!isOurs) throw fail('CSRF_REFUSED', 'it was sent by a page of another site');
  if (isRead) return;
  const { origin, host } = headers;
  if (origin !== undefined && URL.parse(origin)?.host !== host) {
    throw fail('CSRF_REFUSED', 'its Origin is another site');
  }
  if (!isSame(headers['quotewright-csrf'], csrfToken(secret))) {
    throw fail('CSRF_REFUSED', 'send the csrfToken of GET /session as Quotewright-CSRF');
  }
}

function isSame(given: string | string[] | undefined, expected: string): boolean {
  if (typeof given !== 'string') return false;
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
