import { setTimeout as sleep } from 'node:timers/promises';
import type { SeveralNodes } from '../../../apps/server/e2e/several-nodes.ts';
import { type Connection, connectTo } from './connection.ts';

export const TENANT = 'acme';
export const HOT = 'hot';
const PRICE_LIST = 'standard-eur';
const OTHERS = Array.from({ length: 12 }, (_, index) => `other-${index}`);

export interface SeededTenant {
  readonly tokens: { readonly admin: string; readonly sales: string; readonly partner: string };
}

/** Gives the tenant thirteen offerings, of which one is changed by `offeringsOf`, and a price list. */
export async function seedTenant({ nodes, token }: SeveralNodes): Promise<SeededTenant> {
  const tokens = {
    admin: await token('admin'),
    sales: await token('sales'),
    partner: await token('partner'),
  };
  const [node] = nodes;
  if (node === undefined) throw new TypeError('there is no node');
  const connection = connectTo(node);
  const put = putter(connection, tokens.admin);
  const specifications = { items: [{ id: 'thing', name: 'Thing' }] };
  await put('PUT', '/catalog/draft/catalog/specifications@1', specifications, { 'if-match': '"0"' });
  await put('PUT', '/catalog/draft/catalog/offerings@1', offeringsOf(0), { 'if-match': '"0"' });
  await put('POST', '/catalog/publications', undefined, { 'idempotency-key': 'seed-catalog' });
  const list = `/price-lists/${PRICE_LIST}`;
  await put('POST', `${list}/imports`, priceList(), { 'idempotency-key': 'seed-import' });
  await put('POST', `${list}/publications`, undefined, { 'idempotency-key': 'seed-prices' });
  connection.close();
  return { tokens };
}

/** The section of the draft in which the hot offering carries this number. */
export function offeringsOf(counter: number): { readonly items: readonly object[] } {
  const offering = (id: string, name: string) => ({
    id,
    name,
    specificationId: 'thing',
    lifecycle: 'active',
  });
  return {
    items: [offering(HOT, `Hot ${counter}`), ...OTHERS.map((id) => offering(id, `Ordinary ${id}`))],
  };
}

/** A price of the hot offering, asked for without an account. */
export const PRICE_QUESTION = {
  currency: 'EUR',
  lines: [{ id: '1', offeringId: HOT, quantity: '2' }],
};

function priceList() {
  const charge = { id: 'fee', name: 'Fee', type: 'recurring', period: 'month' };
  return {
    format: 'quotewright/price-list@1',
    priceList: { id: PRICE_LIST, name: 'Standard', currency: 'EUR' },
    prices: [HOT, ...OTHERS].map((offeringId) => ({
      id: `${offeringId}:fee`,
      offeringId,
      charge,
      model: 'flat',
      amount: '7.50',
    })),
  };
}

/** Sends a command and, where that takes on a job, waits for its success. */
function putter({ send }: Connection, token: string) {
  return async (method: string, path: string, body: unknown, headers: Readonly<Record<string, string>>) => {
    const answer = await send(method, path, { token, headers, body });
    const text = answer.body.toString();
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    if (answer.status !== 202) return;
    for (let job = JSON.parse(text); job.state !== 'succeeded'; ) {
      if (job.state === 'failed') throw new Error(`${path}: ${JSON.stringify(job)}`);
      await sleep(100);
      job = JSON.parse((await send('GET', `/jobs/${job.id}`, { token })).body.toString());
    }
  };
}
