import { randomUUID } from 'node:crypto';
import type { Client } from './client.ts';
import { firstOf, type Money, type Order, type Quote, stepper } from './quote-steps.ts';

interface Simulation {
  readonly result: {
    readonly lines: readonly {
      readonly name: string;
      readonly charges: readonly {
        readonly name: string;
        readonly quantity: string;
        readonly unit: string;
        readonly unitPrice: Money;
        readonly per: string;
        readonly amount: Money;
      }[];
    }[];
    readonly totals: { readonly usage: Money };
  };
}

export interface Wish {
  /** What the customer asks for, as a search text. */
  readonly product: string;
  /** Expected use a month, per charge. */
  readonly usage: Readonly<Record<string, string>>;
}

/** One sale from search to order, told in the words of the person who sells. */
export async function sell(client: Client, wish: Wish, tell: (line: string) => void): Promise<Order> {
  const account = await firstOf<{ id: string; name: string }>(
    client,
    '/accounts?limit=1',
    'no account to sell to',
  );
  tell(`Customer: ${account.name}.`);

  const offering = await firstOf<{ id: string; name: string }>(
    client,
    `/product-offerings?limit=1&q=${encodeURIComponent(wish.product)}`,
    `nothing in the catalog matches "${wish.product}"`,
  );
  tell(`Product: ${offering.name} (${offering.id}).`);

  const line = { offeringId: offering.id, quantity: '1', usage: wish.usage };
  const simulation = await client.post<Simulation>('/quotes/price', {
    body: { accountId: account.id, lines: [{ id: 'line-1', ...line }] },
  });
  tell('What a month of the expected use would cost:');
  for (const text of describe(simulation.body)) tell(`  ${text}`);

  const created = await client.post<Quote>('/quotes', {
    body: { accountId: account.id },
    idempotencyKey: randomUUID(),
  });
  const quote = created.body;
  tell(`Quote ${quote.number} is open.`);
  const act = stepper(created, tell);
  await act(client, 'items', 'the product is on it', line);
  await act(client, 'price', 'prices are frozen: later price lists do not change this quote');
  await act(client, 'submit', 'no discount needs a decision, so it is approved');
  await act(client, 'present', 'the customer has it');
  const accepted = await act(client, 'accept', 'the customer said yes');

  const conversion = { ifMatch: accepted.etag, idempotencyKey: randomUUID() };
  const ordered = await client.post<Order>(`/quotes/${quote.id}/convert`, conversion);
  const order = ordered.body;
  tell(`Order ${order.number} is ${order.state}.`);

  const again = await client.post<Order>(`/quotes/${quote.id}/convert`, conversion);
  tell(`Sent the same conversion again: still ${again.body.number}, nothing was ordered twice.`);
  return order;
}

function describe({ result }: Simulation): string[] {
  const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 12 });
  const number = (text: string) => grouped.format(text as Intl.StringNumericLiteral);
  const charges = result.lines
    .flatMap((line) => line.charges)
    .filter((charge) => charge.quantity !== '0')
    .map(
      (charge) =>
        `${charge.name}: ${number(charge.quantity)} at ${charge.unitPrice.amount} ${charge.unitPrice.currency} per ${number(charge.per)} ${charge.unit}s = ${charge.amount.amount} ${charge.amount.currency}`,
    );
  return [...charges, `Together: ${result.totals.usage.amount} ${result.totals.usage.currency}`];
}
