import type { FastifyInstance, FastifyRequest } from 'fastify';
import { fail } from './errors.ts';
import { parseJson } from './json-body.ts';
import type { RawBody, Route } from './route.ts';

/*
 * Which bodies a route takes. JSON is parsed and checked here, because every route wants that. Any other media type is
 * handed on as bytes: what is in it is the business of the route that named it.
 */

export const JSON_TYPE = 'application/json';

/** Readers for JSON and for every media type that some route takes; `refuseMedia` keeps each to its own. */
export function parseBodies(app: FastifyInstance, routes: readonly Route[]): void {
  const others = new Set(routes.flatMap(({ media = {} }) => Object.keys(media)));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    [JSON_TYPE, ...others],
    { parseAs: 'buffer' },
    async (request: FastifyRequest, bytes: Buffer) => {
      const rawBody = { mediaType: mediaTypeOf(request.headers['content-type'] ?? ''), bytes };
      request.exchange.rawBody = rawBody;
      return isUnparsed(rawBody) ? undefined : parseJson(bytes);
    },
  );
}

/** Whether there is a body that its route has to read by itself. */
export function isUnparsed(body: RawBody | undefined): body is RawBody {
  return body !== undefined && body.mediaType !== JSON_TYPE && body.bytes.byteLength > 0;
}

/** Refuses a body of a type that the route does not take, before a byte of it is read. */
export function refuseMedia({ body, media }: Route): (request: FastifyRequest) => Promise<void> {
  // A route without any body takes the empty JSON object that some clients always send.
  const takesJson = body !== undefined || media === undefined;
  const taken = [...(takesJson ? [JSON_TYPE] : []), ...Object.keys(media ?? {})];
  const refusal = (reason: string) =>
    fail('UNSUPPORTED_MEDIA_TYPE', `${reason}; send ${taken.join(' or ')}`, { accepted: taken });

  return async ({ headers }) => {
    if (!announcesBody(headers)) return;
    const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
    // A few kilobytes can unpack to gigabytes: nothing is ever unpacked, nor kept as if it were the text itself.
    if (encoding !== 'identity') throw refusal('a compressed body is not taken');
    const type = headers['content-type'];
    if (type === undefined) throw refusal('the request does not say what its body is');
    if (!taken.includes(mediaTypeOf(type))) throw refusal('the operation does not take such a body');
    const charset = /;\s{0,9}charset="?([^";\s]{1,40})/i.exec(type)?.[1]?.toLowerCase() ?? 'utf-8';
    if (charset !== 'utf-8' && charset !== 'utf8') throw refusal(`text is taken in UTF-8, not in ${charset}`);
  };
}

function announcesBody(headers: FastifyRequest['headers']): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

function mediaTypeOf(contentType: string): string {
  return (contentType.split(';', 1)[0] as string).trim().toLowerCase();
}
