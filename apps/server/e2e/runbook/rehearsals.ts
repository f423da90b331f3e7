import type { LiveInstallation } from './live-installation.ts';
import type { Rehearsal } from './rehearsal.ts';
import { breakers } from './rehearsals/breakers.ts';
import { cachePurge } from './rehearsals/cache-purge.ts';
import { cacheSecrets } from './rehearsals/cache-secrets.ts';
import { configuration } from './rehearsals/configuration.ts';
import { crossTenantSuspected } from './rehearsals/cross-tenant-suspected.ts';
import { invalidationLag } from './rehearsals/invalidation-lag.ts';
import { kafkaDown } from './rehearsals/kafka-down.ts';
import { limits } from './rehearsals/limits.ts';
import { memoryPressure } from './rehearsals/memory-pressure.ts';
import { poisonEvents } from './rehearsals/poison-events.ts';
import { restoreABackup } from './rehearsals/restore-a-backup.ts';
import { stampede } from './rehearsals/stampede.ts';
import { storeUnavailable } from './rehearsals/store-unavailable.ts';
import { wrongCachedValue } from './rehearsals/wrong-cached-value.ts';
import { wrongPriceSuspected } from './rehearsals/wrong-price-suspected.ts';

/** By the page of the runbook: into which state it is typed, and what happens meanwhile. */
export const REHEARSALS: Readonly<Record<string, Rehearsal<LiveInstallation>>> = {
  README: {},
  breakers,
  'cache-purge': cachePurge,
  'cache-secrets': cacheSecrets,
  configuration,
  'cross-tenant-suspected': crossTenantSuspected,
  'invalidation-lag': invalidationLag,
  'kafka-down': kafkaDown,
  limits,
  'memory-pressure': memoryPressure,
  'poison-events': poisonEvents,
  'restore-a-backup': restoreABackup,
  stampede,
  'store-unavailable': storeUnavailable,
  'wrong-cached-value': wrongCachedValue,
  'wrong-price-suspected': wrongPriceSuspected,
};
