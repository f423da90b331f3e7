import { describeOnEachEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { admin, committedEvents, type RunningQuoting, runQuoting } from '../testing/index.ts';

const approver = { ...admin, subject: 'boss', roles: ['approver'] };

/** Seats with so many percent off. */
const seats = (percent: string) => ({
  items: [
    { offeringId: 'gigabyte' },
    {
      offeringId: 'seat',
      quantity: '10',
      manualAdjustments: [{ adjustment: { type: 'percent', value: `-${percent}` }, reason: 'old friend' }],
    },
  ],
});

describeOnEachEngine('a quote that needs an approval', (engine) => {
  let running: RunningQuoting;
  beforeAll(async () => {
    running = await runQuoting(engine, { raisedBy: async () => [{ code: 'EXPORT_CONTROL', level: 2 }] });
  });
  afterAll(() => running.close());

  const submitted = async () => running.quotes.command(await running.quotes.quoteIn('priced'), 'submit');

  it('waits for it, with the signals in its history', async () => {
    const waiting = await submitted();
    expect(waiting.json).toMatchObject({
      state: 'inApproval',
      tmfState: 'pending',
      allowedCommands: ['approve', 'decline', 'cancel'],
    });
    const [entry] = (await running.quotes.read(waiting, '/history')).json.items;
    expect(entry.detail.signals).toEqual([{ code: 'EXPORT_CONTROL', level: 2 }]);
    const events = await committedEvents(running.database.db, { type: 'quote', id: waiting.json.id });
    expect(events.at(-1)).toBe('QuoteSubmitted');
  });

  it('is approved by an approver, and by nobody without the role', async () => {
    const waiting = await submitted();
    const refused = await running.quotes.command(waiting, 'approve', { as: { ...admin, roles: ['sales'] } });
    expect(refused.status).toBe(403);
    const approved = await running.quotes.command(waiting, 'approve', {
      as: approver,
      body: { reason: 'fine' },
    });
    expect(approved.json.state).toBe('approved');
    const [entry] = (await running.quotes.read(approved, '/history')).json.items;
    expect(entry).toMatchObject({ action: 'quote.approve', actor: { subject: 'boss' }, reason: 'fine' });
  });

  it('is not approved by whoever submitted it, whatever their roles, but may be declined by them', async () => {
    const waiting = await submitted();
    const refused = await running.quotes.command(waiting, 'approve');
    expect([refused.status, refused.json.code]).toEqual([403, 'QUOTE_APPROVAL_BY_SUBMITTER']);
    expect((await running.quotes.read(waiting)).text).toBe(waiting.text);
    expect((await running.quotes.command(waiting, 'decline')).json.state).toBe('draft');
  });

  it('is a draft without a price and without a submission again when it is declined', async () => {
    const declined = await running.quotes.command(await submitted(), 'decline', { as: approver });
    expect(declined.json.state).toBe('draft');
    expect(declined.json).not.toHaveProperty('snapshot');
    expect(declined.json).not.toHaveProperty('approval');
  });
});

describeOnEachEngine('a discount by hand', (engine) => {
  let running: RunningQuoting;
  beforeAll(async () => {
    running = await runQuoting(engine);
  });
  afterAll(() => running.close());

  it('stops the quote where somebody else has to look, who sees what at and by whom', async () => {
    const { quotes } = running;
    const priced = await quotes.quoteIn('priced', seats('20'));
    const signal = {
      code: 'DISCOUNT_ABOVE_THRESHOLD',
      level: 1,
      itemId: priced.json.items[1].id,
      chargeId: 'fee',
      percent: '20',
      ruleId: 'everybody',
      policyVersion: 1,
    };
    expect(priced.json).toMatchObject({
      totals: { oneTime: { amount: '18.00' } },
      approvalPreview: { signals: [signal] },
    });
    const approval = {
      signals: [signal],
      submittedBy: 'user-1',
      submittedAt: '2026-03-01T09:00:00.000Z',
    };
    const waiting = await quotes.command(priced, 'submit');
    expect(waiting.json).toMatchObject({ state: 'inApproval', approval });
    expect(waiting.json).not.toHaveProperty('approvalPreview');
    const approved = await quotes.command(waiting, 'approve', { as: approver });
    expect(approved.json).toMatchObject({ state: 'approved', approval });
    const accepted = await quotes.command(await quotes.command(approved, 'present'), 'accept');
    expect((await quotes.read(accepted)).json.approval).toEqual(approval);
    const revised = await quotes.command(await quotes.quoteIn('rejected', seats('5')), 'revise');
    expect(revised.json).not.toHaveProperty('approval');
  });

  it('below every threshold needs nobody', async () => {
    const approved = await running.quotes.quoteIn('approved', seats('15'));
    expect(approved.json).toMatchObject({
      state: 'approved',
      approval: { signals: [], submittedBy: 'user-1' },
    });
  });

  it('that nobody may give can be priced, and not submitted: both answers name its item', async () => {
    const { quotes } = running;
    const errors = [
      { pointer: '/items/1/manualAdjustments', code: 'DISCOUNT_NOT_ALLOWED', reason: 'too much' },
    ];
    const priced = await quotes.quoteIn('priced', seats('51'));
    expect(priced.json).toMatchObject({
      state: 'priced',
      approvalPreview: { signals: [], refusal: { code: 'DISCOUNT_NOT_ALLOWED', errors } },
    });
    const refused = await quotes.command(priced, 'submit');
    expect([refused.status, refused.json.code]).toEqual([422, 'DISCOUNT_NOT_ALLOWED']);
    expect(refused.json.errors).toEqual(errors);
    expect((await quotes.read(priced)).json.state).toBe('priced');
  });
});
