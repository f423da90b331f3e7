export type { Acceleration, AccelerationHealth, AccelerationOptions } from './acceleration.ts';
export type { Acknowledgement } from './bus/invalidation.ts';
export type { Cache } from './cache/cache.ts';
export { absent, type Load, type LoadContext, type LoadMany, type ReadOptions } from './cache/loader.ts';
export type {
  Absent,
  BytesReading,
  Found,
  FoundBytes,
  Reading,
  Refused,
  Source,
  StoredCopy,
} from './cache/reading.ts';
export { type Counters, type CountersOptions, createCounters } from './counter/counters.ts';
export { createAcceleration } from './create-acceleration.ts';
export { createKeyRing, type KeyRing, type KeyRingOptions, type RingSecret } from './envelope/key-ring.ts';
export { ENVELOPE_LAYOUT, type LayoutField } from './envelope/layout-table.ts';
export { accelerationErrors } from './errors.ts';
export * from './explain/index.ts';
export {
  createStoreGuard,
  type ObservedStoreGuard,
  type StoreGuardOptions,
} from './guard/create-store-guard.ts';
export { createStoreBudget, keepingBack, type StoreBudget } from './guard/store-budget.ts';
export { type StoreGuard, type StoreLoad, StoreTrouble, type TroubleKind } from './guard/store-guard.ts';
export { createHandover, type Handover, type HandoverOptions } from './handover/handover.ts';
export * from './keys/index.ts';
export { type HeldLease, LeaseLost } from './lease/held-lease.ts';
export {
  createLeases,
  type LeaseAttempt,
  type LeaseRequest,
  type LeaseRun,
  type Leases,
  type LeasesOptions,
} from './lease/leases.ts';
export * from './ports/index.ts';
export { LIMIT_PATIENCE } from './rate-limit/create-limits.ts';
export type {
  LimitAsk,
  LimitDecision,
  LimitState,
  Limits,
  LimitWhenStoreDown,
  Quota,
  QuotaUse,
} from './rate-limit/limits.ts';
export * from './registry/index.ts';
export {
  channelTelemetry,
  type TelemetryChannel,
  type TelemetryMessages,
  telemetryChannels,
} from './telemetry/channel-telemetry.ts';
export { combineTelemetry } from './telemetry/combined-telemetry.ts';
export type { HeavyHitter } from './telemetry/heavy-hitters.ts';
export { accelerationMetrics, type MetricDefinition } from './telemetry/metric-table.ts';
export {
  createRecorder,
  type MetricReading,
  type Recorder,
  type TelemetrySnapshot,
} from './telemetry/recorder.ts';
export type { Distribution } from './telemetry/series.ts';
export { silentTelemetry } from './telemetry/silent-telemetry.ts';
export type { MissReason, Telemetry } from './telemetry/telemetry.ts';
export {
  checkTuning,
  type TunedMember,
  type TuningBounds,
  type TuningFinding,
  tuningBounds,
} from './tuning/tuning-bounds.ts';
