import type { Limits } from '@quotewright/acceleration';
import { DomainError, systemClock, tenantId } from '@quotewright/kernel';
import type { Config } from '@quotewright/platform/config';
import type { Database } from '@quotewright/platform/postgres';
import { createMetrics } from '@quotewright/platform/telemetry';
import { openExternalSystems } from '../../compose/external-systems.ts';
import type { Finding } from './finding.ts';

const NOT_COUNTED: Limits = { take: async () => ({ kind: 'admitted', source: 'unlimited', states: [] }) };

/** Asks each configured system of others how it is. Quotes and orders do not need them: whoever is away makes work wait. */
export async function examineExternalSystems(
  config: Config,
  database: Database,
): Promise<readonly Finding[]> {
  const { registry } = createMetrics();
  const { clients } = openExternalSystems(config, {
    database,
    limits: NOT_COUNTED,
    clock: systemClock,
    registry,
  });
  return Promise.all(
    [...clients].map(async ([name, client]): Promise<Finding> => {
      try {
        await client.call('health', { tenant: tenantId('doctor') });
        return { state: 'ok', what: `${name} answers` };
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        return { state: 'slow', what: `${name}: ${error.code}: ${error.message}` };
      }
    }),
  );
}
