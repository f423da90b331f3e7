import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { callbackProblem } from './callback-address.ts';
import { AddressNotPublic, checkedLookup, hostResolver, type ResolveHost } from './checked-lookup.ts';

export interface WebhookMessage {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Ends when the dispatcher does. */
  readonly signal: AbortSignal;
}

/** What came of one request: a status, or why there is none. */
export type WebhookAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter?: string }
  | { readonly kind: 'unanswered'; readonly error: UnansweredReason };

export type UnansweredReason =
  | 'ADDRESS_REFUSED'
  | 'NAME_UNKNOWN'
  | 'TLS_FAILED'
  | 'CONNECTION_FAILED'
  | 'TIMEOUT'
  | 'STOPPED';

/** Sends one request, whatever comes of it. Never rejects. */
export type SendWebhook = (message: WebhookMessage) => Promise<WebhookAnswer>;

export interface WebhookSenderOptions {
  /** Lets requests go to addresses that are not public, and without TLS: development and tests only. */
  readonly privateTargets?: boolean;
  /** From the lookup to the end of the answer; default `SEND_TIMEOUT_MS`. */
  readonly timeoutMs?: number;
  /** Default: see `hostResolver`. */
  readonly resolve?: ResolveHost;
}

export const SEND_TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 4_096;
const LOOKUP_CALLS = ['getaddrinfo', 'queryA', 'queryAaaa'];

/**
 * POSTs over a connection of its own. Redirects are not followed: the address that was checked is the one that is spoken to. Of the
 * answer only the status counts; its body is thrown away, and after 4 KiB the connection with it.
 */
export function webhookSender(options: WebhookSenderOptions = {}): SendWebhook {
  const { privateTargets = false, timeoutMs = SEND_TIMEOUT_MS } = options;
  const lookup = checkedLookup(options.resolve ?? hostResolver(privateTargets), privateTargets);
  return async ({ url, headers, body, signal }) => {
    // Addresses in digits are never looked up.
    if (callbackProblem(url, privateTargets) !== undefined) return unanswered('ADDRESS_REFUSED');
    const target = new URL(url);
    const overdue = AbortSignal.timeout(timeoutMs);
    const { promise, resolve: settle } = Promise.withResolvers<WebhookAnswer>();
    let answer: WebhookAnswer = unanswered('CONNECTION_FAILED');
    const request = (target.protocol === 'https:' ? requestHttps : requestHttp)(target, {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      agent: false,
      lookup,
      signal: AbortSignal.any([signal, overdue]),
    });
    request.on('response', (response) => {
      const retryAfter = response.headers['retry-after'];
      answer = {
        kind: 'answered',
        status: response.statusCode ?? 0,
        ...(retryAfter === undefined ? {} : { retryAfter }),
      };
      let read = 0;
      response.on('data', (chunk: Buffer) => {
        read += chunk.length;
        if (read > MAX_ANSWER_BYTES) response.destroy();
      });
      response.on('error', () => {}); // the status has said all
    });
    request.on('error', (error) => {
      if (answer.kind === 'answered') return;
      answer = unanswered(reasonOf(error, { stopped: signal.aborted, overdue: overdue.aborted }));
    });
    request.on('close', () => settle(answer));
    request.end(body);
    return promise;
  };
}

const unanswered = (error: UnansweredReason): WebhookAnswer => ({ kind: 'unanswered', error });

/** A word for the subscriber. Not the error's text, which would tell about networks that are not theirs. */
function reasonOf(
  error: NodeJS.ErrnoException,
  ended: { readonly stopped: boolean; readonly overdue: boolean },
): UnansweredReason {
  if (ended.stopped) return 'STOPPED';
  if (ended.overdue) return 'TIMEOUT';
  if (error instanceof AddressNotPublic) return 'ADDRESS_REFUSED';
  if (LOOKUP_CALLS.includes(error.syscall ?? '')) return 'NAME_UNKNOWN';
  return /CERT|TLS|SSL|SIGNATURE|ISSUER|EPROTO/.test(error.code ?? '') ? 'TLS_FAILED' : 'CONNECTION_FAILED';
}
