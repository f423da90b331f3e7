import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** Why nothing is sent to such an address; undefined where something may be, as far as its text says. */
export function callbackProblem(callback: string, privateTargets: boolean): string | undefined {
  // The parser would drop tabs and line ends without a word.
  if (!/^[\x21-\x7e]+$/.test(callback)) return 'must be ASCII without spaces: encode the rest';
  const url = URL.parse(callback);
  if (url === null) return 'must be an absolute URL';
  if (url.protocol !== 'https:' && !(privateTargets && url.protocol === 'http:'))
    return 'must begin with https://';
  if (url.username !== '' || url.password !== '') return 'must not hold credentials: deliveries are signed';
  if (url.hash !== '') return 'must not have a fragment: it is never sent';
  const port = url.port === '' ? undefined : Number(url.port);
  if (port !== undefined && port < 1024) return 'must have the standard port, or one from 1024 on';
  const literal = literalAddress(url);
  if (literal !== undefined && !privateTargets && !isPublicAddress(literal)) return NOT_PUBLIC;
  if (!privateTargets && THIS_MACHINE.test(url.hostname)) return NOT_PUBLIC;
  return undefined;
}

/** Names that mean the machine itself, whatever a name server says of them (RFC 6761, 6.3). */
const THIS_MACHINE = /(?:^|\.)localhost\.?$/;

export const NOT_PUBLIC = 'must have a public address';

/** The address of a URL that names its host by one. */
export function literalAddress(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? undefined : host;
}
