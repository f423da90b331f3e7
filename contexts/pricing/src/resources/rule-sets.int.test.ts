import { newUuid } from '@quotewright/kernel';
import { describeOnEachEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTRACT_PRICES_FORMAT } from '../domain/contract-price.ts';
import { DISCOUNT_POLICY_FORMAT } from '../domain/discount-policy.ts';
import { priceListDocument, unitPrice } from '../testing/price-documents.ts';
import {
  actor,
  BUSINESS_ACCOUNT,
  openWorkbench,
  PRICING_MANAGER,
  SALES,
  type Workbench,
} from '../testing/pricing-workbench.ts';
import { aPromotion, promotionsDocument } from '../testing/promotion-documents.ts';

const CONTRACT = `/accounts/${BUSINESS_ACCOUNT.id}/contract-prices`;

function contractDocument(amount: string, change: object = {}) {
  const price = { id: 'seat', offeringId: 'seat', chargeId: 'fee', currency: 'USD', model: 'flat', amount };
  return { format: CONTRACT_PRICES_FORMAT, prices: [{ ...price, ...change }] };
}

function policyDocument(abovePercent: string, change: object = {}) {
  const rule = { id: 'everybody', thresholds: [{ abovePercent, level: 1 }] };
  return { format: DISCOUNT_POLICY_FORMAT, rules: [{ ...rule, ...change }] };
}

const off = (percent: string, change: object = {}) =>
  promotionsDocument(
    aPromotion({ id: 'spring', adjustment: { type: 'percent', value: `-${percent}` }, ...change }),
  );

/** Every kind: where it lives, two documents of it, and one that names what does not exist. */
const KINDS = [
  {
    kind: 'promotions',
    path: '/promotions',
    event: 'PromotionSetChanged',
    first: off('10'),
    second: off('20'),
    broken: { pointer: '/promotions/0/adjustment/value', document: off('120') },
    unknown: {
      pointer: '/promotions/0/appliesTo/offeringIds/1',
      document: off('5', { appliesTo: { offeringIds: ['seat', 'chair'] } }),
    },
  },
  {
    kind: 'discountPolicy',
    path: '/discount-policies',
    event: 'DiscountPolicyChanged',
    first: policyDocument('10'),
    second: policyDocument('20'),
    broken: { pointer: '/rules/0/thresholds/0/abovePercent', document: policyDocument('-1') },
    unknown: {
      pointer: '/rules/0/appliesTo/offeringIds/0',
      document: policyDocument('5', { appliesTo: { offeringIds: ['chair'] } }),
    },
  },
  {
    kind: 'contractPrices',
    path: CONTRACT,
    event: 'ContractPriceChanged',
    first: contractDocument('9'),
    second: contractDocument('8'),
    broken: { pointer: '/prices/0/amount', document: contractDocument('-1') },
    unknown: { pointer: '/prices/0/chargeId', document: contractDocument('7', { chargeId: 'set-up' }) },
  },
] as const;

