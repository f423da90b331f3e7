import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Behaviour, changedBehaviour, WELL } from './behaviour.ts';

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

/** What the system does about a request. Repeats of a key are answered by what is remembered, but for those that are duplicated. */
export type Business = (request: Request) => Reply;

const MOST_BYTES = 100_000;

/**
 * A server of one system. Besides its business it has `GET|PUT /control` (see `Behaviour`), `GET /health`, and `GET /effects`, which counts
 * what was really done. A request with an `Idempotency-Key` has its effect once at its method and path; what is refused may be sent again.
 */
export function simulatedSystem(business: Business, random: () => number = Math.random): Server {
  let behaviour: Behaviour = WELL;
  const remembered = new Map<string, Reply>();
  const effects = { requests: 0, effects: 0, repeats: 0, duplicates: 0 };

  return createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch(() => outgoing.destroy());
  });

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/' } = incoming;
    const text = await textOf(incoming);
    if (path === '/control') return control(method, text, outgoing);
    if (path === '/effects') return send(outgoing, { status: 200, body: effects });
    effects.requests += 1;
    if (behaviour.down) return void outgoing.destroy();
    if (behaviour.latencyMs > 0) await sleep(behaviour.latencyMs);
    if (random() < behaviour.failureRate) return send(outgoing, { status: 503, body: { error: 'not now' } });
    const reply = done(method, path, text, incoming.headers['idempotency-key']);
    if (random() < behaviour.loseAnswers) return void outgoing.destroy();
    send(outgoing, reply);
  }

  function done(method: string, path: string, text: string, key: string | string[] | undefined): Reply {
    if (path === '/health') return { status: 200, body: { status: 'up' } };
    const repeatable = typeof key === 'string' ? `${method} ${path} ${key}` : undefined;
    const known = repeatable === undefined ? undefined : remembered.get(repeatable);
    if (known !== undefined) {
      effects.repeats += 1;
      if (random() >= behaviour.duplicates) return known;
      effects.duplicates += 1;
    }
    const body = parsed(text);
    if (body === MALFORMED) return { status: 400, body: { error: 'not JSON' } };
    const reply = business({ method, path, body });
    if (reply.status >= 300) return reply;
    if (method !== 'GET') effects.effects += 1;
    if (repeatable !== undefined) remembered.set(repeatable, reply);
    return reply;
  }

  function control(method: string, text: string, outgoing: ServerResponse): void {
    if (method === 'PUT') {
      try {
        behaviour = changedBehaviour(behaviour, parsed(text));
      } catch (error) {
        return send(outgoing, { status: 400, body: { error: (error as Error).message } });
      }
    }
    send(outgoing, { status: 200, body: behaviour });
  }
}

const MALFORMED = Symbol('malformed');

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return MALFORMED;
  }
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of incoming) {
    text += part;
    if (text.length > MOST_BYTES) throw new RangeError('the request is too large');
  }
  return text;
}

function send(outgoing: ServerResponse, { status, body }: Reply): void {
  outgoing.writeHead(status, { 'content-type': 'application/json' });
  outgoing.end(body === undefined ? undefined : JSON.stringify(body));
}
