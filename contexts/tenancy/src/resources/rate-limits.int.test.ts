import { tenantId } from '@quotewright/kernel';
import { listAudit } from '@quotewright/platform/audit';
import { QUOTAS } from '@quotewright/platform/limits';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningTenancy, runTenancy } from '../testing/index.ts';

const admin = { tenant: 'acme', subject: 'boss', roles: ['admin'] };
const path = '/admin/rate-limits';
const acme = tenantId('acme');

const wide = { units: 12_000, windowSeconds: 10, burst: 6_000 };

describeOnPostgres('the rate limits of a tenant', (engine) => {
  let now = Date.parse('2026-03-01T10:00:00Z');
  let running: RunningTenancy;
  const put = (body: unknown, version: number, as: object = admin) =>
    running.server.request('PUT', path, {
      as: { ...admin, ...as },
      body,
      headers: { 'if-match': `"${version}"` },
    });
  const read = (as: object = admin) => running.server.request('GET', path, { as: { ...admin, ...as } });
  const audited = (action: string) =>
    running.database.db.withTenant(acme, 'read', (tx) => listAudit(tx, { action }, { limit: 10 }));

  beforeAll(async () => {
    running = await runTenancy({
      engine,
      tenants: ['acme', 'globex'],
      clock: { now: () => now, monotonic: () => performance.now() },
    });
  });
  afterAll(() => running.close());

  it('are those of the release until it decides', async () => {
    const { json, headers } = await read();
    expect(headers['etag']).toBe('"0"');
    expect(json).toMatchObject({ version: 0, quotas: {}, costFactors: {} });
    const { units, burst } = QUOTAS.tenantTotal;
    expect(json.effective[0]).toMatchObject({ quota: 'tenantTotal', units, windowSeconds: 10, burst });
    expect(await running.tenancy.limits.limits(acme)).toBeUndefined();
  });

  it('are replaced by whoever has read them, for this tenant alone, and recorded', async () => {
    const body = { quotas: { tenantTotal: wide }, costFactors: { simulation: 2.5 } };
    const first = await Promise.all([put(body, 0), put({ ...body, costFactors: {} }, 0)]);
    expect(first.map(({ status }) => status).sort()).toEqual([200, 412]);
    const { json } = await read();
    expect(await put(body, 1)).toMatchObject({ status: 200 });
    expect(json).toMatchObject({ version: 1, quotas: body.quotas, createdBy: 'boss' });
    expect(await running.tenancy.limits.limits(acme)).toEqual({
      quotas: { tenantTotal: { units: 12_000, window: 10_000, burst: 6_000 } },
      costFactors: { simulation: 2.5 },
    });
    expect((await read({ tenant: 'globex' })).json).toMatchObject({ version: 0 });
    const { items } = await audited('rateLimits.change');
    expect(items.at(-1)).toMatchObject({ actor: { subject: 'boss' }, detail: { version: 1 } });
  });

  it('cannot shut the tenant out', async () => {
    const { json } = await read();
    const least = { units: 599, windowSeconds: 10, burst: 299 };
    const answer = await put({ quotas: { tenantTotal: least }, costFactors: {} }, json.version);
    expect(answer).toMatchObject({
      status: 422,
      json: {
        code: 'RATE_LIMITS_INVALID',
        errors: [
          { pointer: '/quotas/tenantTotal/units', reason: 'must be 600 or more' },
          { pointer: '/quotas/tenantTotal/burst', reason: 'must be 300 or more' },
        ],
      },
    });
    expect((await read()).json.version).toBe(json.version);
  });

  it('cannot take the installation from the others', async () => {
    const { json } = await read();
    const most = { units: 60_000, windowSeconds: 10, burst: 30_000 };
    const more = { ...most, units: 60_001, burst: 30_001 };
    const answer = await put({ quotas: { tenantTotal: more }, costFactors: {} }, json.version);
    expect(answer).toMatchObject({
      status: 422,
      json: {
        code: 'RATE_LIMITS_INVALID',
        errors: [
          { pointer: '/quotas/tenantTotal/units', code: 'TOO_MUCH', reason: 'must be 60000 or less' },
          { pointer: '/quotas/tenantTotal/burst', code: 'TOO_MUCH', reason: 'must be 30000 or less' },
        ],
      },
    });
    expect((await put({ quotas: { tenantTotal: most }, costFactors: {} }, json.version)).status).toBe(200);
  });

  it.each([
    { quotas: { unheardOf: wide }, costFactors: {} },
    { quotas: { tenantTotal: { ...wide, units: 1.5 } }, costFactors: {} },
    { quotas: {}, costFactors: { read: 0.05 } },
    { quotas: {}, costFactors: { read: 101 } },
  ])('take no other words or numbers: %j', async (body) => {
    expect(await put(body, 0)).toMatchObject({ status: 400 });
  });

  it('are not for everybody', async () => {
    expect((await read({ roles: ['sales'] })).status).toBe(403);
    expect((await put({ quotas: {}, costFactors: {} }, 0, { roles: ['sales'] })).status).toBe(403);
  });

  it('broken glass opens repairs for who broke it, until it ends', async () => {
    const operator = { tenant: 'acme', subject: 'olga', roles: ['operator'] };
    const breakIt = (body: unknown, as: object = operator) =>
      running.server.request('POST', `${path}/break-glass`, { as: { ...operator, ...as }, body });
    const reason = 'Redis is gone, orders hang';
    expect(await breakIt({ reason, minutes: 61 })).toMatchObject({ status: 400 });
    expect(await breakIt({ reason: 'why not', minutes: 5 })).toMatchObject({ status: 400 });
    expect(await breakIt({ reason, minutes: 5 }, { roles: ['sales'] })).toMatchObject({ status: 403 });
    expect(await breakIt({ reason, minutes: 60 })).toMatchObject({ status: 200 });
    expect(await breakIt({ reason, minutes: 5 })).toMatchObject({
      status: 200,
      json: { subject: 'olga', openedAt: '2026-03-01T10:00:00.000Z', expiresAt: '2026-03-01T10:05:00.000Z' },
    });
    const { isGlassBroken } = running.tenancy.limits;
    expect(await isGlassBroken(acme, 'olga')).toBe(true);
    expect(await isGlassBroken(acme, 'boss')).toBe(false);
    expect(await isGlassBroken(tenantId('globex'), 'olga')).toBe(false);
    now += 5 * 60_000;
    expect(await isGlassBroken(acme, 'olga')).toBe(false);
    const { items } = await audited('rateLimits.breakGlass');
    expect(items).toHaveLength(2);
    expect(items[0]).toMatchObject({ actor: { subject: 'olga' }, reason });
  });
});
