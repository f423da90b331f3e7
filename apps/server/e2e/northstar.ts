import { type GoldenCase, priceLines } from '@quotewright/example-northstar';
import { expect, vi } from 'vitest';
import { type Reply, send } from './http-client.ts';
import type { Installation } from './server-process.ts';

/** People of the demo tenant northstar at a running server. */
export interface Northstar {
  readonly sales: Person;
  readonly approver: Person;
  readonly pricingManager: Person;
  readonly admin: Person;
  /** The id of the account with this name. */
  account(name: string): Promise<string>;
}

export interface Person {
  get(path: string): Promise<Reply>;
  /** With a new idempotency key; throws for anything but success. */
  post(path: string, body?: object, ifMatch?: string): Promise<Reply>;
  /** Throws for anything but success. */
  put(path: string, body: object, ifMatch: string): Promise<Reply>;
  /** The problem that a request is refused with; throws when it is not. */
  refusal(path: string, body?: object, ifMatch?: string): Promise<Reply['json']>;
}

export async function northstarPeople(installation: Installation, base: string): Promise<Northstar> {
  const person = async (subject: string, role: string): Promise<Person> => {
    const words = ['token', '--tenant', 'northstar', '--roles', role, '--subject', subject];
    return personWith(base, (await installation.command(...words)).stdout.trim());
  };
  const sales = await person('nora', 'sales');
  return {
    sales,
    approver: await person('arne', 'approver'),
    pricingManager: await person('pia', 'pricing-manager'),
    admin: await person('ada', 'admin'),
    async account(name) {
      const { json } = await sales.get(`/accounts?q=${encodeURIComponent(name)}`);
      return json.items[0].id;
    },
  };
}

function personWith(base: string, token: string): Person {
  let keys = 0;
  const send_ = (path: string, body?: object, ifMatch?: string) => {
    keys += 1;
    return send(base, 'POST', `/api/v1${path}`, {
      token,
      headers: {
        'idempotency-key': `northstar-${process.pid}-${token.slice(-8)}-${keys}`,
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      },
      ...(body === undefined ? {} : { body }),
    });
  };
  return {
    get: (path) => send(base, 'GET', `/api/v1${path}`, { token }),
    async post(path, body, ifMatch) {
      const reply = await send_(path, body, ifMatch);
      if (reply.status >= 300) throw new Error(`${path}: ${reply.status} ${reply.text}`);
      return reply;
    },
    async put(path, body, ifMatch) {
      const reply = await send(base, 'PUT', `/api/v1${path}`, {
        token,
        body,
        headers: { 'if-match': ifMatch },
      });
      if (reply.status >= 300) throw new Error(`${path}: ${reply.status} ${reply.text}`);
      return reply;
    },
    async refusal(path, body, ifMatch) {
      const reply = await send_(path, body, ifMatch);
      if (reply.status < 400) throw new Error(`${path} was not refused: ${reply.text}`);
      return reply.json;
    },
  };
}

/** The end of a job that a request has begun; throws when it did not succeed. */
export async function jobDone(person: Person, accepted: Reply): Promise<void> {
  const path = (accepted.headers.get('location') ?? '').replace('/api/v1', '');
  await vi.waitFor(async () => {
    const { json } = await person.get(path);
    expect(['succeeded', 'failed']).toContain(json.state);
  }, JOB_PATIENCE);
  const { json } = await person.get(path);
  if (json.state === 'failed') throw new Error(`${path}: ${JSON.stringify(json.problem)}`);
}

/** Catches what hangs, not what a busy machine makes slow. */
const JOB_PATIENCE = { timeout: 120_000, interval: 100 };

interface Charged {
  readonly offeringId: string;
  readonly charges: readonly { readonly chargeId: string; readonly amount: { readonly amount: string } }[];
}

/** Charges of lines or items as golden cases write them. */
export function chargesOf(lines: readonly Charged[]): readonly (readonly string[])[] {
  return lines.flatMap(({ offeringId, charges }) =>
    charges.map(({ chargeId, amount }) => [offeringId, chargeId, amount.amount]),
  );
}

/** The totals of a golden case as the server shows them. */
export function totalsOf({ totals }: GoldenCase): object {
  const money = (amount: string) => ({ amount, currency: totals.currency });
  return {
    oneTime: money(totals.oneTime),
    usage: money(totals.usage),
    recurring: [{ period: 'month', amount: money(totals.recurringPerMonth) }],
  };
}

/** What of a golden case is about the whole request, for simulations and quotes alike. */
export function headOf({ currency, promotionCodes }: GoldenCase): object {
  return {
    ...(currency === undefined ? {} : { currency }),
    ...(promotionCodes === undefined ? {} : { promotionCodes }),
  };
}

export function simulationOf(golden: GoldenCase, accountId: string): object {
  return { accountId, ...headOf(golden), lines: priceLines(golden.items) };
}

/** Carries the ETag of one quote from command to command. */
export class QuoteWalk {
  readonly id: string;
  #last: Reply;

  constructor(created: Reply) {
    this.id = created.json.id;
    this.#last = created;
  }

  static async open(seller: Person, body: object): Promise<QuoteWalk> {
    return new QuoteWalk(await seller.post('/quotes', body));
  }

  get etag(): string {
    return this.#last.headers.get('etag') ?? '';
  }

  /** The quote after the command; of `convert` the order. */
  async act(person: Person, command: string, body?: object): Promise<Reply['json']> {
    this.#last = await person.post(`/quotes/${this.id}/${command}`, body, this.etag);
    return this.#last.json;
  }
}
