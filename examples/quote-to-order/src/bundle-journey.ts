import { randomUUID } from 'node:crypto';
import type { Client } from './client.ts';
import { firstOf, type Money, type Order, type Quote, stepper } from './quote-steps.ts';

/** The two people of the sale: whoever submits a quote does not approve it. */
export interface People {
  readonly seller: Client;
  readonly approver: Client;
}

interface BundleQuote extends Quote {
  readonly items: readonly {
    readonly offeringName?: string;
    readonly quantity: string;
    readonly parentId?: string;
    readonly charges?: readonly {
      readonly name: string;
      readonly period?: string;
      readonly amount: Money;
    }[];
  }[];
  readonly totals?: {
    readonly oneTime: Money;
    readonly recurring: readonly { readonly period: string; readonly amount: Money }[];
  };
  readonly approval?: { readonly signals: readonly { readonly level: number; readonly percent?: string }[] };
}

export interface BundleSale {
  readonly order: Order;
  /** The quote for the customer, as PDF. */
  readonly document: { readonly name: string; readonly bytes: Uint8Array };
}

const SERVICES = ['dns-security', 'cloud-firewall', 'zero-trust-corporate'];

/** A network for 35 people and three sites: its services are for all of them, its lines are configured one by one. */
function branchNetwork(users: string): object {
  return {
    offeringId: 'secure-branch',
    characteristics: { users: [Number(users)] },
    termMonths: 24,
    children: [
      {
        offeringId: 'secure-seat',
        quantity: users,
        manualAdjustments: [
          { adjustment: { type: 'percent', value: '-20' }, reason: 'Matches the offer of a competitor' },
        ],
      },
      ...SERVICES.map((offeringId) => ({ offeringId, quantity: users })),
      {
        offeringId: 'site-access',
        quantity: '2',
        characteristics: { region: ['r1'], bandwidth: ['500'] },
        children: [{ offeringId: 'edge-appliance', quantity: '2', characteristics: { supply: ['rental'] } }],
      },
      { offeringId: 'site-access', characteristics: { region: ['r3'], bandwidth: ['100'] } },
    ],
  };
}

/** A bundle with a promotion and a discount that somebody has to approve, told in the words of the seller. */
export async function sellBundle(
  { seller, approver }: People,
  tell: (line: string) => void,
): Promise<BundleSale> {
  const account = await firstOf<{ id: string; name: string }>(
    seller,
    '/accounts?q=Alder',
    'the account is not there: is this the demo tenant northstar?',
  );
  tell(`Customer: ${account.name}.`);
  const created = await seller.post<BundleQuote>('/quotes', {
    body: { accountId: account.id, promotionCodes: ['SPRING26'], items: [branchNetwork('35')] },
    idempotencyKey: randomUUID(),
  });
  const { id, number } = created.body;
  tell(`Quote ${number} is open, with a bundle of ${created.body.items.length - 1} parts.`);
  const act = stepper(created, tell);
  const priced = await act(seller, 'price', 'every charge is explained step by step');
  for (const text of describe(priced.body)) tell(`    ${text}`);
  const submitted = await act(seller, 'submit', 'the discount on the seats is more than a seller may give');
  for (const { level, percent } of submitted.body.approval?.signals ?? []) {
    tell(`    ${percent} % off needs an approval of level ${level}`);
  }
  await act(approver, 'approve', 'somebody else has looked at it', { reason: 'We want them as a customer' });
  await act(seller, 'present', 'the customer has it');
  const { bytes, hash } = await seller.file(`/quotes/${id}/document?format=pdf`);
  const accepted = await act(seller, 'accept', 'the customer said yes to exactly this document', {
    documentHash: hash,
  });
  const ordered = await seller.post<Order>(`/quotes/${id}/convert`, {
    ifMatch: accepted.etag,
    idempotencyKey: randomUUID(),
  });
  tell(`Order ${ordered.body.number} is ${ordered.body.state}.`);
  return { order: ordered.body, document: { name: `${number}.pdf`, bytes } };
}

function describe({ items, totals }: BundleQuote): readonly string[] {
  const money = ({ amount, currency }: Money) => `${amount} ${currency}`;
  const charges = items.flatMap(({ offeringName, quantity, charges = [] }) =>
    charges
      .filter(({ amount }) => Number(amount.amount) !== 0)
      .map(({ name, period, amount }) => {
        const what = name === offeringName ? name : `${offeringName}, ${name}`;
        return `${what} × ${quantity}: ${money(amount)}${period === undefined ? '' : ` a ${period}`}`;
      }),
  );
  if (totals === undefined) return charges;
  const recurring = totals.recurring.map(({ period, amount }) => `${money(amount)} a ${period}`);
  return [...charges, `Together: ${[...recurring, `${money(totals.oneTime)} once`].join(' and ')}`];
}
