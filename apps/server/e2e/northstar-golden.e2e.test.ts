import {
  type BranchWish,
  GOLDEN_CASES,
  type PriceLine,
  priceLines,
  secureBranch,
} from '@quotewright/example-northstar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoInstallation } from './demo-installation.ts';
import {
  chargesOf,
  headOf,
  type Northstar,
  northstarPeople,
  QuoteWalk,
  simulationOf,
  totalsOf,
} from './northstar.ts';
import { type Installation, type RunningServer } from './server-process.ts';

/** A step that the explanation of a case must have besides list price and rounding, and what the text says of it. */
interface Named {
  readonly stage: string;
  readonly ruleId: string;
  readonly says: string;
}

const NAMED: Readonly<Record<string, readonly Named[]>> = {
  A: [{ stage: 'term', ruleId: 'commitment-24', says: 'commitment-24' }],
  B: [
    { stage: 'term', ruleId: 'commitment-36', says: 'commitment-36' },
    { stage: 'term', ruleId: 'set-up-waived-36', says: 'set-up-waived-36' },
    { stage: 'tier', ruleId: 'secure-seat.monthly/tiers/1', says: '60 is above 49' },
  ],
  C: [{ stage: 'list', ruleId: 'dns-security.monthly', says: 'dns-security.monthly' }],
  D: [{ stage: 'tier', ruleId: 'cloud-firewall.traffic.gold/tiers', says: 'each unit at its tier' }],
  E: [
    { stage: 'term', ruleId: 'commitment-24', says: 'commitment-24' },
    { stage: 'manual', ruleId: 'manual/0', says: 'Matches the offer of a competitor' },
  ],
  F: [{ stage: 'promotion', ruleId: 'spring-26', says: 'spring-26' }],
  G: [{ stage: 'list', ruleId: 'mobile-backup.monthly', says: '299,000 IDR' }],
};