describeOnEachEngine('rule sets over HTTP', (engine) => {
  let bench: Workbench;
  let keys = 0;

  beforeAll(async () => {
    bench = await openWorkbench(engine, { offerings: ['seat'] });
    await bench.publish(priceListDocument([unitPrice('seat', '10')]));
  });
  afterAll(() => bench.close());

  const get = (path: string, as = PRICING_MANAGER) => bench.request('GET', path, { as });
  const put = (path: string, body: unknown, headers = {}, as = PRICING_MANAGER) =>
    bench.request('PUT', `${path}/draft`, { as, body, headers });
  const publish = (path: string, as = PRICING_MANAGER) =>
    bench.request('POST', `${path}/publications`, {
      as,
      body: {},
      headers: { 'idempotency-key': `rule-set-${++keys}` },
    });
  const versionsOf = async (path: string) =>
    (await get(`${path}/versions`)).json.items.map(({ version }: { version: number }) => version);

  describe.each(KINDS)('$kind', ({ kind, path, event, first, second, broken, unknown }) => {
    it('are nothing at first: 404 with a code of its own, and an empty list of versions', async () => {
      expect([(await get(path)).status, (await get(path)).json.code]).toEqual([404, 'RULE_SET_MISSING']);
      expect((await get(`${path}/draft`)).json).toMatchObject({
        status: 404,
        code: 'RULE_SET_DRAFT_NOT_FOUND',
      });
      expect((await get(`${path}/versions/1`)).status).toBe(404);
      expect((await get(`${path}/versions`)).json).toEqual({ items: [] });
      expect((await publish(path)).json).toMatchObject({ status: 409, code: 'RULE_SET_DRAFT_MISSING' });
    });

    it('keep a draft that changes nothing until it is published as the next version', async () => {
      const draft = await put(path, first);
      expect(draft.status).toBe(200);
      expect((await get(`${path}/draft`)).json).toEqual(draft.json);
      expect((await get(path)).status).toBe(404);

      const published = await publish(path);
      expect(published.status).toBe(201);
      expect(published.json).toMatchObject({
        version: 1,
        itemCount: 1,
        contentHash: draft.json.contentHash,
        publishedBy: 'pia',
        publishedAt: '2026-03-01T09:30:00.000Z',
      });
      const active = await get(path);
      expect(active.json).toEqual({ ...published.json, document: draft.json.document });
      expect(active.headers['etag']).toBe(`"${draft.json.contentHash}"`);
      const location = published.headers['location']?.replace('/api/v1', '') ?? '';
      expect((await get(location)).text).toBe(active.text);
    });

    it('refuse to publish what is active already', async () => {
      expect((await publish(path)).json).toMatchObject({ status: 409, code: 'RULE_SET_UNCHANGED' });
      expect(await versionsOf(path)).toEqual([1]);
    });

    it('take the document that was read as a draft again', async () => {
      const { document, contentHash } = (await get(path)).json;
      expect((await put(path, document)).json.contentHash).toBe(contentHash);
    });

    it('raise the version, and keep the one before as it was', async () => {
      const before = await get(`${path}/versions/1`);
      await put(path, second);
      expect((await publish(path)).json.version).toBe(2);
      expect((await get(path)).json.version).toBe(2);
      expect((await get(`${path}/versions/1`)).text).toBe(before.text);
    });

    it('list versions in pages, newest first', async () => {
      const page = await get(`${path}/versions?limit=1`);
      expect(page.json.items).toMatchObject([{ version: 2 }]);
      const next = await get(`${path}/versions?limit=1&cursor=${page.json.nextCursor}`);
      expect(next.json).toMatchObject({ items: [{ version: 1 }] });
      expect(next.json.nextCursor).toBeUndefined();
    });

    it('refuse a document with errors whole, with a pointer, and keep the draft', async () => {
      const before = await get(`${path}/draft`);
      const refused = await put(path, broken.document);
      expect(refused.json).toMatchObject({
        status: 422,
        code: 'RULE_SET_INVALID',
        errors: [{ pointer: broken.pointer }],
      });
      expect((await get(`${path}/draft`)).text).toBe(before.text);
    });

    it('do not publish what names something that does not exist', async () => {
      await put(path, unknown.document);
      const refused = await publish(path);
      expect(refused.json).toMatchObject({ status: 422, code: 'RULE_SET_REFERENCES_UNKNOWN' });
      expect(refused.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
        unknown.pointer,
      ]);
      expect((await get(path)).json.version).toBe(2);
      expect(await versionsOf(path)).toEqual([2, 1]);
    });

    it('replace a draft with If-Match only over the one that was seen', async () => {
      const seen = (await get(`${path}/draft`)).headers['etag'] as string;
      expect((await put(path, first, { 'if-match': seen })).status).toBe(200);
      const stale = await put(path, second, { 'if-match': seen });
      expect(stale.json).toMatchObject({ status: 412, code: 'RULE_SET_DRAFT_CHANGED' });
    });

    it('write an event and an audit entry with each publication, and nothing with one that is refused', async () => {
      const rowsOf = async (statement: string, name: string) =>
        (await bench.db.asOwner((session) => session.query(statement, [name]))).rows;
      expect(
        await rowsOf(
          "select (data ->> 'version')::int4 as version from platform.outbox where type = $1",
          event,
        ),
      ).toEqual([{ version: 1 }, { version: 2 }]);
      expect(
        await rowsOf(
          `select subject, (detail ->> 'version')::int4 as version from platform.audit_entry
           where action = 'price-rule.publish' and entity_type = $1 order by 2`,
          kind,
        ),
      ).toEqual([
        { subject: 'pia', version: 1 },
        { subject: 'pia', version: 2 },
      ]);
    });

    it('are read by everybody inside, changed and published by those who may', async () => {
      expect((await get(path, SALES)).status).toBe(200);
      expect((await put(path, first, {}, SALES)).status).toBe(403);
      expect((await publish(path, SALES)).status).toBe(403);
      const partner = { ...SALES, roles: ['partner'] };
      expect((await get(path, partner)).status).toBe(403);
    });
  });

  it('of an account that does not exist are 404, whatever is asked', async () => {
    for (const account of [newUuid(), 'none', '%00']) {
      const path = `/accounts/${account}/contract-prices`;
      const answers = [
        await get(path),
        await get(`${path}/draft`),
        await get(`${path}/versions`),
        await get(`${path}/versions/1`),
        await put(path, contractDocument('9')),
        await publish(path),
      ];
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    }
  });

  it('of promotions are about charges that an active price list has', async () => {
    const path = '/promotions';
    const sent = (chargeId: string) =>
      promotionsDocument(aPromotion({ id: 'about', appliesTo: { chargeIds: [chargeId] } }));
    await put(path, sent('feee'));
    expect((await publish(path)).json).toMatchObject({
      status: 422,
      code: 'RULE_SET_REFERENCES_UNKNOWN',
      errors: [{ pointer: '/promotions/0/appliesTo/chargeIds/0', code: 'CHARGE_UNKNOWN' }],
    });
    await put(path, sent('fee'));
    expect((await publish(path)).status).toBe(201);
    await put(path, off('20'));
    await publish(path);
  });

  it('of contract prices are checked against the price list of their currency', async () => {
    await put(CONTRACT, contractDocument('9', { currency: 'EUR' }));
    expect((await publish(CONTRACT)).json).toMatchObject({
      code: 'RULE_SET_REFERENCES_UNKNOWN',
      errors: [{ pointer: '/prices/0/chargeId', reason: 'there is no price list in EUR' }],
    });
  });

  it('are published in one transaction: two publications at once make one version', async () => {
    await put('/discount-policies', policyDocument('33'));
    const answers = await Promise.all([publish('/discount-policies'), publish('/discount-policies')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await versionsOf('/discount-policies')).toEqual([3, 2, 1]);
  });

  it('never change once published, whoever writes', async () => {
    for (const statement of [
      "update pricing.rule_set_version set content_hash = 'forged'",
      'delete from pricing.rule_set_version',
    ]) {
      const tampering = bench.db.asOwner((session) => session.query(statement));
      await expect(tampering).rejects.toMatchObject({ code: '23514' });
    }
  });

  it('decide about prices from their publication on; a price that was made keeps what it was made with', async () => {
    const request = {
      accountId: BUSINESS_ACCOUNT.id,
      promotionCodes: ['Spring'],
      lines: [{ id: '1', offeringId: 'seat', quantity: '1' }],
    };
    const price = () =>
      bench.db.withTenant(actor.tenant, 'read', (tx) => bench.pricing.api.price(tx, request));
    const made = await price();
    // 8.00 by contract, a fifth off.
    expect(made.result.totals.recurring[0]?.amount.amount).toBe('6.40');
    await put('/promotions', off('50'));
    await publish('/promotions');
    expect((await price()).result.totals.recurring[0]?.amount.amount).toBe('4.00');
    const again = await bench.db.withTenant(actor.tenant, 'read', (tx) =>
      bench.pricing.api.derive(tx, made.input),
    );
    expect(again).toEqual(made);
  });
});
