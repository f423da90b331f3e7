import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock, tenantId } from '@quotewright/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMetrics } from '../telemetry/index.ts';
import { type ExternalClient, externalSystems } from './index.ts';

const tenant = tenantId('acme');

describe('a client of an external system whose circuit is open', () => {
  let system: Server;
  let client: ExternalClient;
  let taken = 0;
  let asked = 0;
  let answer: () => Promise<number>;
  beforeEach(async () => {
    [taken, asked] = [0, 0];
    answer = async () => 500;
    system = createServer(async (_, response) => {
      asked += 1;
      response.writeHead(await answer()).end();
    });
    await new Promise<void>((resolve) => {
      system.listen(0, '127.0.0.1', resolve);
    });
    const systems = externalSystems({
      database: { withTenant: async () => new Map() as never },
      limits: {
        async take() {
          taken += 1;
          return { kind: 'admitted', source: 'unlimited', states: [] };
        },
      },
      clock: systemClock,
      registry: createMetrics().registry,
      random: () => 0,
    });
    const once = { repeatable: true, deadline: 5_000, attemptTimeout: 5_000, attempts: 1 } as const;
    client = systems.connect({
      name: 'billing-core',
      baseUrl: new URL(`http://127.0.0.1:${(system.address() as AddressInfo).port}`),
      operations: { health: { ...once, method: 'GET', path: '/health' } },
      throttle: { units: 100, window: 1_000, burst: 100, reserved: 0, tenantShare: 1 },
      breaker: { failureRate: 0.5, window: 1_000, atLeast: 2, reopenAfter: 200 },
      concurrency: 20,
      waiting: 5,
      maxAnswerBytes: 1_000,
    });
    while ((await call()) !== 'CIRCUIT_OPEN');
  });
  afterEach(async () => {
    system.closeAllConnections();
    await new Promise((resolve) => system.close(resolve));
  });

  const call = () =>
    client.call('health', { tenant }).then(
      ({ status }) => status,
      (error: { readonly code: string }) => error.code,
    );

  it('takes nothing from those who send', async () => {
    const sent = asked;
    expect(sent).toBeGreaterThan(1);
    expect(taken).toBe(sent);
  });

  it('sends one call to see; the others hear at once that it is not called, and count for nothing', async () => {
    const [begun, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    answer = async () => {
      begun.resolve();
      await released.promise;
      return 204;
    };
    let probe: Promise<number | string> | undefined;
    await expect
      .poll(() => {
        probe = call();
        return Promise.race([begun.promise.then(() => 'sent'), probe]);
      })
      .toBe('sent');
    const before = [asked, taken];
    expect(await Promise.all([call(), call(), call()])).toEqual(Array(3).fill('CIRCUIT_OPEN'));
    expect([asked, taken]).toEqual(before);
    released.resolve();
    expect(await probe).toBe(204);
    expect(await call()).toBe(204);
  });
});
