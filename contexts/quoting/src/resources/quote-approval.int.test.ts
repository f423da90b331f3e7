import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { admin, committedEvents, type RunningQuoting, runQuoting } from '../testing/index.ts';

describeOnPostgres('a quote that needs an approval', (engine) => {
  let running: RunningQuoting;
  beforeAll(async () => {
    running = await runQuoting(engine, { raisedBy: async () => [{ code: 'DISCOUNT_ABOVE_15', level: 1 }] });
  });
  afterAll(() => running.close());

  const approver = { ...admin, subject: 'boss', roles: ['approver'] };
  const submitted = async () => running.quotes.command(await running.quotes.quoteIn('priced'), 'submit');

  it('waits for it, with the signals in its history', async () => {
    const waiting = await submitted();
    expect(waiting.json).toMatchObject({
      state: 'inApproval',
      tmfState: 'pending',
      allowedCommands: ['approve', 'decline', 'cancel'],
    });
    const [entry] = (await running.quotes.read(waiting, '/history')).json.items;
    expect(entry.detail.signals).toEqual([{ code: 'DISCOUNT_ABOVE_15', level: 1 }]);
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

  it('is a draft without a price again when it is declined', async () => {
    const declined = await running.quotes.command(await submitted(), 'decline', { as: approver });
    expect(declined.json.state).toBe('draft');
    expect(declined.json).not.toHaveProperty('snapshot');
  });
});
