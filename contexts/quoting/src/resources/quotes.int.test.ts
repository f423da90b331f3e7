import { isUuid, tenantId } from '@quotewright/kernel';
import { queries } from '@quotewright/platform/postgres';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { admin, CUSTOMER, committedEvents, type RunningQuoting, runQuoting } from '../testing/index.ts';

describeOnPostgres('quotes over HTTP', (engine) => {
  let running: RunningQuoting;
  beforeAll(async () => {
    running = await runQuoting(engine);
  });
  afterAll(() => running.close());

  it('opens a draft with what the account and the tenant say, and numbers it', async () => {
    const opened = await running.quotes.quoteIn('draft', { name: 'Spring' });
    expect(opened.status).toBe(201);
    expect(opened.headers['location']).toBe(`/api/v1/quotes/${opened.json.id}`);
    expect(opened.headers['etag']).toBe('"1"');
    expect(opened.json).toMatchObject({
      number: expect.stringMatching(/^Q-2026-\d{6}$/),
      name: 'Spring',
      state: 'draft',
      tmfState: 'inProgress',
      revision: 1,
      accountId: CUSTOMER,
      owner: 'user-1',
      currency: 'USD',
      market: 'EU',
      channel: 'direct',
      validUntil: '2026-03-31T09:00:00.000Z',
      items: [{ offeringId: 'seat', quantity: '2', usage: {} }],
      allowedCommands: ['edit', 'price', 'cancel'],
    });
    expect(opened.json).not.toHaveProperty('snapshot');
    expect((await running.quotes.read(opened)).json).toEqual(opened.json);
  });

  it('goes from draft to accepted, step by step, with audit and events for each', async () => {
    const { quotes } = running;
    let answer = await quotes.quoteIn('draft');
    const states: string[] = [answer.json.state];
    for (const command of ['price', 'submit', 'present', 'accept']) {
      answer = await quotes.command(answer, command);
      expect(answer.status, answer.text).toBe(200);
      states.push(answer.json.state);
    }
    expect(states).toEqual(['draft', 'priced', 'approved', 'presented', 'accepted']);
    expect(answer.headers['etag']).toBe('"5"');

    const history = (await quotes.read(answer, '/history')).json.items;
    expect(history.map((entry: { action: string }) => entry.action)).toEqual([
      'quote.accept',
      'quote.present',
      'quote.submit',
      'quote.price',
      'quote.create',
    ]);
    expect(history[0]).toMatchObject({
      actor: { subject: 'user-1' },
      detail: { from: 'presented', to: 'accepted' },
    });
    expect(await committedEvents(running.database.db, { type: 'quote', id: answer.json.id })).toEqual([
      'QuoteCreated',
      'QuotePriced',
      'QuoteSubmitted',
      'QuoteApproved',
      'QuotePresented',
      'QuoteAccepted',
    ]);
  });

  it('shows what the price is made of once it is priced, and keeps it by value', async () => {
    const priced = await running.quotes.quoteIn('priced');
    expect(priced.json).toMatchObject({
      totals: { oneTime: { amount: '4.00', currency: 'USD' } },
      items: [{ offeringName: 'Offering seat', charges: [{ chargeId: 'fee', amount: { amount: '4.00' } }] }],
      snapshot: {
        catalogVersion: 1,
        priceLists: [{ id: 'standard', version: 1 }],
        configurationRuleSetVersion: null,
        inputHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        priceHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        engineVersion: 'in-memory-1',
        pricedAt: '2026-03-01T09:00:00.000Z',
      },
    });
    const explained = await running.quotes.read(priced, '/price-explanation');
    expect(explained.json).toMatchObject({
      quoteId: priced.json.id,
      revision: 1,
      lines: [{ charges: [{ explanation: [] }] }],
    });
    const text = await running.quotes.read(priced, '/price-explanation?format=text');
    expect(text.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(text.text).toContain('Offering seat');
  });

  it('keeps the evidence of an acceptance: who, when, through what, which price and which document', async () => {
    const presented = await running.quotes.quoteIn('presented');
    const { priceHash } = presented.json.snapshot;
    const accepted = await running.quotes.command(presented, 'accept', {
      as: { ...admin, subject: 'portal-user', clientId: 'portal' },
      body: { acceptedBy: 'J. Doe', reference: 'PO-4711', priceHash },
    });
    expect(accepted.json.acceptance).toEqual({
      acceptedAt: '2026-03-01T09:00:00.000Z',
      subject: 'portal-user',
      clientId: 'portal',
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      address: '127.0.0.1',
      userAgent: expect.any(String),
      acceptedBy: 'J. Doe',
      reference: 'PO-4711',
      priceHash,
      documentHashes: {
        html: expect.stringMatching(/^[0-9a-f]{64}$/),
        pdf: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
  });

  it('refuses the acceptance of another price than the quote’s', async () => {
    const presented = await running.quotes.quoteIn('presented');
    const refused = await running.quotes.command(presented, 'accept', {
      body: { priceHash: 'f'.repeat(64) },
    });
    expect([refused.status, refused.json.code]).toEqual([409, 'PRICE_HASH_MISMATCH']);
    expect((await running.quotes.read(presented)).json.state).toBe('presented');
  });

  it('makes a priced quote a draft without a price when it is edited, in whatever way', async () => {
    const edits = [
      ['PATCH', '', { channel: 'web' }],
      ['POST', 'items', { offeringId: 'gigabyte', quantity: '0.50' }],
      ['PATCH', 'items/{item}', { quantity: '3' }],
      ['DELETE', 'items/{item}', undefined],
    ] as const;
    for (const [method, path, body] of edits) {
      const priced = await running.quotes.quoteIn('priced');
      const at = path.replace('{item}', priced.json.items[0].id);
      const edited = await running.quotes.change(method, priced, at, body === undefined ? {} : { body });
      expect(edited.status, edited.text).toBe(method === 'POST' ? 201 : 200);
      expect(edited.json).toMatchObject({ state: 'draft', version: 3 });
      expect(edited.json).not.toHaveProperty('snapshot');
      expect(edited.json).not.toHaveProperty('totals');
      expect(edited.headers['etag']).toBe('"3"');
    }
  });

  it('leaves a quote alone when a change changes nothing', async () => {
    const priced = await running.quotes.read(await running.quotes.quoteIn('priced'));
    for (const body of [{}, { market: 'EU', channel: 'direct', promotionCodes: [], place: null }]) {
      const same = await running.quotes.change('PATCH', priced, '', { body });
      expect([same.status, same.text]).toEqual([200, priced.text]);
    }
  });

  it('edits items: adds behind the others, changes in place, removes', async () => {
    const { quotes } = running;
    const opened = await quotes.quoteIn('draft');
    const added = await quotes.command(opened, 'items', {
      body: { offeringId: 'gigabyte', quantity: '0.50', usage: { transfer: '10.0' } },
    });
    const [, second] = added.json.items;
    expect(second).toMatchObject({ offeringId: 'gigabyte', quantity: '0.5', usage: { transfer: '10' } });
    expect(isUuid(second.id)).toBe(true);
    expect(added.headers['location']).toBe(`/api/v1/quotes/${opened.json.id}/items/${second.id}`);
    const changed = await quotes.change('PATCH', added, `items/${second.id}`, { body: { quantity: '7' } });
    expect(changed.json.items[1]).toEqual({ ...second, quantity: '7' });
    const removed = await quotes.change('DELETE', changed, `items/${second.id}`);
    expect(removed.json.items).toEqual(opened.json.items);
    const gone = await quotes.change('PATCH', removed, `items/${second.id}`, { body: { quantity: '1' } });
    expect([gone.status, gone.json.code]).toEqual([404, 'QUOTE_ITEM_NOT_FOUND']);
  });

  it('says precisely what of a new quote cannot be', async () => {
    const open = (body: object) => running.quotes.send('POST', '/quotes', { body });
    const items = [
      { offeringId: 'seat' },
      { offeringId: 'nothing' },
      { offeringId: 'old-seat' },
      { offeringId: 'seat', quantity: '0.5' },
    ];
    const wrongItems = await open({ accountId: CUSTOMER, items });
    expect(wrongItems.status).toBe(422);
    expect(
      wrongItems.json.errors.map((place: { pointer: string; code: string }) => [place.pointer, place.code]),
    ).toEqual([
      ['/items/1/offeringId', 'OFFERING_UNKNOWN'],
      ['/items/2/offeringId', 'OFFERING_NOT_ACTIVE'],
      ['/items/3/quantity', 'QUANTITY_FRACTION'],
    ]);
    for (const [body, pointer] of [
      [{ accountId: 'nobody' }, '/accountId'],
      [{ accountId: 'account-closed' }, '/accountId'],
      [{ accountId: CUSTOMER, validUntil: '2026-03-01T09:00:00.000Z' }, '/validUntil'],
    ] as const) {
      const refused = await open(body);
      expect([refused.status, refused.json.errors[0].pointer]).toEqual([422, pointer]);
    }
    const unknownMember = await open({ accountId: CUSTOMER, discount: '50' });
    expect([unknownMember.status, unknownMember.json.errors[0].pointer]).toEqual([400, '/discount']);
  });

  it('clones a quote in any state into a draft of its own', async () => {
    const original = await running.quotes.quoteIn('accepted');
    const clone = await running.quotes.command(original, 'clone');
    expect(clone.status).toBe(201);
    expect(clone.json).toMatchObject({
      state: 'draft',
      revision: 1,
      version: 1,
      clonedFrom: original.json.id,
    });
    expect(clone.json.number).not.toBe(original.json.number);
    expect(clone.json.items[0]).toMatchObject({ offeringId: 'seat', quantity: '2' });
    expect(clone.json.items[0].id).not.toBe(original.json.items[0].id);
    expect((await running.quotes.read(original)).json).toEqual(original.json);
  });

  it('clones nothing for an account that is closed by now', async () => {
    const original = await running.quotes.quoteIn('accepted');
    await running.database.db.withTenant(tenantId('acme'), 'write', (tx) =>
      sql`update quoting.quote set account_id = 'account-closed' where id = ${original.json.id}`.execute(
        queries(tx),
      ),
    );
    const refused = await running.quotes.command(original, 'clone');
    expect(refused).toMatchObject({
      status: 422,
      json: { errors: [{ pointer: '/accountId', code: 'ACCOUNT_CLOSED' }] },
    });
  });

  it('cancels an accepted quote with a reason only', async () => {
    const accepted = await running.quotes.quoteIn('accepted');
    const refused = await running.quotes.command(accepted, 'cancel');
    expect([refused.status, refused.json.code, refused.json.errors[0].pointer]).toEqual([
      422,
      'QUOTE_REASON_REQUIRED',
      '/reason',
    ]);
    const cancelled = await running.quotes.command(accepted, 'cancel', {
      body: { reason: 'customer withdrew' },
    });
    expect(cancelled.json.state).toBe('cancelled');
    expect(cancelled.json.acceptance).toBeDefined();
    expect((await running.quotes.read(cancelled, '/history')).json.items[0].reason).toBe('customer withdrew');
  });

  it('replays an acceptance under the same key instead of refusing the repeat', async () => {
    const presented = await running.quotes.quoteIn('presented');
    const headers = { 'idempotency-key': 'accept-once' };
    const first = await running.quotes.command(presented, 'accept', { headers });
    const again = await running.quotes.command(presented, 'accept', { headers });
    expect(again.status).toBe(200);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.text).toBe(first.text);
    expect(again.headers['etag']).toBe(first.headers['etag']);
  });
});
