import { expect, it } from 'vitest';
import { type LiveSystem } from './live-system.ts';

const PATH = '/api/v1/admin/caches/catalog.offering/purge';
const BODY = { reason: 'the copies look wrong' };

export function replaysAreRefused(system: () => LiveSystem): void {
  const confirmation = async ({ ask, owner }: LiveSystem): Promise<string> => {
    const asked = await ask('POST', '/api/v1/admin/confirmations', {
      token: owner,
      body: { operationId: 'purgeCache', params: { category: 'catalog.offering' }, body: BODY },
    });
    expect(asked.status, asked.text).toBe(201);
    return asked.json.token;
  };
  const purge = ({ ask }: LiveSystem, bearer: string, token: string, key: string, body: object = BODY) =>
    ask('POST', PATH, {
      token: bearer,
      body,
      headers: { 'quotewright-confirmation': token, 'idempotency-key': key },
    });

  it('takes a confirmation once, however many send it at the same moment', async () => {
    const token = await confirmation(system());
    const replies = await Promise.all(
      Array.from({ length: 12 }, (_, index) => purge(system(), system().owner, token, `replay-${index}`)),
    );
    const statuses = replies.map(({ status }) => status).sort((a, b) => a - b);
    expect(statuses).toEqual([200, ...Array.from({ length: 11 }, () => 412)]);
  });

  it('takes a confirmation from nobody else, for nothing else, and it stays good for what it is for', async () => {
    const { owner, rival } = system();
    const token = await confirmation(system());
    expect((await purge(system(), rival, token, 'stolen')).status).toBe(412);
    expect((await purge(system(), owner, token, 'other', { reason: 'another reason' })).status).toBe(412);
    for (const [index, made] of [
      'x',
      '',
      `${token}x`,
      'x'.repeat(5_000),
      '../../x',
      "' or 1=1 --",
    ].entries()) {
      const reply = await purge(system(), owner, made, `made-${index}`);
      expect([400, 412, 428], reply.text).toContain(reply.status);
    }
    expect((await purge(system(), owner, token, 'meant')).status).toBe(200);
  });

  it('takes a CSRF token only with the cookie of its own session, and neither after the session ended', async () => {
    const { ask, owner, rival, stateOf } = system();
    const before = await stateOf(rival);
    const open = async (token: string) => {
      const opened = await ask('POST', '/api/v1/session', { token });
      expect(opened.status, opened.text).toBe(201);
      return {
        cookie: String(opened.headers.get('set-cookie')?.split(';')[0]),
        csrf: opened.json.csrfToken as string,
      };
    };
    const [mine, other] = [await open(owner), await open(rival)];
    const write = (cookie: string, csrf?: string) =>
      ask('PUT', '/api/v1/me/preferences/quotes', {
        body: { by: 'a browser' },
        headers: { cookie, ...(csrf === undefined ? {} : { 'quotewright-csrf': csrf }) },
      });
    for (const csrf of [undefined, mine.csrf, 'x', `${other.csrf}x`]) {
      const reply = await write(other.cookie, csrf);
      expect(reply, reply.text).toMatchObject({ status: 403, json: { code: 'CSRF_REFUSED' } });
    }
    for (const { cookie, csrf } of [mine, other]) {
      const headers = { cookie, 'quotewright-csrf': csrf };
      expect((await ask('DELETE', '/api/v1/session', { headers })).status).toBe(204);
      expect((await write(cookie, csrf)).status).toBe(401);
    }
    expect((await stateOf(rival)).slice(0, 7)).toEqual(before.slice(0, 7));
  });
}
