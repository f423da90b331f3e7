/** Just enough of a client for what is set up, not measured. */
export interface ApiClient {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<ApiAnswer>;
  send(
    method: 'POST' | 'PUT',
    path: string,
    body: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<ApiAnswer>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: any;
}

/** Throws at every answer of 400 and above. */
export function apiClient(url: string, token: string): ApiClient {
  async function ask(path: string, init: RequestInit): Promise<ApiAnswer> {
    const response = await fetch(`${url}/api/v1${path}`, init);
    const text = await response.text();
    if (response.status >= 400)
      throw new Error(`${init.method ?? 'GET'} ${path}: ${response.status} ${text}`);
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: text === '' ? undefined : JSON.parse(text),
    };
  }
  const authorization = `Bearer ${token}`;
  return {
    get: (path, headers = {}) => ask(path, { headers: { authorization, ...headers } }),
    send: (method, path, body, headers = {}) =>
      ask(path, {
        method,
        headers: { authorization, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
  };
}
