import { tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listAudit } from '../audit/index.ts';
import { systemPrincipal } from '../auth/principal.ts';
import { noteTokenEnd } from '../auth/token-end.ts';
import { CUP, shopModule } from '../http/fixtures/shop-module.ts';
import {
  describeOnEachEngine,
  type TestAnswer,
  type TestDatabase,
  type TestPrincipal,
  type TestServer,
  testAuthenticator,
  testServer,
} from '../testing/index.ts';
import { sessionAuthenticator, sessionModule } from './index.ts';
import { countOfSubject } from './session-store.ts';

const ana: TestPrincipal = { tenant: 'acme', subject: 'ana', roles: ['sales'], clientId: 'console' };
const HOUR_MS = 3_600_000;
const HOST = 'console.example';

describeOnEachEngine('a session of the console', (engine) => {
  const clock = new ManualClock('2026-03-01T09:00:00.000Z');
  let tokenEndsAt: number | undefined;
  let database: TestDatabase;
  let server: TestServer;
  let otherNode: TestServer;
  let onLoopback: TestServer;

  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
    const authenticator = {
      authenticate: async (authorization: string | undefined) => {
        const principal = await testAuthenticator.authenticate(authorization);
        if (tokenEndsAt !== undefined) noteTokenEnd(principal, tokenEndsAt);
        return principal;
      },
    };
    const node = (secure: boolean) => {
      const deps = { database: database.db, secure };
      return testServer({
        modules: [shopModule(), sessionModule(deps)],
        database: database.db,
        clock,
        overrides: { sessions: sessionAuthenticator(deps), authenticator },
      });
    };
    server = await node(true);
    otherNode = await node(true);
    onLoopback = await node(false);
  });
  afterAll(async () => {
    for (const one of [server, otherNode, onLoopback]) await one.close();
    await database.close();
  });

  interface SignedIn {
    readonly cookie: string;
    readonly csrf: string;
    readonly answer: TestAnswer;
  }

  async function signIn(as = ana, at = server): Promise<SignedIn> {
    const answer = await at.request('POST', '/session', { as });
    const cookie = String(answer.headers['set-cookie']).split(';')[0] as string;
    return { cookie, csrf: answer.json.csrfToken, answer };
  }

  const look = ({ cookie }: SignedIn, headers = {}, at = server) =>
    at.request('GET', '/session', { headers: { cookie, host: HOST, ...headers } });

  const count = ({ cookie }: SignedIn, headers: Record<string, string>) =>
    server.request('POST', '/cups/count', { headers: { cookie, host: HOST, ...headers } });

  const signOut = ({ cookie, csrf }: SignedIn) =>
    server.request('DELETE', '/session', { headers: { cookie, host: HOST, 'quotewright-csrf': csrf } });

  const ended = { status: 401, json: { code: 'SESSION_ENDED' } };
  const forged = { status: 403, json: { code: 'CSRF_REFUSED' } };

  it('is opened with a token, and is then who that said', async () => {
    const session = await signIn();
    expect(session.answer).toMatchObject({
      status: 201,
      json: { tenant: 'acme', subject: 'ana', roles: ['sales'], clientId: 'console' },
    });
    expect(session.answer.headers['set-cookie']).toMatch(
      /^__Host-quotewright-session=acme\.[0-9a-f]{64}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=28800; Secure$/,
    );
    const seen = await look(session);
    expect(seen).toMatchObject({ status: 200, json: session.answer.json });
    expect(seen.headers).toMatchObject({
      'cache-control': 'private, no-cache',
      vary: 'Authorization, Cookie',
    });
    const cup = await server.request('GET', `/cups/${CUP}`, { headers: { cookie: session.cookie } });
    expect(cup).toMatchObject({ status: 200, json: { owner: 'ana' } });
  });

  it('needs no https on the machine itself', async () => {
    const session = await signIn(ana, onLoopback);
    expect(session.cookie).toMatch(/^quotewright-session=/);
    expect(session.answer.headers['set-cookie']).not.toContain('Secure');
    expect((await look(session, {}, onLoopback)).status).toBe(200);
  });

  it('does not come out of another session: who stays signs in again', async () => {
    const { cookie, csrf } = await signIn();
    expect(
      await server.request('POST', '/session', { headers: { cookie, 'quotewright-csrf': csrf } }),
    ).toMatchObject({ status: 403, json: { code: 'SESSION_NEEDS_TOKEN' } });
    expect(await server.request('GET', '/session', { as: ana })).toMatchObject({ status: 404 });
    expect(await server.request('DELETE', '/session', { as: ana })).toMatchObject({ status: 404 });
  });

  it('changes nothing without its own CSRF token', async () => {
    const [session, other] = [await signIn(), await signIn()];
    expect(other.csrf).not.toBe(session.csrf);
    for (const headers of [
      {},
      { 'quotewright-csrf': '' },
      { 'quotewright-csrf': other.csrf },
      { 'quotewright-csrf': session.csrf.slice(1) },
      { 'quotewright-csrf': 'é'.repeat(32) },
    ]) {
      expect(await count(session, headers)).toMatchObject(forged);
    }
    expect((await count(session, { 'quotewright-csrf': session.csrf })).status).toBe(202);
  });

  it('changes nothing for a page of another site, even with its token', async () => {
    const session = await signIn();
    const csrf = { 'quotewright-csrf': session.csrf };
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `https://${HOST}.evil.example` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
    ]) {
      expect(await count(session, { ...csrf, ...headers })).toMatchObject(forged);
    }
    const ours = { origin: `https://${HOST}`, 'sec-fetch-site': 'same-origin' };
    expect((await count(session, { ...csrf, ...ours })).status).toBe(202);
  });

  it('is read by the console and from the address bar, by no other page', async () => {
    const session = await signIn();
    for (const site of ['same-origin', 'none']) {
      expect((await look(session, { 'sec-fetch-site': site })).status).toBe(200);
    }
    for (const site of ['cross-site', 'same-site']) {
      expect(await look(session, { 'sec-fetch-site': site })).toMatchObject(forged);
    }
  });

  it('is nothing that a request with a token needs, or is harmed by', async () => {
    const session = await signIn();
    const bob = { ...ana, subject: 'bob' };
    const cup = await server.request('GET', `/cups/${CUP}`, {
      as: bob,
      headers: { cookie: session.cookie },
    });
    expect(cup).toMatchObject({ status: 200, json: { owner: 'bob' } });
    const counted = await server.request('POST', '/cups/count', {
      as: bob,
      headers: { cookie: session.cookie, origin: 'https://other.example' },
    });
    expect(counted.status).toBe(202);
  });

  it('ends when one signs out: at once and on every node', async () => {
    const [session, elsewhere] = [await signIn(), await signIn()];
    expect((await look(session, {}, otherNode)).status).toBe(200);
    expect(await server.request('DELETE', '/session', { headers: { cookie: session.cookie } })).toMatchObject(
      forged,
    );
    const out = await signOut(session);
    expect(out.status).toBe(204);
    expect(out.headers['set-cookie']).toMatch(/^__Host-quotewright-session=; .*Max-Age=0/);
    for (const node of [otherNode, server]) expect(await look(session, {}, node)).toMatchObject(ended);
    expect((await look(elsewhere)).status).toBe(200);
  });

  it('ends with its token, and after eight hours at the latest', async () => {
    tokenEndsAt = clock.now() + HOUR_MS;
    const short = await signIn();
    tokenEndsAt = clock.now() + 12 * HOUR_MS;
    const long = await signIn();
    tokenEndsAt = clock.now();
    expect(await server.request('POST', '/session', { as: ana })).toMatchObject(ended);
    tokenEndsAt = undefined;
    clock.advance(HOUR_MS - 1);
    expect((await look(short)).status).toBe(200);
    clock.advance(1);
    expect(await look(short)).toMatchObject(ended);
    clock.advance(7 * HOUR_MS - 1);
    expect((await look(long)).status).toBe(200);
    clock.advance(1);
    expect(await look(long)).toMatchObject(ended);
  });

  it('is not found by guessing, or with the secret of another tenant', async () => {
    const { cookie } = await signIn();
    const asked = (sent: string) => server.request('GET', '/session', { headers: { cookie: sent } });
    expect(await asked(cookie.replace('acme', 'globex'))).toMatchObject(ended);
    expect(await asked(`__Host-quotewright-session=acme.${'0'.repeat(64)}`)).toMatchObject(ended);
    for (const bad of ['acme', 'acme.', '.x', 'acme.1.2', `A B.${'0'.repeat(64)}`, "acme.' or 1=1"]) {
      expect(await asked(`__Host-quotewright-session=${bad}`)).toMatchObject({
        status: 401,
        json: { code: 'AUTHENTICATION_REQUIRED' },
      });
    }
    expect((await asked(cookie.replace('__Host-', ''))).status).toBe(401);
    expect((await asked(`theme=dark; ${cookie}; x=1`)).status).toBe(200);
  });

  it('is one of twenty at most: one more ends the oldest', async () => {
    const zoe = { ...ana, subject: 'zoe' };
    const others = await signIn();
    const all: SignedIn[] = [];
    for (let index = 0; index < 21; index += 1) {
      clock.advance(1);
      all.push(await signIn(zoe));
    }
    const [first, second] = all as [SignedIn, SignedIn];
    expect(await look(first)).toMatchObject(ended);
    expect((await look(second)).status).toBe(200);
    expect((await look(others)).status).toBe(200);
  });

  it('is one of twenty also when many sign in at once', async () => {
    const max = { ...ana, subject: 'max' };
    for (let index = 0; index < 20; index += 1) await signIn(max);
    clock.advance(1);
    const nodes = [server, otherNode];
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, index) => signIn(max, nodes[index % nodes.length])),
    );
    for (const one of all) expect((await look(one)).status).toBe(200);
    const kept = await database.db.withTenant(tenantId('acme'), 'read', (tx) => countOfSubject(tx, 'max'));
    expect(kept).toBe(20);
  });

  it('is kept as a hash, noted in the audit trail, and forgotten when it has ended', async () => {
    const tenant = tenantId('initech');
    const session = await signIn({ ...ana, tenant });
    const rows = () =>
      database.db.asOwner(async (sql) => {
        const { rows } = await sql.query(
          `select row_to_json(s)::text as row from platform.web_session s where tenant_id = 'initech'`,
        );
        return rows.map(({ row }) => String(row));
      });
    const [kept] = await rows();
    expect(kept).toContain('ana');
    expect(kept).not.toContain(session.cookie.split('.')[1]);
    expect(kept).not.toContain(session.csrf);
    await signOut(session);
    await signIn({ ...ana, tenant });
    const { items } = await database.db.withTenant(tenant, 'read', (tx) => listAudit(tx, {}, { limit: 9 }));
    expect(items.map(({ action }) => action).sort()).toEqual([
      'session.close',
      'session.open',
      'session.open',
    ]);
    const [job] = sessionModule({ database: database.db, secure: true }).jobs;
    const forget = () =>
      job?.run({
        id: 'job-1',
        tenant,
        actor: systemPrincipal(tenant, 'retention'),
        input: {},
        attempt: 1,
        signal: new AbortController().signal,
        progress: () => {},
      });
    clock.advance(8 * HOUR_MS - 1);
    expect(await forget()).toEqual({ removed: 0 });
    clock.advance(1);
    expect(await forget()).toEqual({ removed: 1 });
    expect(await rows()).toEqual([]);
  });
});
