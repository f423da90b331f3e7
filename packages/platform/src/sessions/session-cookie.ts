import { isTenantId, type TenantId } from '@quotewright/kernel';

/** What a cookie says: where to look, and the secret to look for. */
export interface SessionCookie {
  readonly tenant: TenantId;
  readonly secret: string;
}

const SECRET = /^[0-9a-f]{64}$/;

/** With `__Host-` a browser takes it over https only, for one host, and from no page of a neighbouring domain. */
export const cookieName = (secure: boolean) =>
  secure ? '__Host-quotewright-session' : 'quotewright-session';

/** `undefined`: no cookie of ours. A cookie that cannot be one of ours is none. */
export function readCookie(header: string | undefined, secure: boolean): SessionCookie | undefined {
  const prefix = `${cookieName(secure)}=`;
  const cookie = header
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(prefix));
  if (cookie === undefined) return undefined;
  const [tenant = '', secret = '', ...rest] = cookie.slice(prefix.length).split('.');
  if (rest.length > 0 || !isTenantId(tenant) || !SECRET.test(secret)) return undefined;
  return { tenant, secret };
}

/** The value of `Set-Cookie`. `maxAge` in seconds; 0 takes the cookie away. */
export function writeCookie(cookie: SessionCookie | undefined, maxAge: number, secure: boolean): string {
  const value = cookie === undefined ? '' : `${cookie.tenant}.${cookie.secret}`;
  const attributes = ['HttpOnly', 'SameSite=Strict', 'Path=/', `Max-Age=${maxAge}`];
  return [`${cookieName(secure)}=${value}`, ...attributes, ...(secure ? ['Secure'] : [])].join('; ');
}
