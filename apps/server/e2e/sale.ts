import { type Reply, send } from './http-client.ts';

/** The commands of one sale, in order, after the quote was created. */
const STEPS = ['items', 'price', 'submit', 'present', 'accept', 'convert'] as const;

/** Nobody answers any more: the server was killed. */
export class ServerGone extends Error {}

export interface SaleResult {
  readonly quoteId: string;
  readonly orderId: string;
  readonly orderNumber: string;
}

/**
 * Sells once, with idempotency keys made of the sale's name: performing the same sale again, after whatever
 * happened to the server in between, must not sell twice. Throws `ServerGone` when the server does not answer.
 */
export async function performSale(
  base: string,
  token: string,
  accountId: string,
  name: string,
): Promise<SaleResult> {
  const command = async (path: string, step: string, body?: unknown, ifMatch?: string): Promise<Reply> => {
    const headers = {
      'idempotency-key': `${name}-${step}`,
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    };
    const sending = { token, headers, ...(body === undefined ? {} : { body }) };
    const reply = await send(base, 'POST', `/api/v1${path}`, sending).catch((error: unknown) => {
      throw new ServerGone('no answer', { cause: error });
    });
    if (reply.status >= 500) throw new ServerGone(`answered ${reply.status}`);
    if (reply.status >= 300) throw new Error(`${name} ${step}: ${reply.status} ${reply.text}`);
    return reply;
  };
  const created = await command('/quotes', 'create', { accountId });
  const quoteId: string = created.json.id;
  const bodies: Partial<Record<(typeof STEPS)[number], unknown>> = {
    items: { offeringId: 'anthropic.claude-2', quantity: '1', usage: { input: '1500000', output: '200000' } },
  };
  let last = created;
  for (const step of STEPS) {
    last = await command(`/quotes/${quoteId}/${step}`, step, bodies[step], last.headers.get('etag') ?? '');
  }
  return { quoteId, orderId: last.json.id, orderNumber: last.json.number };
}

export async function firstAccount(base: string, token: string): Promise<string> {
  const accounts = await send(base, 'GET', '/api/v1/accounts?limit=1', { token });
  return accounts.json.items[0].id;
}

/** All items of a list, page by page. */
export async function everyItem(
  base: string,
  token: string,
  path: string,
): Promise<readonly { readonly id: string }[]> {
  const items: { readonly id: string }[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await send(
      base,
      'GET',
      `${path}?limit=500${cursor === undefined ? '' : `&cursor=${cursor}`}`,
      { token },
    );
    items.push(...page.json.items);
    cursor = page.json.nextCursor;
    if (cursor === undefined) return items;
  }
}
