import type { ExplanationStep, PricedCharge, PricedLine, PriceInputLine } from '@quotewright/pricing';
import type { DocumentSource } from '../domain/document/build-document.ts';

const CURRENCY = 'EUR';
const money = (amount: string) => ({ amount, currency: CURRENCY });

/** What a step of an explanation says, besides the amounts before and after it. */
type Said = Partial<ExplanationStep> & Pick<ExplanationStep, 'stage' | 'before' | 'after'>;

const steps = (...said: readonly Said[]): readonly ExplanationStep[] =>
  said.map((step, index) => ({
    seq: index + 1,
    ruleId: `${step.stage}-rule`,
    ruleVersion: 2,
    reasonCode: step.stage.toUpperCase(),
    input: {},
    adjustment: { type: step.stage === 'list' ? 'set' : 'multiply', value: '1' },
    ...step,
  }));

const listed = (amount: string): Said => ({ stage: 'list', before: '0', after: amount });
const rounded = (before: string, after: string): Said => ({ stage: 'rounding', before, after });

function charge(
  given: Partial<PricedCharge> & Pick<PricedCharge, 'name' | 'type'>,
  amount: string,
): PricedCharge {
  return {
    chargeId: given.name.toLowerCase(),
    ...(given.type === 'recurring' && { period: 'month' as const }),
    quantity: '1',
    unit: 'each',
    unitPrice: money(amount),
    per: '1',
    amount: money(amount),
    explanation: steps(listed(amount), rounded(amount, amount)),
    ...given,
  };
}

const LINES: readonly PricedLine[] = [
  { id: 'branch', offeringId: 'secure-branch', name: 'Secure Branch', quantity: '1', charges: [] },
  {
    id: 'seats',
    parentId: 'branch',
    offeringId: 'secure-seat',
    name: 'Secure Seat',
    quantity: '35',
    charges: [
      charge(
        {
          name: 'Secure Seat',
          type: 'recurring',
          quantity: '35',
          unit: 'user',
          unitPrice: money('13.00'),
          explanation: steps(
            listed('455'),
            { stage: 'tier', before: '455', after: '455', skipped: '35 is not above 49' },
            { stage: 'term', before: '455', after: '432.25', input: { name: '24 months' } },
            { stage: 'manual', before: '432.25', after: '345.8', input: { reason: 'renewal <2026>' } },
            rounded('345.8', '345.80'),
          ),
          phases: [{ fromMonth: 13, amount: money('432.25'), explanation: [] }],
          firstPeriod: {
            from: '2026-12-15',
            until: '2027-01-01',
            days: 17,
            ofDays: 31,
            amount: money('189.63'),
          },
        },
        '345.80',
      ),
    ],
  },
  {
    id: 'site',
    parentId: 'branch',
    offeringId: 'site-access',
    name: 'Site Access "Ωmega & Söhne" – Киев',
    quantity: '1',
    charges: [
      charge(
        {
          name: 'Set-up',
          type: 'oneTime',
          explanation: steps(
            listed('250'),
            { stage: 'promotion', before: '250', after: '125', input: { name: 'Spring campaign' } },
            rounded('125', '125.00'),
          ),
        },
        '125.00',
      ),
      charge({ name: 'Access', type: 'recurring' }, '1178.00'),
    ],
  },
  {
    id: 'firewall',
    offeringId: 'cloud-firewall',
    name: 'Cloud Firewall',
    quantity: '1',
    charges: [
      charge(
        {
          name: 'Traffic',
          type: 'usage',
          model: 'graduated',
          quantity: '34500',
          unit: 'GB',
          unitPrice: money('0.03'),
        },
        '1285.00',
      ),
    ],
  },
];

const INPUT_LINE = {
  offeringHash: 'a'.repeat(64),
  configurationHash: null,
  ruleSetVersion: null,
  action: 'add',
  termMonths: 24,
  usage: {},
  manualOverride: null,
  installedBase: null,
} as const;

/** A small bundle of every kind of charge, presented to a customer on 27 November 2026. */
export function aDocumentSource(lines: readonly PricedLine[] = LINES): DocumentSource {
  const inputLines = lines.map(
    ({ id, offeringId, quantity, parentId }): PriceInputLine => ({
      ...INPUT_LINE,
      id,
      offeringId,
      quantity,
      ...(parentId !== undefined && { parentId }),
      ...(id === 'site' && { characteristics: { bandwidth: ['500'], region: ['r1'] } }),
      ...(id === 'branch' && { startDate: '2026-12-15' }),
      ...(parentId === 'branch' && { startDate: '2026-12-15' }),
    }),
  );
  const versions = { catalogVersion: 7, priceLists: [{ id: 'standard-eur', version: 3 }] };
  return {
    quote: { number: 'Q-2026-000045', name: 'Branch Kraków' },
    revision: 1,
    price: {
      input: {
        ...versions,
        tenant: 'northstar',
        account: 'account-1',
        contractSetVersion: null,
        customerSegment: 'smb',
        accountType: 'customer',
        customerType: 'business',
        channel: 'direct',
        market: 'EU',
        place: null,
        partner: 'reseller-9',
        currency: CURRENCY,
        effectiveDate: '2026-11-27',
        promotionSetVersion: 4,
        discountPolicyVersion: 1,
        tenantConfigVersion: 1,
        roundingDecimals: 2,
        promotionCodes: ['SPRING26'],
        lines: inputLines,
        engineVersion: '2',
      },
      result: {
        ...versions,
        currency: CURRENCY,
        effectiveDate: '2026-11-27',
        roundingMode: 'halfUp',
        engineVersion: '2',
        inputHash: 'b'.repeat(64),
        lines,
        totals: {
          oneTime: money('125.00'),
          usage: money('1285.00'),
          recurring: [{ period: 'month', amount: money('1523.80') }],
        },
      },
      priceHash: '0123456789abcdef'.repeat(4),
    },
    pricedAt: Date.parse('2026-11-26T22:30:00.000Z'),
    validUntil: Date.parse('2026-12-27T09:00:00.000Z'),
    seller: { name: 'Northstar Networks', timeZone: 'Europe/Berlin' },
    customer: {
      name: 'Whole Foods of Kraków',
      addresses: {
        billing: {
          street1: 'Rynek 1',
          street2: '2nd floor',
          postCode: '31-042',
          city: 'Kraków',
          country: 'PL',
        },
      },
    },
    purpose: { presentedAt: Date.parse('2026-11-27T10:00:00.000Z') },
  };
}

/** One-charge lines with numbered names, for what must hold of many. */
export function manyLines(count: number, name = 'Item'): readonly PricedLine[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `line-${index}`,
    offeringId: 'item',
    name: `${name} ${index + 1}`,
    quantity: '2',
    charges: [charge({ name: `Fee of ${index + 1}`, type: 'recurring' }, '10.00')],
  }));
}
