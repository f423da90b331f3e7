import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { newWebhookSecret, signatureHeaders } from './webhook-signature.ts';

type IsGenuine = (secret: string, headers: object, body: string, now: number) => boolean;

describe('the code that the page for receivers shows', () => {
  const secret = newWebhookSecret();
  const at = Date.parse('2026-03-01T09:30:00.000Z');
  const message = { id: 'event-1', at, body: '{"name":"zażółć"}' };
  const headers = signatureHeaders(message, [secret]);
  let isGenuine: IsGenuine;

  beforeAll(async () => {
    const page = await readFile(
      new URL('../../../../docs/how-to/receive-webhooks.md', import.meta.url),
      'utf8',
    );
    const code = /^ *```js\n(.*?)^ *```$/ms.exec(page)?.[1] ?? '';
    ({ isGenuine } = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`));
  });

  it('takes what we sign', () => {
    expect(isGenuine(secret, headers, message.body, at + 299_000)).toBe(true);
  });

  it('takes it with either secret while one replaces the other', () => {
    const fresh = newWebhookSecret();
    const both = signatureHeaders(message, [fresh, secret]);
    expect(isGenuine(secret, both, message.body, at)).toBe(true);
    expect(isGenuine(fresh, both, message.body, at)).toBe(true);
  });

  it.each([
    ['another body', headers, `${message.body} `, at],
    ['another id', { ...headers, 'webhook-id': 'event-2' }, message.body, at],
    ['another time', { ...headers, 'webhook-timestamp': String(at / 1_000 + 1) }, message.body, at],
    ['what was sent long ago', headers, message.body, at + 301_000],
    ['what was sent in the future', headers, message.body, at - 301_000],
    ['no time', { ...headers, 'webhook-timestamp': undefined }, message.body, at],
    ['no signature', { ...headers, 'webhook-signature': undefined }, message.body, at],
    ['a cut signature', { ...headers, 'webhook-signature': 'v1,AAAA' }, message.body, at],
    ['no headers', {}, message.body, at],
  ])('takes nothing with %s', (_what, sent, body, now) => {
    expect(isGenuine(secret, sent, body, now)).toBe(false);
  });

  it('takes nothing that another secret signed', () => {
    expect(isGenuine(newWebhookSecret(), headers, message.body, at)).toBe(false);
  });
});
