import type { Telemetry } from './telemetry.ts';

const nothing = (): void => {};

/** Tells nobody. */
export const silentTelemetry: Telemetry = {
  hit: nothing,
  miss: nothing,
  missed: nothing,
  mismatch: nothing,
  load: nothing,
  stored: nothing,
  unstored: nothing,
  refused: nothing,
  lease: nothing,
  invalidated: nothing,
  invalidationLag: nothing,
  bus: nothing,
  command: nothing,
  trouble: nothing,
  poolWait: nothing,
  breaker: nothing,
  evictedLocally: nothing,
  evictedByStore: nothing,
  watchStore: nothing,
  shadow: nothing,
  limit: nothing,
  rateLimited: nothing,
};
