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

  /** A file, such as a PDF, with its hash, which is the ETag without the quotation marks. */
  async file(path: string): Promise<{ readonly bytes: Uint8Array; readonly hash: string }> {
    const response = await this.#fetch('GET', path, {});
    if (response.ok) {
      const hash = (response.headers.get('etag') ?? '').replaceAll('"', '');
      return { bytes: await response.bytes(), hash };
    }
    throw new Error(`GET ${path}: ${explain(response.status, (await response.json()) as Problem)}`);
  }

  async #send<Body>(method: string, path: string, options: SendOptions): Promise<Reply<Body>> {
    const response = await this.#fetch(method, path, options);
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

  #fetch(method: string, path: string, options: SendOptions): Promise<Response> {
    return fetch(new URL(`/api/v1${path}`, this.#base), {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.ifMatch === undefined ? {} : { 'if-match': options.ifMatch }),
        ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
  }
}

function explain(status: number, problem: Problem): string {
  const places = (problem.errors ?? []).map(({ pointer, reason }) => `${pointer} ${reason}`);
  return [`${status} ${problem.code}`, problem.detail, ...places].filter(Boolean).join('; ');
}
