import type { Telemetry } from './telemetry.ts';

/** Tells all of them, in order. Written out: collecting arguments would cost an array for each event. */
export function combineTelemetry(...all: readonly Telemetry[]): Telemetry {
  return {
    hit: (category, source, ageMs) => {
      for (const one of all) one.hit(category, source, ageMs);
    },
    miss: (category, reason) => {
      for (const one of all) one.miss(category, reason);
    },
    missed: (keyText) => {
      for (const one of all) one.missed(keyText);
    },
    mismatch: (category, why) => {
      for (const one of all) one.mismatch(category, why);
    },
    load: (category, outcome, ms) => {
      for (const one of all) one.load(category, outcome, ms);
    },
    stored: (category, bytes) => {
      for (const one of all) one.stored(category, bytes);
    },
    unstored: (category, why) => {
      for (const one of all) one.unstored(category, why);
    },
    refused: (category, why) => {
      for (const one of all) one.refused(category, why);
    },
    lease: (lock, outcome) => {
      for (const one of all) one.lease(lock, outcome);
    },
    invalidated: (category, outcome) => {
      for (const one of all) one.invalidated(category, outcome);
    },
    invalidationLag: (category, ms) => {
      for (const one of all) one.invalidationLag(category, ms);
    },
    bus: (event) => {
      for (const one of all) one.bus(event);
    },
    command: (operation, ms) => {
      for (const one of all) one.command(operation, ms);
    },
    trouble: (operation, kind) => {
      for (const one of all) one.trouble(operation, kind);
    },
    poolWait: (ms) => {
      for (const one of all) one.poolWait(ms);
    },
    breaker: (store, state) => {
      for (const one of all) one.breaker(store, state);
    },
    evictedLocally: (category) => {
      for (const one of all) one.evictedLocally(category);
    },
    watchStore: (store, load) => {
      for (const one of all) one.watchStore(store, load);
    },
    evictedByStore: (keys) => {
      for (const one of all) one.evictedByStore(keys);
    },
    shadow: (category, outcome) => {
      for (const one of all) one.shadow(category, outcome);
    },
    limit: (quota, outcome) => {
      for (const one of all) one.limit(quota, outcome);
    },
    rateLimited: (tenant, endpoint, clientClass) => {
      for (const one of all) one.rateLimited(tenant, endpoint, clientClass);
    },
  };
}
