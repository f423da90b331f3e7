import { describe, expect, it } from 'vitest';
import { newWebhookSecret, signatureHeaders } from './webhook-signature.ts';

// The example that the libraries of Standard Webhooks share.
const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: 1_614_265_330_999, body: '{"test": 2432232314}' };
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

describe('the signature of a webhook', () => {
  it('is the one that every library of Standard Webhooks expects', () => {
    expect(signatureHeaders(message, [secret])).toEqual({
      'webhook-id': message.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': signature,
    });
  });

  it('is followed by another one for each further secret', () => {
    const { 'webhook-signature': both } = signatureHeaders(message, [newWebhookSecret(), secret]);
    expect(both).toMatch(/^v1,[A-Za-z0-9+/]{43}= v1,[A-Za-z0-9+/]{43}=$/);
    expect(both?.split(' ')[1]).toBe(signature);
  });

  it('has a secret of 256 bits', () => {
    const fresh = newWebhookSecret();
    expect(fresh).toMatch(/^whsec_/);
    expect(Buffer.from(fresh.slice(6), 'base64')).toHaveLength(32);
    expect(newWebhookSecret()).not.toBe(fresh);
  });
});
