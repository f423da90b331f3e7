import { expect, it } from 'vitest';
import { expectProblem } from './corpus.ts';
import { type LiveSystem } from './live-system.ts';

const OUTSIDE = 'https://partner.example/further-hook';

/** Of the machine itself and of networks behind it, in the ways that addresses can be written; and what is no web address. */
const INSIDE: readonly string[] = [
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f.0.0.1/',
  'https://0177.0.0.1/',
  'https://0.0.0.0/',
  'https://10.0.0.7/',
  'https://172.16.0.1/',
  'https://192.168.1.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://[::1]/',
  'https://[::ffff:10.0.0.7]/',
  'https://[fd00:ec2::254]/',
  'https://[fe80::1]/',
  'https://localhost/',
  'https://LOCALHOST./',
  'http://partner.example/hook',
  'https://mallory:secret@partner.example/hook',
  'file:///etc/passwd',
  'gopher://partner.example/',
  'javascript:alert(1)',
  '//partner.example/hook',
];

/** The only addresses that a caller can have the server speak to: imports are documents, never places. */
export function callbacksAreOutside(system: () => LiveSystem): void {
  it('takes a callback outside, and none inside its own network or without TLS', async () => {
    const { ask, owner } = system();
    const before = (await ask('GET', '/api/v1/hub', { token: owner })).text;
    const subscribe = (callback: string, key: string) =>
      ask('POST', '/api/v1/hub', {
        token: owner,
        body: { callback, eventTypes: ['QuoteAccepted'] },
        headers: { 'idempotency-key': `callback-${key}` },
      });
    for (const [index, callback] of INSIDE.entries()) {
      const reply = await subscribe(callback, String(index));
      expect(reply.status, `${callback}: ${reply.text}`).toBe(422);
      expectProblem(reply, callback);
      expect(reply.json.errors[0].pointer, callback).toBe('/callback');
    }
    expect((await ask('GET', '/api/v1/hub', { token: owner })).text).toBe(before);
    const taken = await subscribe(OUTSIDE, 'outside');
    expect(taken.status, taken.text).toBe(201);
    const gone = await ask('DELETE', `/api/v1/hub/${taken.json.id}`, { token: owner });
    expect(gone.status, gone.text).toBe(204);
  });
}
