import { connect, type Socket } from 'node:net';

/** One request, as the bytes that go over the wire. */
export interface WireRequest {
  readonly port: number;
  readonly text: string;
}

export interface LoadReport {
  readonly perSecond: number;
  /** Milliseconds of each request. */
  readonly milliseconds: readonly number[];
}

export interface LoadOptions {
  readonly connections: number;
  readonly forMs: number;
  /** Of every answer. */
  readonly status: number;
}

export function wireRequest(
  url: string,
  path: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: Readonly<Record<string, string>>; body?: string } = {},
): WireRequest {
  const { host, port } = new URL(url);
  const all = {
    host,
    ...headers,
    ...(body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': `${Buffer.byteLength(body)}` }),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return { port: Number(port), text: `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}` };
}

/**
 * Sends the request again and again over kept connections, on each the next one when the answer has come. The client is as
 * cheap as it can be, because it shares the machine with what it measures; it reads status and length, and nothing else.
 * Throws at the first answer with another status.
 */
export async function load(request: WireRequest, options: LoadOptions): Promise<LoadReport> {
  const milliseconds: number[] = [];
  const started = performance.now();
  const until = started + options.forMs;
  const lanes = Array.from({ length: options.connections }, () =>
    lane(request, options, until, milliseconds),
  );
  await Promise.all(lanes);
  return { perSecond: (milliseconds.length / (performance.now() - started)) * 1_000, milliseconds };
}

/** Milliseconds of one request on a connection of its own. */
export async function once(request: WireRequest, status: number): Promise<number> {
  const { milliseconds } = await load(request, { connections: 1, forMs: 0, status });
  return milliseconds[0] as number;
}

function lane(
  { port, text }: WireRequest,
  { status }: LoadOptions,
  until: number,
  milliseconds: number[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    let sentAt = 0;
    const send = () => {
      sentAt = performance.now();
      socket.write(text);
    };
    const end = (error?: Error) => {
      socket.destroy();
      if (error === undefined) resolve();
      else reject(error);
    };
    socket.once('connect', send);
    socket.once('error', end);
    socket.once('close', () => end(new Error('the server closed the connection')));
    onAnswers(socket, (answered, head) => {
      if (answered !== status) return end(new Error(`answered ${answered}, not ${status}:\n${head}`));
      const now = performance.now();
      milliseconds.push(now - sentAt);
      if (now < until) send();
      else end();
    });
  });
}

/** Calls back once for each answer. Answers must have a `Content-Length`, or no body (204, 304). */
function onAnswers(socket: Socket, answered: (status: number, head: string) => void): void {
  let missing = 0;
  let head = '';
  let status = 0;
  socket.on('data', (chunk: Buffer) => {
    let at = 0;
    while (at < chunk.length) {
      if (missing > 0) {
        const taken = Math.min(missing, chunk.length - at);
        missing -= taken;
        at += taken;
        if (missing === 0) answered(status, head);
        continue;
      }
      if (status !== 0 && missing === 0) {
        head = '';
        status = 0;
      }
      const end = chunk.indexOf('\r\n\r\n', at, 'latin1');
      if (end === -1) {
        head += chunk.toString('latin1', at);
        return;
      }
      head += chunk.toString('latin1', at, end);
      at = end + 4;
      status = Number(head.slice(9, 12));
      missing = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (missing === 0) answered(status, head);
    }
  });
}
