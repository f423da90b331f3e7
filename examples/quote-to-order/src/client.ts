/** A refusal of the server, RFC 9457. */
interface Problem {
  readonly code: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly reason: string }[];
}

export interface Reply<Body> {
  readonly status: number;
  readonly body: Body;
  readonly etag: string;
  readonly headers: Headers;
}

export interface SendOptions {
  readonly body?: object;
  readonly ifMatch?: string;
  readonly idempotencyKey?: string;
}

/** A thin client: JSON in, JSON out, refusals as errors in words. */
export class Client {
  readonly #base: string;
  readonly #token: string;

  constructor(base: string, token: string) {
    this.#base = base;
    this.#token = token;
  }

  get<Body>(path: string): Promise<Reply<Body>> {
    return this.#send('GET', path, {});
  }

  post<Body>(path: string, options: SendOptions = {}): Promise<Reply<Body>> {
    return this.#send('POST', path, options);
  }

  async #send<Body>(method: string, path: string, options: SendOptions): Promise<Reply<Body>> {
    const response = await fetch(new URL(`/api/v1${path}`, this.#base), {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.ifMatch === undefined ? {} : { 'if-match': options.ifMatch }),
        ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    const text = await response.text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    if (!response.ok) throw new Error(`${method} ${path}: ${explain(response.status, body as Problem)}`);
    return {
      status: response.status,
      body: body as Body,
      etag: response.headers.get('etag') ?? '',
      headers: response.headers,
    };
  }
}

function explain(status: number, problem: Problem): string {
  const places = (problem.errors ?? []).map(({ pointer, reason }) => `${pointer} ${reason}`);
  return [`${status} ${problem.code}`, problem.detail, ...places].filter(Boolean).join('; ');
}
