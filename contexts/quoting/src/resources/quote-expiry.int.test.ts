import { tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import { describeOnPostgres, type TestAnswer } from '@quotewright/platform/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { committedEvents, type RunningQuoting, runQuoting } from '../testing/index.ts';

const THIRTY_DAYS = 30 * 86_400_000;

describeOnPostgres('the expiry of a quote', (engine) => {
  let running: RunningQuoting;
  beforeEach(async () => {
    running = await runQuoting(engine);
  });
  afterEach(() => running.close());

  const actions = async (quote: TestAnswer): Promise<readonly string[]> =>
    (await running.quotes.read(quote, '/history')).json.items.map(
      (entry: { action: string }) => entry.action,
    );

  it('comes at validUntil to the millisecond: before it the quote can be accepted, from then on not', async () => {
    const [early, late] = [
      await running.quotes.quoteIn('presented'),
      await running.quotes.quoteIn('presented'),
    ];
    running.clock.advance(THIRTY_DAYS - 1);
    expect((await running.quotes.command(early, 'accept')).status).toBe(200);
    running.clock.advance(1);
    const refused = await running.quotes.command(late, 'accept');
    expect(refused.status).toBe(409);
    expect(refused.json).toMatchObject({
      code: 'QUOTE_STATE_FORBIDS',
      from: 'expired',
      allowedCommands: ['revise'],
    });
  });

  it('is written down by the refused command, with audit and event, although the command left nothing', async () => {
    const presented = await running.quotes.quoteIn('presented');
    running.clock.advance(THIRTY_DAYS);
    await running.quotes.command(presented, 'accept');
    const quote = await running.quotes.read(presented);
    expect(quote.json).toMatchObject({ state: 'expired', tmfState: 'cancelled', version: 5 });
    expect((await actions(quote))[0]).toBe('quote.expire');
    const events = await committedEvents(running.database.db, { type: 'quote', id: quote.json.id });
    expect(events.at(-1)).toBe('QuoteExpired');
  });

  it('is written down by who reads the quote, once', async () => {
    const approved = await running.quotes.quoteIn('approved');
    running.clock.advance(THIRTY_DAYS);
    const first = await running.quotes.read(approved);
    const second = await running.quotes.read(approved);
    expect([first.json.state, first.headers['etag']]).toEqual(['expired', '"4"']);
    expect(second.text).toBe(first.text);
    expect((await actions(first)).filter((action) => action === 'quote.expire')).toHaveLength(1);
  });

  it('shows in lists and their filter before anybody has written it down', async () => {
    await running.quotes.quoteIn('presented');
    running.clock.advance(THIRTY_DAYS);
    const ask = async (state: string) =>
      (await running.quotes.send('GET', `/quotes?state=${state}`)).json.items;
    expect(await ask('presented')).toEqual([]);
    expect(await ask('expired')).toMatchObject([{ state: 'expired', allowedCommands: ['revise'] }]);
  });

  it('is written down by the timer, which may fire twice or find the quote accepted', async () => {
    const [due, accepted] = [
      await running.quotes.quoteIn('presented'),
      await running.quotes.quoteIn('accepted'),
    ];
    running.clock.advance(THIRTY_DAYS);
    const [job] = running.quoting.jobs;
    const fire = (quoteId: string) =>
      job?.run({
        id: 'job-1',
        tenant: tenantId('acme'),
        actor: systemPrincipal(tenantId('acme'), 'timer'),
        input: { quoteId },
        attempt: 1,
        signal: new AbortController().signal,
        progress: () => {},
      });
    expect(await fire(due.json.id)).toEqual({ state: 'expired' });
    expect(await fire(due.json.id)).toEqual({ state: 'expired' });
    expect(await fire(accepted.json.id)).toEqual({ state: 'accepted' });
    expect((await actions(due)).filter((action) => action === 'quote.expire')).toHaveLength(1);
  });

  it('lets a new revision be opened, with a validity of its own', async () => {
    const presented = await running.quotes.quoteIn('presented');
    running.clock.advance(THIRTY_DAYS);
    const expired = await running.quotes.read(presented);
    const revised = await running.quotes.command(expired, 'revise');
    expect(revised.json).toMatchObject({
      state: 'draft',
      revision: 2,
      validUntil: '2026-04-30T09:00:00.000Z',
    });
    const [first] = (await running.quotes.read(revised, '/revisions')).json.items;
    expect(first.state).toBe('expired');
  });

  it('keeps a quote that was never approved from being submitted, until its validity is moved', async () => {
    const priced = await running.quotes.quoteIn('priced');
    running.clock.advance(THIRTY_DAYS);
    const refused = await running.quotes.command(priced, 'submit');
    expect([refused.status, refused.json.code]).toEqual([409, 'QUOTE_VALIDITY_PASSED']);
    const moved = await running.quotes.change('PATCH', priced, '', {
      body: { validUntil: '2026-05-01T00:00:00.000Z' },
    });
    const approved = await running.quotes.command(await running.quotes.command(moved, 'price'), 'submit');
    expect(approved.json.state).toBe('approved');
  });
});
