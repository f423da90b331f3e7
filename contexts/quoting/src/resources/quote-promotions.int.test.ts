import { describeOnEachEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningQuoting, runQuoting } from '../testing/index.ts';

describeOnEachEngine('a promotion that is limited', (engine) => {
  let running: RunningQuoting;
  beforeAll(async () => {
    running = await runQuoting(engine);
    running.upstream.pricing.limitPromotion('ONCE', 1);
  });
  afterAll(() => running.close());

  it('is counted when a quote is accepted, refuses the next one, and is given back by a cancellation', async () => {
    const { quotes } = running;
    const promotionCodes = ['other', 'once'];
    const first = await quotes.quoteIn('presented', { promotionCodes });
    const second = await quotes.quoteIn('presented', { promotionCodes });
    const accepted = await quotes.command(first, 'accept');
    expect(accepted.json.state).toBe('accepted');

    const refused = await quotes.command(second, 'accept');
    expect([refused.status, refused.json.code]).toEqual([409, 'PROMOTION_EXHAUSTED']);
    expect(refused.json.errors[0].pointer).toBe('/promotionCodes/0');
    expect((await quotes.read(second)).text).toBe(second.text);

    await quotes.command(accepted, 'cancel', { body: { reason: 'customer withdrew' } });
    expect((await quotes.command(second, 'accept')).json.state).toBe('accepted');
  });

  it('is not given back by a quote that has taken nothing', async () => {
    const { quotes } = running;
    const presented = await quotes.quoteIn('presented', { promotionCodes: ['once'] });
    expect((await quotes.command(presented, 'cancel')).json.state).toBe('cancelled');
    const next = await quotes.quoteIn('presented', { promotionCodes: ['once'] });
    expect((await quotes.command(next, 'accept')).status).toBe(409);
  });
});
