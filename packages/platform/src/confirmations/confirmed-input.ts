import { contentHash } from '@quotewright/kernel';

/** What a route is given, as it is sent: texts in path and query, JSON in the body. */
export interface SentInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/**
 * What a confirmation is bound to. As it was sent, not as the schemas read it: the same request is the same hash, whatever a schema makes
 * of it. No body, null and the empty object that some clients always send are one.
 */
export function confirmedInput({ params, query, body }: SentInput): string {
  const isEmpty = typeof (body ?? {}) === 'object' && Object.keys(body ?? {}).length === 0;
  return contentHash({
    params: { ...(params as object) },
    query: { ...(query as object) },
    body: isEmpty ? null : body,
  });
}
