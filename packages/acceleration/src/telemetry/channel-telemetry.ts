import { channel } from 'node:diagnostics_channel';
import type { Telemetry } from './telemetry.ts';

type ArgumentsOf<Event extends keyof Telemetry> = Parameters<Telemetry[Event]>;

/** What is published on each channel: the arguments of the `Telemetry` method of that name, by name. */
export interface TelemetryMessages {
  readonly hit: Message<'hit', ['category', 'source', 'ageMs']>;
  readonly miss: Message<'miss', ['category', 'reason']>;
  readonly missed: Message<'missed', ['key']>;
  readonly mismatch: Message<'mismatch', ['category', 'why']>;
  readonly load: Message<'load', ['category', 'outcome', 'ms']>;
  readonly stored: Message<'stored', ['category', 'bytes']>;
  readonly unstored: Message<'unstored', ['category', 'why']>;
  readonly refused: Message<'refused', ['category', 'why']>;
  readonly lease: Message<'lease', ['lock', 'outcome']>;
  readonly invalidated: Message<'invalidated', ['category', 'outcome']>;
  readonly invalidationLag: Message<'invalidationLag', ['category', 'ms']>;
  readonly bus: Message<'bus', ['event']>;
  readonly command: Message<'command', ['operation', 'ms']>;
  readonly trouble: Message<'trouble', ['operation', 'kind']>;
  readonly poolWait: Message<'poolWait', ['ms']>;
  readonly breaker: Message<'breaker', ['store', 'state']>;
  readonly evictedLocally: Message<'evictedLocally', ['category']>;
  readonly evictedByStore: Message<'evictedByStore', ['keys']>;
  readonly shadow: Message<'shadow', ['category', 'outcome']>;
  readonly limit: Message<'limit', ['quota', 'outcome']>;
  readonly rateLimited: Message<'rateLimited', ['tenant', 'endpoint', 'clientClass']>;
}

type Message<Event extends keyof Telemetry, Names extends readonly string[]> = {
  readonly [At in Exclude<keyof Names, keyof (readonly unknown[])> as Names[At] &
    string]: At extends keyof ArgumentsOf<Event> ? ArgumentsOf<Event>[At] : never;
};

/** A channel of `node:diagnostics_channel` whose messages have a type. */
export interface TelemetryChannel<Message> {
  readonly hasSubscribers: boolean;
  publish(message: Message): void;
  subscribe(listener: (message: Message) => void): void;
  unsubscribe(listener: (message: Message) => void): void;
}

/** The channels, one for each event: `quotewright:acceleration:miss`, …:`invalidation-lag`, … */
export const telemetryChannels: {
  readonly [Event in keyof TelemetryMessages]: TelemetryChannel<TelemetryMessages[Event]>;
} = {
  hit: typed('hit'),
  miss: typed('miss'),
  missed: typed('missed'),
  mismatch: typed('mismatch'),
  load: typed('load'),
  stored: typed('stored'),
  unstored: typed('unstored'),
  refused: typed('refused'),
  lease: typed('lease'),
  invalidated: typed('invalidated'),
  invalidationLag: typed('invalidation-lag'),
  bus: typed('bus'),
  command: typed('command'),
  trouble: typed('trouble'),
  poolWait: typed('pool-wait'),
  breaker: typed('breaker'),
  evictedLocally: typed('evicted-locally'),
  evictedByStore: typed('evicted-by-store'),
  shadow: typed('shadow'),
  limit: typed('limit'),
  rateLimited: typed('rate-limited'),
};

function typed<Message>(event: string): TelemetryChannel<Message> {
  return channel(`quotewright:acceleration:${event}`) as TelemetryChannel<Message>;
}

/** Publishes on `telemetryChannels`. Where nobody listens, no message is made. */
export function channelTelemetry(): Telemetry {
  const to = telemetryChannels;
  return {
    hit: (category, source, ageMs) => {
      if (to.hit.hasSubscribers) to.hit.publish({ category, source, ageMs });
    },
    miss: (category, reason) => {
      if (to.miss.hasSubscribers) to.miss.publish({ category, reason });
    },
    missed: (key) => {
      if (to.missed.hasSubscribers) to.missed.publish({ key });
    },
    mismatch: (category, why) => {
      if (to.mismatch.hasSubscribers) to.mismatch.publish({ category, why });
    },
    load: (category, outcome, ms) => {
      if (to.load.hasSubscribers) to.load.publish({ category, outcome, ms });
    },
    stored: (category, bytes) => {
      if (to.stored.hasSubscribers) to.stored.publish({ category, bytes });
    },
    unstored: (category, why) => {
      if (to.unstored.hasSubscribers) to.unstored.publish({ category, why });
    },
    refused: (category, why) => {
      if (to.refused.hasSubscribers) to.refused.publish({ category, why });
    },
    lease: (lock, outcome) => {
      if (to.lease.hasSubscribers) to.lease.publish({ lock, outcome });
    },
    invalidated: (category, outcome) => {
      if (to.invalidated.hasSubscribers) to.invalidated.publish({ category, outcome });
    },
    invalidationLag: (category, ms) => {
      if (to.invalidationLag.hasSubscribers) to.invalidationLag.publish({ category, ms });
    },
    bus: (event) => {
      if (to.bus.hasSubscribers) to.bus.publish({ event });
    },
    command: (operation, ms) => {
      if (to.command.hasSubscribers) to.command.publish({ operation, ms });
    },
    trouble: (operation, kind) => {
      if (to.trouble.hasSubscribers) to.trouble.publish({ operation, kind });
    },
    poolWait: (ms) => {
      if (to.poolWait.hasSubscribers) to.poolWait.publish({ ms });
    },
    breaker: (store, state) => {
      if (to.breaker.hasSubscribers) to.breaker.publish({ store, state });
    },
    evictedLocally: (category) => {
      if (to.evictedLocally.hasSubscribers) to.evictedLocally.publish({ category });
    },
    // To be asked, not told: channels have nobody who asks.
    watchStore: () => {},
    evictedByStore: (keys) => {
      if (to.evictedByStore.hasSubscribers) to.evictedByStore.publish({ keys });
    },
    shadow: (category, outcome) => {
      if (to.shadow.hasSubscribers) to.shadow.publish({ category, outcome });
    },
    limit: (quota, outcome) => {
      if (to.limit.hasSubscribers) to.limit.publish({ quota, outcome });
    },
    rateLimited: (tenant, endpoint, clientClass) => {
      if (to.rateLimited.hasSubscribers) to.rateLimited.publish({ tenant, endpoint, clientClass });
    },
  };
}
