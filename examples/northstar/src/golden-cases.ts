import { type QuoteItem, secureBranch } from './branch-quote.ts';

/** A quote with what it must cost, to the cent. */
export interface GoldenCase {
  readonly id: string;
  readonly says: string;
  /** Name of the account. */
  readonly account: string;
  readonly currency?: string;
  readonly promotionCodes?: readonly string[];
  readonly items: readonly QuoteItem[];
  /** Charges in the order of the lines. */
  readonly charges: readonly ExpectedCharge[];
  readonly totals: {
    readonly currency: string;
    readonly oneTime: string;
    readonly recurringPerMonth: string;
    readonly usage: string;
  };
  /** Level of the approval that the quote needs. */
  readonly approvalLevel?: number;
}

type ExpectedCharge = readonly [offeringId: string, chargeId: string, amount: string];

const A = {
  users: 35,
  termMonths: 24,
  sites: [
    { region: 'r1', bandwidth: '500', count: 2 },
    { region: 'r3', bandwidth: '100' },
  ],
  firewall: true,
} as const;

const C = {
  users: 4,
  termMonths: 12,
  sites: [{ region: 'r3', bandwidth: '100' }],
  firewall: true,
} as const;

const WITHOUT_CONTRACT = 'Alder Bakeries';

const CHARGES_OF_A: readonly ExpectedCharge[] = [
  ['secure-seat', 'monthly', '432.25'],
  ['dns-security', 'monthly', '69.83'],
  ['cloud-firewall', 'monthly', '172.90'],
  ['cloud-firewall', 'traffic', '0.00'],
  ['zero-trust-corporate', 'monthly', '0.00'],
  ['site-access', 'access', '1178.00'],
  ['site-access', 'set-up', '500.00'],
  ['site-access', 'access', '228.00'],
  ['site-access', 'set-up', '250.00'],
];

const CHARGES_OF_C: readonly ExpectedCharge[] = [
  ['secure-seat', 'monthly', '52.00'],
  ['dns-security', 'monthly', '22.00'],
  ['cloud-firewall', 'monthly', '75.00'],
  ['cloud-firewall', 'traffic', '0.00'],
  ['zero-trust-corporate', 'monthly', '0.00'],
  ['site-access', 'access', '240.00'],
  ['site-access', 'set-up', '250.00'],
];

export const GOLDEN_CASES: readonly GoldenCase[] = [
  {
    id: 'A',
    says: 'a Silver branch of 35 users with three sites for 24 months',
    account: WITHOUT_CONTRACT,
    items: [secureBranch(A)],
    charges: CHARGES_OF_A,
    totals: { currency: 'EUR', oneTime: '750.00', recurringPerMonth: '2080.98', usage: '0.00' },
  },
  {
    id: 'B',
    says: 'a Gold branch of 60 users for 36 months, which waives the set-up fee',
    account: WITHOUT_CONTRACT,
    items: [secureBranch({ users: 60, termMonths: 36, sites: [{ region: 'r2', bandwidth: '1000' }] })],
    charges: [
      ['secure-seat', 'monthly', '607.20'],
      ['dns-security', 'monthly', '81.84'],
      ['zero-trust-corporate', 'monthly', '0.00'],
      ['site-access', 'access', '677.60'],
      ['site-access', 'set-up', '0.00'],
    ],
    totals: { currency: 'EUR', oneTime: '0.00', recurringPerMonth: '1366.64', usage: '0.00' },
  },
  {
    id: 'C',
    says: 'four users, for whom the smallest amounts hold',
    account: WITHOUT_CONTRACT,
    items: [secureBranch(C)],
    charges: CHARGES_OF_C,
    totals: { currency: 'EUR', oneTime: '250.00', recurringPerMonth: '389.00', usage: '0.00' },
  },
  {
    id: 'D',
    says: '34,500 GB through a Gold firewall, each at its own tier',
    account: WITHOUT_CONTRACT,
    items: [
      secureBranch({
        users: 60,
        termMonths: 12,
        sites: [{ region: 'r1', bandwidth: '100' }],
        firewall: true,
        trafficGB: '34500',
      }),
    ],
    charges: [
      ['secure-seat', 'monthly', '690.00'],
      ['dns-security', 'monthly', '93.00'],
      ['cloud-firewall', 'monthly', '276.00'],
      ['cloud-firewall', 'traffic', '1285.00'],
      ['zero-trust-corporate', 'monthly', '0.00'],
      ['site-access', 'access', '310.00'],
      ['site-access', 'set-up', '250.00'],
    ],
    totals: { currency: 'EUR', oneTime: '250.00', recurringPerMonth: '1369.00', usage: '1285.00' },
  },
  {
    id: 'E',
    says: 'case A with 20 % off the seats, which somebody has to approve',
    account: WITHOUT_CONTRACT,
    items: [
      secureBranch({ ...A, seatDiscount: { percent: '20', reason: 'Matches the offer of a competitor' } }),
    ],
    charges: CHARGES_OF_A.map((charge) =>
      charge[0] === 'secure-seat' ? ['secure-seat', 'monthly', '345.80'] : charge,
    ),
    totals: { currency: 'EUR', oneTime: '750.00', recurringPerMonth: '1994.53', usage: '0.00' },
    approvalLevel: 1,
  },
  {
    id: 'F',
    says: 'case C with the promotion code SPRING26, which halves the set-up fee',
    account: WITHOUT_CONTRACT,
    promotionCodes: ['SPRING26'],
    items: [secureBranch(C)],
    charges: CHARGES_OF_C.map((charge) =>
      charge[1] === 'set-up' ? ['site-access', 'set-up', '125.00'] : charge,
    ),
    totals: { currency: 'EUR', oneTime: '125.00', recurringPerMonth: '389.00', usage: '0.00' },
  },
  {
    id: 'G',
    says: 'rupiah, which have two decimals',
    account: 'Dewi Retail',
    currency: 'IDR',
    items: [{ offeringId: 'mobile-backup', quantity: '1' }],
    charges: [
      ['mobile-backup', 'activation', '150000.00'],
      ['mobile-backup', 'monthly', '299000.00'],
    ],
    totals: { currency: 'IDR', oneTime: '150000.00', recurringPerMonth: '299000.00', usage: '0.00' },
  },
];