describe('the golden prices of northstar', () => {
  let installation: Installation;
  let server: RunningServer;
  let northstar: Northstar;

  beforeAll(async () => {
    installation = await demoInstallation();
    server = await installation.start();
    northstar = await northstarPeople(installation, server.url);
  }, 180_000);
  afterAll(() => installation.remove());

  describe.each(GOLDEN_CASES)('$id, $says', (golden) => {
    it('is simulated to the cent', async () => {
      const accountId = await northstar.account(golden.account);
      const { json } = await northstar.sales.post('/quotes/price', simulationOf(golden, accountId));
      expect(chargesOf(json.result.lines)).toEqual(golden.charges);
      expect(json.result.totals).toEqual(totalsOf(golden));
    });

    it('is quoted, explained and ordered at the same price', async () => {
      const { sales, approver } = northstar;
      const accountId = await northstar.account(golden.account);
      const quote = await QuoteWalk.open(sales, { accountId, ...headOf(golden), items: golden.items });
      const priced = await quote.act(sales, 'price');
      expect(chargesOf(priced.items)).toEqual(golden.charges);
      expect(priced.totals).toEqual(totalsOf(golden));

      const path = `/quotes/${quote.id}/price-explanation`;
      const { json: explained } = await sales.get(path);
      const steps = explained.lines
        .flatMap((line: any) => line.charges)
        .flatMap((charge: any) => charge.explanation)
        .map((step: any) => [step.stage, step.ruleId]);
      const { text } = await sales.get(`${path}?format=text`);
      for (const { stage, ruleId, says } of NAMED[golden.id] as readonly Named[]) {
        expect(steps).toContainEqual([stage, ruleId]);
        expect(text).toContain(says);
      }

      const submitted = await quote.act(sales, 'submit');
      if (golden.approvalLevel === undefined) expect(submitted.state).toBe('approved');
      else {
        expect(submitted.state).toBe('inApproval');
        expect(submitted.approval.signals.map(({ level }: any) => level)).toEqual([golden.approvalLevel]);
        expect((await quote.act(approver, 'approve', { reason: 'We want them' })).state).toBe('approved');
      }
      await quote.act(sales, 'present');
      const document = await sales.get(`/quotes/${quote.id}/document`);
      const accepted = await quote.act(sales, 'accept', {
        acceptedBy: 'Ida Alder',
        priceHash: priced.snapshot.priceHash,
        documentHash: document.headers.get('etag')?.replaceAll('"', ''),
      });
      expect(accepted.state).toBe('accepted');
      const order = await quote.act(sales, 'convert');
      expect(order.totals).toEqual(totalsOf(golden));
      expect(chargesOf(order.items)).toEqual(golden.charges);
    });
  });

  describe('every price model', () => {
    const GOLD = { users: 60, termMonths: 24, sites: [{ region: 'r1', bandwidth: '500' }] } as const;
    const branch = (more: Partial<BranchWish> = {}) => priceLines([secureBranch({ ...GOLD, ...more })]);
    const alone = (offeringId: string, more: Partial<PriceLine> = {}): readonly PriceLine[] => [
      { id: offeringId, offeringId, quantity: '1', ...more },
    ];
    const simulated = async (
      lines: readonly PriceLine[],
      { account = 'Cinder Logistics', ...head }: { account?: string; [member: string]: unknown } = {},
    ) => {
      const accountId = await northstar.account(account);
      const { json } = await northstar.sales.post('/quotes/price', { accountId, ...head, lines });
      return json.result;
    };
    const chargeOf = (result: any, offeringId: string, chargeId: string) =>
      result.lines
        .find((line: any) => line.offeringId === offeringId)
        .charges.find((charge: any) => charge.chargeId === chargeId);

    it.each([
      { title: 'a range at one price', lines: alone('onboarding', { quantity: '26' }), amount: '990.00' },
      {
        title: 'the same with the automatic promotion for small businesses',
        lines: alone('onboarding', { quantity: '26' }),
        head: { account: 'Alder Bakeries' },
        amount: '891.00',
      },
      { title: 'a year', lines: alone('domain-name'), amount: '39.00' },
      {
        title: 'a partner, who has a margin',
        lines: alone('mobile-backup'),
        charge: 'monthly',
        head: { channel: 'partner' },
        amount: '16.47',
      },
      {
        title: 'the seats of a plan, for few of its users',
        lines: branch({ cloudSeats: 5, termMonths: 12 }),
        offering: 'zero-trust-cloud',
        amount: '8.00',
      },
      {
        title: 'a rented appliance with a commitment',
        lines: branch({ sites: [{ region: 'r1', bandwidth: '500', count: 2, appliance: 'rental' }] }),
        offering: 'edge-appliance',
        amount: '56.81',
      },
      {
        title: 'a bought appliance',
        lines: branch({ sites: [{ region: 'r1', bandwidth: '500', appliance: 'purchase' }] }),
        offering: 'edge-appliance',
        amount: '890.00',
      },
      {
        title: 'a surcharge for the service level',
        lines: branch().map((line) =>
          line.offeringId === 'site-access'
            ? { ...line, characteristics: { ...line.characteristics, 'service-level': ['premium'] } }
            : line,
        ),
        offering: 'site-access',
        amount: '677.35',
      },
      {
        title: 'a contract instead of the list',
        lines: branch({ users: 10, termMonths: 12 }),
        offering: 'secure-seat',
        head: { account: 'Brightwater Clinics' },
        amount: '104.00',
      },
    ])('$title: $amount', async ({ lines, offering, charge, head, amount }) => {
      const result = await simulated(lines, head);
      const line = result.lines.find((one: any) => one.offeringId === (offering ?? lines[0]?.offeringId));
      const found =
        charge === undefined ? line.charges[0] : line.charges.find((one: any) => one.chargeId === charge);
      expect(found.amount.amount).toBe(amount);
    });

    it('a percentage of the monthly charges of the quote, and at least its floor', async () => {
      const support = alone('premium-support');
      const ofBranch = await simulated([...branch(), ...support]);
      const { recurring } = (await simulated(branch())).totals;
      expect(recurring).toEqual([{ period: 'month', amount: { amount: '1332.85', currency: 'EUR' } }]);
      expect(chargeOf(ofBranch, 'premium-support', 'monthly').amount.amount).toBe('106.63');
      const ofLittle = await simulated([...alone('mobile-backup'), ...support]);
      expect(chargeOf(ofLittle, 'premium-support', 'monthly').amount.amount).toBe('45.00');
    });

    it('a ramp, with what each phase costs', async () => {
      const charge = chargeOf(await simulated(alone('network-analytics')), 'network-analytics', 'monthly');
      const phases = charge.phases.map((phase: any) => [phase.fromMonth, phase.amount.amount]);
      expect([charge.amount.amount, ...phases]).toEqual(['240.00', [4, '360.00'], [7, '480.00']]);
    });

    it('but not to customers of another segment', async () => {
      const accountId = await northstar.account('Alder Bakeries');
      const body = { accountId, lines: alone('network-analytics') };
      const refused = await northstar.sales.refusal('/quotes/price', body);
      expect(refused.errors.map(({ code }: any) => code)).toEqual(['OFFERING_NOT_FOR_SEGMENT']);
    });

    it('a first month by its days', async () => {
      const result = await simulated(alone('mobile-backup', { startDate: '2026-11-16' }));
      expect(chargeOf(result, 'mobile-backup', 'monthly').firstPeriod).toMatchObject({
        days: 15,
        ofDays: 30,
        amount: { amount: '8.95' },
      });
    });

    it('no promotion on what a longer commitment has waived already, and why not', async () => {
      const result = await simulated(branch({ termMonths: 36 }), { promotionCodes: ['spring26'] });
      const setUp = chargeOf(result, 'site-access', 'set-up');
      expect(setUp.amount.amount).toBe('0.00');
      expect(setUp.explanation).toContainEqual(
        expect.objectContaining({ stage: 'promotion', ruleId: 'spring-26', skipped: expect.any(String) }),
      );
    });
  });

  it('refuses to price what the rules of Secure Branch do not allow, and says where', async () => {
    const good = secureBranch({ users: 60, termMonths: 12, sites: [{ region: 'r1', bandwidth: '500' }] });
    const accountId = await northstar.account('Cinder Logistics');
    const refusalOf = async (item: object) => {
      const quote = await QuoteWalk.open(northstar.sales, { accountId, items: [item] });
      const { code, errors } = await northstar.sales.refusal(
        `/quotes/${quote.id}/price`,
        undefined,
        quote.etag,
      );
      expect(code).toBe('QUOTE_INVALID');
      return errors.map((error: any) => [error.pointer, error.code]);
    };
    expect(await refusalOf({ ...good, characteristics: { users: [60], plan: ['silver'] } })).toEqual([
      ['/items/0/characteristics/users', 'CONFIGURATION_CONFLICT'],
      ['/items/0/characteristics/plan', 'CONFIGURATION_CONFLICT'],
    ]);
    expect(await refusalOf({ ...good, characteristics: { users: [59] } })).toEqual([
      ['/items/3/quantity', 'CONFIGURATION_CONFLICT'],
      ['/items/0/characteristics/users', 'CONFIGURATION_CONFLICT'],
    ]);
    expect(await refusalOf({ ...good, termMonths: 18 })).toEqual([['/items/0/termMonths', 'UNKNOWN_VALUE']]);
    const unplaced = good.children?.map((child) => ({ ...child, characteristics: {} }));
    expect(await refusalOf({ ...good, children: unplaced })).toEqual([
      ['/items/4/characteristics/bandwidth', 'CONFIGURATION_INCOMPLETE'],
      ['/items/4/characteristics/region', 'CONFIGURATION_INCOMPLETE'],
    ]);
  });
});
