import { newUuid } from '@quotewright/kernel';
import type { TestAnswer, TestPrincipal, TestServer } from '@quotewright/platform/testing';
import { CUSTOMER } from './upstream-in-memory.ts';

export const admin: TestPrincipal = { tenant: 'acme', subject: 'user-1', roles: ['admin'] };

/** The way to each state, command by command. */
const WAYS = {
  draft: [],
  priced: ['price'],
  approved: ['price', 'submit'],
  presented: ['price', 'submit', 'present'],
  accepted: ['price', 'submit', 'present', 'accept'],
  rejected: ['price', 'submit', 'present', 'reject'],
  cancelled: ['cancel'],
} as const;

export interface Sending {
  readonly as?: TestPrincipal;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Drives quotes over HTTP as a careful client does: the newest ETag with each change, a fresh key each time. */
export class QuoteDriver {
  readonly #server: TestServer;

  constructor(server: TestServer) {
    this.#server = server;
  }

  /** A new quote over two seats, brought to the state. */
  async quoteIn(state: keyof typeof WAYS, body: object = {}): Promise<TestAnswer> {
    const items = [{ offeringId: 'seat', quantity: '2' }];
    let answer = await this.send('POST', '/quotes', { body: { accountId: CUSTOMER, items, ...body } });
    for (const command of WAYS[state]) answer = await this.command(answer, command);
    return answer;
  }

  /** Sends `POST /quotes/{id}/{path}` for the quote as `last` showed it. */
  command(last: TestAnswer, path: string, sending: Sending = {}): Promise<TestAnswer> {
    return this.change('POST', last, path, sending);
  }

  change(method: string, last: TestAnswer, path: string, sending: Sending = {}): Promise<TestAnswer> {
    const headers = {
      'if-match': last.headers['etag'] ?? '',
      'idempotency-key': newUuid(),
      ...sending.headers,
    };
    return this.send(method, `/quotes/${last.json.id}${path === '' ? '' : `/${path}`}`, {
      ...sending,
      headers,
    });
  }

  read(last: TestAnswer, path = ''): Promise<TestAnswer> {
    return this.send('GET', `/quotes/${last.json.id}${path}`);
  }

  send(method: string, path: string, sending: Sending = {}): Promise<TestAnswer> {
    return this.#server.request(method, path, { as: admin, ...sending });
  }
}
