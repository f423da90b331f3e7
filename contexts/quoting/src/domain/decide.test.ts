import { describe, expect, it } from 'vitest';
import { decide, type QuoteFacts } from './decide.ts';

const facts: QuoteFacts = { now: 5, validUntil: 10, itemCount: 1, approvalSignals: 0, reason: undefined };

describe('a decision about a quote', () => {
  it('prices only what has items', () => {
    expect(decide('draft', 'price', { ...facts, itemCount: 0 })).toMatchObject({ code: 'QUOTE_EMPTY' });
  });

  it('submits into approval when something asks for one, else straight to approved', () => {
    expect(decide('priced', 'submit', { ...facts, approvalSignals: 1 })).toMatchObject({
      transition: { to: 'inApproval' },
    });
    expect(decide('priced', 'submit', facts)).toMatchObject({ transition: { to: 'approved' } });
  });

  it('accepts up to the last moment of the validity, and not at its end', () => {
    expect(decide('presented', 'accept', { ...facts, now: 9 })).toMatchObject({ outcome: 'moves' });
    expect(decide('presented', 'accept', { ...facts, now: 10 })).toMatchObject({
      code: 'QUOTE_VALIDITY_PASSED',
    });
  });

  it('expires from the end of the validity on, and not before', () => {
    expect(decide('presented', 'expire', { ...facts, now: 9 })).toMatchObject({
      code: 'QUOTE_STATE_FORBIDS',
    });
    expect(decide('presented', 'expire', { ...facts, now: 10 })).toMatchObject({
      transition: { to: 'expired' },
    });
  });

  it('cancels an accepted quote with a reason only', () => {
    expect(decide('accepted', 'cancel', facts)).toMatchObject({ code: 'QUOTE_REASON_REQUIRED' });
    expect(decide('accepted', 'cancel', { ...facts, reason: 'customer withdrew' })).toMatchObject({
      outcome: 'moves',
    });
  });
});
