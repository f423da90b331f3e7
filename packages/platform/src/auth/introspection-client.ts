import { fail } from './errors.ts';

/** What an authorization server says about a token (RFC 7662, section 2.2). */
export type Introspection = Readonly<Record<string, unknown>> & { readonly active: boolean };

export interface IntrospectionEndpoint {
  readonly url: URL;
  /** How this API names itself there, by HTTP Basic. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** Of one question, in milliseconds. */
  readonly deadline: number;
}

const MAX_ANSWER_BYTES = 65_536;
const RETRY_AFTER_SECONDS = 2;

export const unavailable = (cause?: unknown) =>
  fail(
    'INTROSPECTION_UNAVAILABLE',
    'try again in a moment',
    { retryAfterSeconds: RETRY_AFTER_SECONDS },
    cause,
  );

/** Throws `INTROSPECTION_UNAVAILABLE` for whatever is not a clear answer: no answer ever means yes. */
export async function introspect(endpoint: IntrospectionEndpoint, token: string): Promise<Introspection> {
  try {
    const response = await fetch(endpoint.url, {
      method: 'POST',
      headers: { accept: 'application/json', authorization: basicOf(endpoint) },
      body: new URLSearchParams({ token, token_type_hint: 'access_token' }),
      // The token and our secret go to the configured address and nowhere else.
      redirect: 'error',
      signal: AbortSignal.timeout(endpoint.deadline),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new Error(`the introspection endpoint answered ${response.status}`);
    }
    return introspectionOf(JSON.parse(await boundedText(response)));
  } catch (error) {
    throw unavailable(error);
  }
}

/** RFC 6749, section 2.3.1: both parts are form-encoded before they are joined. */
function basicOf({ clientId, clientSecret }: IntrospectionEndpoint): string {
  const encoded = [clientId, clientSecret].map((part) => new URLSearchParams({ part }).toString().slice(5));
  return `Basic ${Buffer.from(encoded.join(':')).toString('base64')}`;
}

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw new Error('the introspection endpoint answered too much');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function introspectionOf(answer: unknown): Introspection {
  const { active } = (answer ?? {}) as { readonly active?: unknown };
  if (typeof active !== 'boolean') throw new Error('the introspection endpoint did not say "active"');
  return answer as Introspection;
}
