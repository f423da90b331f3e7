import type { Answer } from '../http/answer.ts';

/** An answer as its row keeps it. The body is bytes, so that a repeat gets the very same ones. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

/** What callers go on with. All other headers are about the exchange, and each has its own. */
const KEPT_HEADERS = ['location', 'etag', 'quotewright-min-version'];

/** Serialises an answer, once: what is stored is what is sent, now and later. */
export function toStored(answer: Answer): StoredAnswer {
  const { content, contentType } = bytesOf(answer);
  const kept = Object.entries(answer.headers ?? {}).filter(([name]) =>
    KEPT_HEADERS.includes(name.toLowerCase()),
  );
  return {
    status: answer.status,
    headers: {
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...Object.fromEntries(kept.map(([name, value]) => [name.toLowerCase(), value])),
    },
    body: content,
  };
}

function bytesOf(answer: Answer): { content: Buffer | null; contentType?: string } {
  if (answer.bytes !== undefined) {
    return { content: Buffer.from(answer.bytes.content), contentType: answer.bytes.contentType };
  }
  if (answer.body === undefined) return { content: null };
  return {
    content: Buffer.from(JSON.stringify(answer.body)),
    contentType: 'application/json; charset=utf-8',
  };
}

/** The first answer: with all headers of the handler, and the bytes that were stored. */
export function firstAnswer(answer: Answer, stored: StoredAnswer): Answer {
  return withBytes(stored, answer.headers ?? {});
}

export function replayedAnswer(stored: StoredAnswer): Answer {
  const { 'content-type': _, ...headers } = stored.headers;
  return withBytes(stored, { ...headers, 'idempotency-replayed': 'true' });
}

function withBytes({ status, headers, body }: StoredAnswer, sent: Readonly<Record<string, string>>): Answer {
  if (body === null) return { status, headers: sent };
  const contentType = headers['content-type'] ?? 'application/octet-stream';
  return { status, headers: sent, bytes: { content: body, contentType } };
}
