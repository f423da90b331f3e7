import { newUuid } from '@quotewright/kernel';
import type { Route } from '@quotewright/platform/http';
import { describeOnPostgres, type TestAnswer } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allowedCommands } from '../domain/decide.ts';
import { admin, bodyFor, pathFor, type RunningQuoting, runQuoting } from '../testing/index.ts';

describeOnPostgres('what quotes refuse', (engine) => {
  let running: RunningQuoting;
  let ofOneQuote: readonly Route[];
  let changing: readonly Route[];
  beforeAll(async () => {
    running = await runQuoting(engine);
    ofOneQuote = running.quoting.routes.filter((route) => route.path.includes(':quoteId'));
    changing = ofOneQuote.filter((route) => route.method !== 'GET' && !route.path.endsWith('/clone'));
  });
  afterAll(() => running.close());

  const send = (
    route: Route,
    quote: TestAnswer,
    quoteId: string,
    headers: Record<string, string>,
    tenant = 'acme',
  ) => {
    const body = bodyFor(route);
    return running.server.request(route.method, pathFor(route, quote, quoteId), {
      as: { ...admin, tenant },
      headers: { 'idempotency-key': newUuid(), ...headers },
      ...(body === undefined ? {} : { body }),
    });
  };

  it('every command that the state does not allow, saying which it does, and changing nothing', async () => {
    const commands = [
      'price',
      'submit',
      'approve',
      'decline',
      'present',
      'accept',
      'reject',
      'cancel',
      'revise',
    ] as const;
    for (const state of [
      'draft',
      'priced',
      'approved',
      'presented',
      'accepted',
      'rejected',
      'cancelled',
    ] as const) {
      const quote = await running.quotes.read(await running.quotes.quoteIn(state));
      const allowed = allowedCommands(state);
      expect(quote.json.allowedCommands).toEqual(allowed);
      for (const command of commands.filter((name) => !allowed.includes(name))) {
        const refused = await running.quotes.command(quote, command);
        expect(refused.status, `${state} ${command}`).toBe(409);
        expect(refused.json).toMatchObject({
          code: 'QUOTE_STATE_FORBIDS',
          from: state,
          command,
          allowedCommands: allowed,
        });
      }
      expect((await running.quotes.read(quote)).text).toBe(quote.text);
    }
  });

  it('every edit once the revision is approved', async () => {
    const approved = await running.quotes.quoteIn('approved');
    const edits = changing.filter((route) => route.method !== 'POST' || route.path.endsWith('/items'));
    expect(edits).toHaveLength(4);
    for (const route of edits) {
      const refused = await send(route, approved, approved.json.id, { 'if-match': '"3"' });
      expect([refused.status, refused.json.command], route.operationId).toEqual([409, 'edit']);
    }
  });

  it('a price without items', async () => {
    const empty = await running.quotes.quoteIn('draft', { items: [] });
    const refused = await running.quotes.command(empty, 'price');
    expect([refused.status, refused.json.code]).toEqual([409, 'QUOTE_EMPTY']);
  });

  it('every change without If-Match (428), or with another version than the current one (412)', async () => {
    const quote = await running.quotes.quoteIn('draft');
    for (const route of changing) {
      const missing = await send(route, quote, quote.json.id, {});
      expect([missing.status, missing.json.code], route.operationId).toEqual([428, 'IF_MATCH_REQUIRED']);
      const other = await send(route, quote, quote.json.id, { 'if-match': '"99"' });
      expect([other.status, other.json.code], route.operationId).toEqual([412, 'QUOTE_VERSION_MISMATCH']);
      expect(other.json.currentVersion).toBe(1);
    }
    expect((await running.quotes.read(quote)).text).toBe(quote.text);
  });

  it('submit, approve, decline and accept without an Idempotency-Key', async () => {
    const quote = await running.quotes.quoteIn('draft');
    const required = changing.filter((route) => route.idempotency === 'required');
    expect(required.map((route) => route.operationId).sort()).toEqual([
      'acceptQuote',
      'approveQuote',
      'declineQuote',
      'submitQuote',
    ]);
    for (const route of required) {
      const path = pathFor(route, quote);
      const refused = await running.quotes.send('POST', path, { headers: { 'if-match': '"1"' } });
      expect([refused.status, refused.json.code]).toEqual([400, 'IDEMPOTENCY_KEY_REQUIRED']);
    }
  });

  it('other tenants, unknown ids and malformed ids on every route, all with 404', async () => {
    const quote = await running.quotes.quoteIn('presented');
    expect(ofOneQuote.length).toBeGreaterThan(15);
    for (const route of ofOneQuote) {
      const headers = { 'if-match': quote.headers['etag'] as string };
      const foreign = await send(route, quote, quote.json.id, headers, 'rival');
      expect([foreign.status, foreign.json.code], route.operationId).toEqual([404, 'QUOTE_NOT_FOUND']);
      for (const id of [newUuid(), 'nonsense', '%00', "1'%20or%201=1"]) {
        const unknown = await send(route, quote, id, headers);
        expect(unknown.status, `${route.operationId} ${id}`).toBe(404);
      }
    }
    const list = await running.server.request('GET', '/quotes', { as: { ...admin, tenant: 'rival' } });
    expect(list.json.items).toEqual([]);
    expect((await running.quotes.read(quote)).text).toBe(quote.text);
  });

  it('roles that may not, on every route', async () => {
    const quote = await running.quotes.quoteIn('draft');
    for (const route of running.quoting.routes) {
      const answer = await running.server.request(route.method, pathFor(route, quote), {
        as: { ...admin, roles: ['stranger'] },
      });
      expect([answer.status, answer.json.code], route.operationId).toEqual([403, 'FORBIDDEN']);
    }
    const approver = await running.quotes.command(quote, 'cancel', { as: { ...admin, roles: ['approver'] } });
    expect(approver.status).toBe(403);
  });
});
