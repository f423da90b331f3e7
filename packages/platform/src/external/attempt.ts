import type { JsonValue } from '@quotewright/kernel';

/** Whether the system may have done what it was asked. */
export type Outcome = 'none' | 'unknown';

/** What came of sending a request once. */
export type Attempt =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: unknown;
      /** Milliseconds that the system asks to wait. */
      readonly retryAfter?: number;
    }
  | {
      readonly kind: 'unanswered';
      readonly why: Unanswered;
      readonly outcome: Outcome;
      readonly cause?: unknown;
    };

export type Unanswered = 'connection' | 'timeout' | 'stopped' | 'redirect' | 'too-large' | 'not-json';

export interface Sending {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: JsonValue;
  /** Bytes of the answer. */
  readonly maxBytes: number;
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** The codes of connections that never stood: nothing was sent. */
const NEVER_SENT: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Sends one request, whatever comes of it. Redirects are not followed: only the declared address is spoken to. Never rejects. */
export async function attempt(sending: Sending): Promise<Attempt> {
  const { url, method, headers, body, maxBytes, timeout, signal } = sending;
  const overdue = AbortSignal.timeout(timeout);
  try {
    const response = await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      redirect: 'manual',
      signal: AbortSignal.any([signal, overdue]),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const { status } = response;
    if (status >= 300 && status < 400) {
      await response.body?.cancel();
      return { kind: 'unanswered', why: 'redirect', outcome: 'unknown' };
    }
    const text = await textOf(response, maxBytes);
    if (text === undefined) return { kind: 'unanswered', why: 'too-large', outcome: 'unknown' };
    const retryAfter = retryAfterOf(response.headers.get('retry-after'));
    const read = bodyOf(text, response.headers.get('content-type'));
    // What an error says is for people; an answer that is to be worked with has to be one.
    if (read === NOT_JSON && status < 300) return { kind: 'unanswered', why: 'not-json', outcome: 'unknown' };
    const answered = { kind: 'answered', status, body: read === NOT_JSON ? undefined : read } as const;
    return retryAfter === undefined ? answered : { ...answered, retryAfter };
  } catch (cause) {
    if (signal.aborted) return { kind: 'unanswered', why: 'stopped', outcome: 'unknown', cause };
    if (overdue.aborted) return { kind: 'unanswered', why: 'timeout', outcome: 'unknown', cause };
    const outcome = NEVER_SENT.has(codeOf(cause)) ? 'none' : 'unknown';
    return { kind: 'unanswered', why: 'connection', outcome, cause };
  }
}

function codeOf(error: unknown): unknown {
  const cause = (
    error as { readonly cause?: { readonly code?: unknown; readonly errors?: readonly unknown[] } }
  ).cause;
  // Several addresses were tried.
  const [first] = cause?.errors ?? [];
  return cause?.code ?? (first as { readonly code?: unknown } | undefined)?.code;
}

async function textOf(response: Response, maxBytes: number): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.byteLength;
    if (length > maxBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

const NOT_JSON = Symbol('not JSON');

function bodyOf(text: string, contentType: string | null): unknown {
  if (text === '') return undefined;
  if (!/^application\/(?:[\w.+-]+\+)?json(?:;|$)/i.test(contentType ?? '')) return NOT_JSON;
  try {
    return JSON.parse(text);
  } catch {
    return NOT_JSON;
  }
}

const MOST_SECONDS = 3_600;

/** Of `Retry-After` in seconds (RFC 9110, 10.2.3); a date is taken as no wish, because clocks differ. */
function retryAfterOf(header: string | null): number | undefined {
  if (header === null || !/^\d{1,6}$/.test(header)) return undefined;
  return Math.min(Number(header), MOST_SECONDS) * 1000;
}
