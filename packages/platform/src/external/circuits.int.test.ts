import { tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmationModule } from '../confirmations/index.ts';
import { createMetrics } from '../telemetry/index.ts';
import {
  describeOnEachEngine,
  type TestDatabase,
  type TestPrincipal,
  type TestServer,
  testServer,
} from '../testing/index.ts';
import { type BillingCore, openBillingCore } from './fixtures/billing-core.ts';
import { circuitModule, externalSystems } from './index.ts';

const operator: TestPrincipal = { tenant: 'acme', subject: 'olga', roles: ['operator'] };
const ACME = tenantId('acme');
const CIRCUIT = 'billing-core.health';

describeOnEachEngine('circuits to external systems', (engine) => {
  const clock = new ManualClock('2026-03-01T09:00:00.000Z');
  let database: TestDatabase;
  let server: TestServer;
  let billing: BillingCore;
  let isWell = true;

  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
    const answer = () => (isWell ? 204 : 500);
    billing = await openBillingCore({ database: database.db, clock, answer });
    const circuits = circuitModule(billing.systems);
    const authorizer = { authorize: async () => 'all' as const };
    server = await testServer({
      modules: [
        circuits,
        confirmationModule({ database: database.db, authorizer, routes: () => circuits.routes }),
      ],
      database: database.db,
      clock,
    });
  });
  afterAll(async () => {
    await server.close();
    await billing.close();
    await database.close();
  });

  let orders = 0;
  /** As an operator does it: ask for a token, read the warning, send the order. */
  async function order(verb: 'open' | 'close' | 'auto', circuit = CIRCUIT, as = operator) {
    orders += 1;
    const body = { reason: 'the vendor has called' };
    const input = { operationId: `${verb}Circuit`, params: { circuitId: circuit }, body };
    const confirmation =
      verb === 'auto'
        ? undefined
        : (await server.request('POST', '/admin/confirmations', { as, body: input })).json;
    return server.request('POST', `/admin/circuits/${circuit}/${verb}`, {
      as,
      body,
      headers: {
        'idempotency-key': `order-${orders}`,
        ...(confirmation !== undefined && { 'quotewright-confirmation': confirmation.token }),
      },
    });
  }
  const call = (tenant = ACME) => billing.call(tenant);
  /** Every process has heard of it by then. */
  const later = () => clock.advance(2_001);

  it('are listed, and those who may not see them are refused', async () => {
    expect(await server.request('GET', '/admin/circuits', { as: operator })).toMatchObject({
      status: 200,
      json: { items: [{ id: CIRCUIT, system: 'billing-core', operation: 'health', position: 'closed' }] },
    });
    const sales = { ...operator, roles: ['sales'] };
    expect((await server.request('GET', '/admin/circuits', { as: sales })).status).toBe(403);
  });

  it('are opened by an operator for the calls of his tenant, with a confirmation, and audited', async () => {
    const body = { reason: 'the vendor has called' };
    const headers = { 'idempotency-key': 'bare' };
    const bare = await server.request('POST', `/admin/circuits/${CIRCUIT}/open`, {
      as: operator,
      body,
      headers,
    });
    expect(bare).toMatchObject({ status: 428, json: { code: 'CONFIRMATION_REQUIRED' } });
    expect(await order('open')).toMatchObject({
      status: 200,
      json: { override: { position: 'open', reason: 'the vendor has called', changedBy: 'olga' } },
    });
    later();
    const before = billing.asked.length;
    expect(await call()).toBe('CIRCUIT_OPEN');
    expect(billing.asked).toHaveLength(before);
    expect(await call(tenantId('globex'))).toBe(204);
    const audit = await server.request('GET', '/audit?action=circuit.open', {
      as: { ...operator, roles: ['admin'] },
    });
    expect(audit.json.items).toMatchObject([{ entity: { type: 'circuit', id: CIRCUIT } }]);
  });

  it('are in the hands of the automatic again when an operator says so', async () => {
    expect((await order('auto')).json).not.toHaveProperty('override');
    later();
    expect(await call()).toBe(204);
  });

  it('are called while an operator holds them closed, whatever the automatic has found out', async () => {
    isWell = false;
    let last: unknown;
    for (let calls = 0; calls < 50 && last !== 'CIRCUIT_OPEN'; calls += 1) last = await call();
    expect(last).toBe('CIRCUIT_OPEN');
    isWell = true;
    expect((await order('close')).status).toBe(200);
    later();
    expect(await call()).toBe(204);
    await order('auto');
    later();
    expect(await call()).toBe('CIRCUIT_OPEN');
  });

  it('that do not exist cannot be opened', async () => {
    expect(await order('open', 'nobody.nothing')).toMatchObject({
      status: 404,
      json: { code: 'CIRCUIT_UNKNOWN' },
    });
  });
});

describe('systems of others', () => {
  it('are declared well, each under a name of its own', () => {
    const systems = externalSystems({
      database: { withTenant: async () => new Map() as never },
      limits: { take: async () => ({ kind: 'admitted', source: 'unlimited', states: [] }) },
      clock: new ManualClock(),
      registry: createMetrics().registry,
    });
    const one = {
      name: 'billing-core',
      baseUrl: new URL('http://127.0.0.1:1'),
      operations: {},
      throttle: { units: 1, window: 1_000, burst: 1, reserved: 0, tenantShare: 1 },
      breaker: { failureRate: 0.5, window: 1_000, atLeast: 1, reopenAfter: 1_000 },
      concurrency: 2,
      waiting: 1,
      maxAnswerBytes: 1,
    };
    systems.connect(one);
    expect(() => systems.connect(one)).toThrow('two systems are named billing-core');
    expect(() => systems.connect({ ...one, name: 'Billing', concurrency: 1, waiting: -1 })).toThrow(
      /name must be .*\n.*concurrency must be .*\n.*waiting must be /,
    );
  });
});
