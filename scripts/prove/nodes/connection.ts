import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import type { ServerNode } from '../../../apps/server/e2e/several-nodes.ts';

/** The process was ended before it could answer: whether it did what it was asked is unknown. */
export class NodeGone extends Error {}

export interface Asked {
  readonly token: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: unknown;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** Wall clock, milliseconds: just before the request was sent, and when its answer was complete. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** One connection to one node, kept open: requests go one by one. */
export interface Connection {
  readonly node: ServerNode;
  /** Throws `NodeGone` where the node was ended meanwhile; any other failure is a finding. */
  send(method: string, path: string, asked: Asked): Promise<Answered>;
  close(): void;
}

export function connectTo(node: ServerNode): Connection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    node,
    async send(method, path, asked) {
      const { life } = node;
      if (!node.isUp) throw new NodeGone(`${node.name} is down`);
      const hasEnded = () => node.life !== life || !node.isUp;
      const answer = await exchange(agent, new URL(`/api/v1${path}`, node.url), method, asked).catch(failed);
      // Whoever is about to end takes on nothing new.
      if (answer.status === 503 && hasEnded()) throw new NodeGone(`${node.name} was ending`);
      return answer;

      function failed(error: unknown): never {
        if (hasEnded()) throw new NodeGone(`${node.name} has ended`, { cause: error });
        throw new Error(`${node.name} did not answer ${method} ${path}: ${String(error)}`, { cause: error });
      }
    },
    close: () => agent.destroy(),
  };
}

function exchange(agent: Agent, url: URL, method: string, asked: Asked): Promise<Answered> {
  const { token, headers = {}, body } = asked;
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const { promise, resolve, reject } = Promise.withResolvers<Answered>();
  const startedAt = Date.now();
  const outgoing = request(url, {
    agent,
    method,
    timeout: 30_000,
    headers: {
      authorization: `Bearer ${token}`,
      ...(sent !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
  });
  outgoing.on('timeout', () => outgoing.destroy(new Error('no answer within 30 s')));
  outgoing.on('error', reject);
  outgoing.on('response', (response) => {
    const parts: Buffer[] = [];
    response.on('data', (part: Buffer) => parts.push(part));
    response.on('error', reject);
    response.on('end', () =>
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: Buffer.concat(parts),
        startedAt,
        endedAt: Date.now(),
      }),
    );
  });
  outgoing.end(sent);
  return promise;
}
