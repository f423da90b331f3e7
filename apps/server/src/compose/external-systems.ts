import type { Limits } from '@quotewright/acceleration';
import type { Clock } from '@quotewright/kernel';
import type { Config } from '@quotewright/platform/config';
import { type ExternalClient, type ExternalSystem, externalSystems } from '@quotewright/platform/external';
import type { Database } from '@quotewright/platform/postgres';
import type { Metrics } from '@quotewright/platform/telemetry';

type Operation = ExternalSystem['operations'][string];

const SECOND = 1_000;

const health: Operation = {
  method: 'GET',
  path: '/health',
  repeatable: true,
  deadline: 2 * SECOND,
  attemptTimeout: SECOND,
  attempts: 2,
  share: 0.1,
};

/** What changes something there: sent again under the key of its task only. */
const command = (path: string): Operation => ({
  method: 'POST',
  path,
  repeatable: false,
  deadline: 30 * SECOND,
  attemptTimeout: 10 * SECOND,
  attempts: 4,
});

/** What every system is spared, until somebody knows better what it can take. */
const usual = {
  throttle: { units: 100, window: SECOND, burst: 50, reserved: 0.2, tenantShare: 0.5 },
  breaker: { failureRate: 0.5, window: 10 * SECOND, atLeast: 5, reopenAfter: 10 * SECOND },
  concurrency: 20,
  waiting: 200,
  maxAnswerBytes: 1024 * 1024,
} as const;

interface KnownSystem {
  address(config: Config): string | undefined;
  readonly operations: ExternalSystem['operations'];
}

const SYSTEMS: Readonly<Record<string, KnownSystem>> = {
  'billing-core': {
    address: ({ billingUrl }) => billingUrl,
    operations: { health, activate: command('/accounts/{accountId}/activations') },
  },
  inventory: {
    address: ({ inventoryUrl }) => inventoryUrl,
    operations: { health, reserve: command('/reservations') },
  },
};

export interface ExternalSystemsOfServerDeps {
  readonly database: Pick<Database, 'withTenant'>;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly registry: Metrics['registry'];
}

/** The systems that the configuration names, ready to be asked. */
export function openExternalSystems(config: Config, deps: ExternalSystemsOfServerDeps) {
  const systems = externalSystems(deps);
  const clients = new Map<string, ExternalClient>();
  for (const [name, { address, operations }] of Object.entries(SYSTEMS)) {
    const url = address(config);
    if (url === undefined) continue;
    clients.set(name, systems.connect({ name, baseUrl: new URL(url), operations, ...usual }));
  }
  return { clients, circuits: () => systems.circuits() };
}
