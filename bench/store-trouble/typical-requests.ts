import { randomUUID } from 'node:crypto';
import { apiClient } from '../http/api-client.ts';
import { type WireRequest, wireRequest } from '../http/load.ts';

export interface TypicalRequest {
  readonly name: string;
  /** Of its answer. */
  readonly status: number;
  /** The one to send next. */
  next(url: string): WireRequest;
}

/** What a shop asks most. A bearer of a token has no session: that refusal is hardly more than the decision of the limits. */
export async function typicalRequests(url: string, token: string): Promise<readonly TypicalRequest[]> {
  const client = apiClient(url, token);
  const accountId: string = (await client.get('/accounts?limit=1')).json.items[0].id;
  const offeringId = 'anthropic.claude-2';
  const read = `/product-offerings/${encodeURIComponent(offeringId)}`;
  const line = { id: '1', offeringId, quantity: '1' };
  const authorization = `Bearer ${token}`;
  const request = (method: string, path: string, body?: unknown) => (at: string) =>
    wireRequest(at, `/api/v1${path}`, {
      method,
      headers: { authorization, ...(body !== undefined && { 'idempotency-key': randomUUID() }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return [
    { name: 'offering read', status: 200, next: request('GET', read) },
    { name: 'price of one line', status: 200, next: request('POST', '/quotes/price', { lines: [line] }) },
    { name: 'quote created', status: 201, next: request('POST', '/quotes', { accountId }) },
    { name: 'limit decision', status: 404, next: request('GET', '/session') },
  ];
}
