import { randomUUID } from 'node:crypto';
import type { Client, Reply } from './client.ts';

export interface Money {
  readonly amount: string;
  readonly currency: string;
}

interface Listed<Item> {
  readonly items: readonly Item[];
}

export interface Quote {
  readonly id: string;
  readonly number: string;
  readonly state: string;
}

export interface Order {
  readonly id: string;
  readonly number: string;
  readonly state: string;
}

/** Carries the quote's ETag from one change to the next, as a careful client does, whoever makes the change. */
export function stepper<Shown extends Quote>(created: Reply<Shown>, tell: (line: string) => void) {
  let { etag } = created;
  return async (client: Client, verb: string, meaning: string, body?: object): Promise<Reply<Shown>> => {
    const reply = await client.post<Shown>(`/quotes/${created.body.id}/${verb}`, {
      ifMatch: etag,
      idempotencyKey: randomUUID(),
      ...(body === undefined ? {} : { body }),
    });
    etag = reply.etag;
    tell(`  ${reply.body.state}: ${meaning}.`);
    return reply;
  };
}

export async function firstOf<Item>(client: Client, path: string, complaint: string): Promise<Item> {
  const [item] = (await client.get<Listed<Item>>(path)).body.items;
  if (item === undefined) throw new Error(complaint);
  return item;
}
