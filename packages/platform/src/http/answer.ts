/** What a handler answers. Plain data, so that the idempotency row can keep it and replay it. */
export interface Answer {
  readonly status: number;
  /** JSON body, serialised once by the HTTP adapter. */
  readonly body?: unknown;
  /** A body that is bytes already, sent as it is; with its content type. */
  readonly bytes?: { readonly content: Uint8Array; readonly contentType: string };
  readonly headers?: Readonly<Record<string, string>>;
}

export interface AnswerOptions {
  /** Opaque tag without quotes; by default the SHA-256 of the body. */
  readonly etag?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function headersOf(options: AnswerOptions): Record<string, string> {
  return { ...(options.etag === undefined ? {} : { etag: `"${options.etag}"` }), ...options.headers };
}

export function ok(body: unknown, options: AnswerOptions = {}): Answer {
  return { status: 200, body, headers: headersOf(options) };
}

/** `location` is a path below the API's base, such as `/quotes/0190…`. */
export function created(location: string, body: unknown, options: AnswerOptions = {}): Answer {
  return { status: 201, body, headers: { location: `/api/v1${location}`, ...headersOf(options) } };
}

/** Long work was taken on; `job` is its representation. */
export function accepted(job: { readonly id: string }): Answer {
  return { status: 202, body: job, headers: { location: `/api/v1/jobs/${job.id}` } };
}

export function noContent(): Answer {
  return { status: 204 };
}

/** Pre-serialised bytes, passed through untouched. */
export function sendBytes(content: Uint8Array, contentType: string, options: AnswerOptions = {}): Answer {
  return { status: 200, bytes: { content, contentType }, headers: headersOf(options) };
}
