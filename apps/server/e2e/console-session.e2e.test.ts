import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoInstallation } from './demo-installation.ts';
import { send } from './http-client.ts';
import type { Installation, RunningServer } from './server-process.ts';

describe('a browser at a running server', () => {
  let installation: Installation;
  let server: RunningServer;
  let token: string;
  beforeAll(async () => {
    installation = await demoInstallation();
    server = await installation.start();
    const words = ['token', '--tenant', 'northstar', '--roles', 'operator', '--subject', 'olga'];
    token = (await installation.command(...words)).stdout.trim();
  }, 240_000);
  afterAll(() => installation.remove());

  const session = '/api/v1/session';

  it('stays signed in while the server is killed and started again, and not after it signed out', async () => {
    const opened = await send(server.url, 'POST', session, { token });
    expect(opened.status).toBe(201);
    const cookie = String(opened.headers.get('set-cookie')?.split(';')[0]);
    const csrf = { cookie, 'quotewright-csrf': opened.json.csrfToken };
    await server.kill();
    server = await installation.start();
    expect(await send(server.url, 'GET', session, { headers: { cookie } })).toMatchObject({
      status: 200,
      json: { subject: 'olga', csrfToken: opened.json.csrfToken },
    });

    const request = { operationId: 'purgeCache', params: { category: 'catalog.offering' } };
    const body = { ...request, body: { reason: 'the copies look wrong' } };
    const ask = (headers: Record<string, string>) =>
      send(server.url, 'POST', '/api/v1/admin/confirmations', { headers, body });
    expect(await ask({ cookie })).toMatchObject({ status: 403, json: { code: 'CSRF_REFUSED' } });
    const purge = (confirmation: Record<string, string>, key: string) =>
      send(server.url, 'POST', '/api/v1/admin/caches/catalog.offering/purge', {
        headers: { ...csrf, ...confirmation, 'idempotency-key': key },
        body: body.body,
      });
    expect(await purge({}, 'one')).toMatchObject({ status: 428, json: { code: 'CONFIRMATION_REQUIRED' } });
    const asked = await ask(csrf);
    expect(asked).toMatchObject({ status: 201, json: { operationId: 'purgeCache' } });
    const confirmation = { 'quotewright-confirmation': asked.json.token };
    expect((await purge(confirmation, 'one')).status).toBe(200);
    expect(await purge(confirmation, 'two')).toMatchObject({
      status: 412,
      json: { code: 'CONFIRMATION_INVALID' },
    });

    expect((await send(server.url, 'DELETE', session, { headers: csrf })).status).toBe(204);
    expect(await send(server.url, 'GET', session, { headers: { cookie } })).toMatchObject({
      status: 401,
      json: { code: 'SESSION_ENDED' },
    });
  });
});
