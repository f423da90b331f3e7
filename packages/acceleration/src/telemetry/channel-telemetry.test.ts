import { channel } from 'node:diagnostics_channel';
import { describe, expect, it, onTestFinished } from 'vitest';
import { channelTelemetry, telemetryChannels } from './channel-telemetry.ts';
import { combineTelemetry } from './combined-telemetry.ts';
import { createRecorder } from './recorder.ts';
import { silentTelemetry } from './silent-telemetry.ts';
import type { Telemetry } from './telemetry.ts';

/** What is told; `watchStore` is about what is asked. */
type Event = Exclude<keyof Telemetry, 'watchStore'>;

/** One call of every such method, with arguments that tell which it was. */
const calls: { readonly [Told in Event]: Parameters<Telemetry[Told]> } = {
  hit: ['offers', 'l1', 12],
  miss: ['offers', 'absent'],
  missed: ['a-key'],
  mismatch: ['offers', 'tenant'],
  load: ['offers', 'loaded', 3],
  stored: ['offers', 100],
  unstored: ['offers', 'refused'],
  refused: ['offers', 'busy'],
  lease: ['offers', 'acquired'],
  invalidated: ['offers', 'pending'],
  invalidationLag: ['offers', 4],
  bus: ['gap'],
  command: ['get', 1],
  trouble: ['get', 'timeout'],
  poolWait: [2],
  breaker: ['entries', 'open'],
  evictedLocally: ['offers'],
  evictedByStore: [9],
  shadow: ['offers', 'diverged'],
  limit: ['simulation', 'refused'],
  rateLimited: ['acme', 'POST /orders', 'partner'],
};
const events = Object.keys(calls) as Event[];

function callAll(telemetry: Telemetry): void {
  for (const event of events) (telemetry[event] as (...values: readonly unknown[]) => void)(...calls[event]);
}

describe('telemetry on channels', () => {
  it.each(events)('publishes %s with its arguments by name', (event) => {
    const messages: object[] = [];
    const listener = (message: object) => messages.push(message);
    telemetryChannels[event].subscribe(listener);
    onTestFinished(() => telemetryChannels[event].unsubscribe(listener));
    callAll(channelTelemetry());
    expect(messages.map((message) => Object.values(message))).toEqual([calls[event]]);
  });

  it('is heard under names that a subscriber can know without this package', () => {
    const messages: unknown[] = [];
    const listener = (message: unknown) => messages.push(message);
    const lag = channel('quotewright:acceleration:invalidation-lag');
    lag.subscribe(listener);
    onTestFinished(() => lag.unsubscribe(listener));
    channelTelemetry().invalidationLag('offers', 4);
    expect(messages).toEqual([{ category: 'offers', ms: 4 }]);
  });

  it('has a channel of its own for each event', () => {
    expect(new Set(Object.values(telemetryChannels)).size).toBe(events.length);
  });
});

describe('combined telemetry', () => {
  it('tells everybody everything, in order', () => {
    const heard: unknown[][] = [];
    const hearing = (name: string) =>
      Object.fromEntries(
        events.map((event) => [event, (...values: unknown[]) => heard.push([name, event, ...values])]),
      ) as unknown as Telemetry;
    callAll(combineTelemetry(hearing('one'), silentTelemetry, hearing('two')));
    expect(heard).toEqual(
      events.flatMap((event) => [
        ['one', event, ...calls[event]],
        ['two', event, ...calls[event]],
      ]),
    );
  });

  it('of a recorder leaves no event uncounted', () => {
    const recorder = createRecorder();
    recorder.watchStore('entries', () => ({ underWay: 0, waiting: 0, abandoned: 0 }));
    const before = recorder.snapshot();
    callAll(combineTelemetry(recorder));
    recorder.hit('offers', 'stale', 1);
    recorder.unstored('offers', 'oversize');
    recorder.lease('offers', 'contended');
    recorder.lease('offers', 'lost');
    const after = recorder.snapshot();
    const unchanged = after.metrics.filter(
      (reading, at) => JSON.stringify(reading) === JSON.stringify(before.metrics[at]),
    );
    expect(unchanged.map(({ definition }) => definition.name)).toEqual(['redis_pool_operations']);
    expect(after.topMissingKeys).toHaveLength(1);
  });
});
