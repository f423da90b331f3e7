import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommittedEvent } from '../../messaging/committed-event.ts';
import type { EventTransport, Subscription } from '../../messaging/event-transport.ts';
import { RecordingSubscriber, untilAborted } from './recording-subscriber.ts';
import { sampleEvent } from './sample-events.ts';
import type { TransportHarness } from './transport-harness.ts';

/**
 * What every transport must do, as tests. `open` gives each test a transport on which nothing was sent and nobody subscribed.
 * One that can carry foreign bytes also keeps `describeForeignMessages`.
 */
export function describeTransport(name: string, open: () => Promise<TransportHarness>): void {
  describe(`${name} as a transport of events`, { timeout: 60_000 }, () => {
    let harness: TransportHarness;
    let transport: EventTransport;
    let subscriptions: Subscription[];
    beforeEach(async () => {
      harness = await open();
      transport = harness.transport;
      subscriptions = [];
    }, 60_000);
    afterEach(async () => {
      await Promise.all(subscriptions.map((subscription) => subscription.close()));
      await transport.close();
      await harness.close();
    }, 60_000);

    const subscribe = (subscriber: RecordingSubscriber): Subscription => {
      const subscription = transport.subscribe(subscriber);
      subscriptions.push(subscription);
      return subscription;
    };

    it('delivers an event as it was committed', async () => {
      const hears = new RecordingSubscriber('hears');
      subscribe(hears);
      const event = sampleEvent(7, 'Angebot Nº 7/ä?#%', {
        schemaVersion: 3,
        data: { price: '299000.00', lines: [{ name: 'Größe "L"\n🙂', none: null }], empty: {} },
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      });
      await transport.send([event]);
      await hears.untilConfirmed(1);
      expect(hears.confirmed).toEqual([event]);
    });

    it('delivers every event to every subscriber that wants it, and to no other', async () => {
      const quotes = new RecordingSubscriber('quotes');
      const orders = new RecordingSubscriber('orders', () => {}, ['OrderPlaced']);
      const both = new RecordingSubscriber('both', () => {}, ['OrderPlaced', 'QuoteAccepted']);
      for (const subscriber of [quotes, orders, both]) subscribe(subscriber);
      const events = Array.from({ length: 60 }, (_, index) =>
        sampleEvent(index, `q-${index % 7}`, { type: index % 3 === 0 ? 'OrderPlaced' : 'QuoteAccepted' }),
      );
      await transport.send(events.slice(0, 25));
      await transport.send(events.slice(25));
      await Promise.all([quotes.untilConfirmed(40), orders.untilConfirmed(20), both.untilConfirmed(60)]);
      const ids = (heard: readonly CommittedEvent[]) => heard.map(({ id }) => id).toSorted();
      expect(ids(quotes.confirmed)).toEqual(ids(events.filter(({ type }) => type === 'QuoteAccepted')));
      expect(ids(orders.confirmed)).toEqual(ids(events.filter(({ type }) => type === 'OrderPlaced')));
      expect(ids(both.confirmed)).toEqual(ids(events));
      const givenTypes = (heard: RecordingSubscriber) =>
        new Set(heard.given.map((delivery) => delivery.kind === 'event' && delivery.event.type));
      expect(givenTypes(quotes)).toEqual(new Set(['QuoteAccepted']));
      expect(givenTypes(orders)).toEqual(new Set(['OrderPlaced']));
    });

    it('takes no events, and events that nobody wants', async () => {
      await transport.send([]);
      const hears = new RecordingSubscriber('hears');
      subscribe(hears);
      await transport.send([sampleEvent(1, 'q-1', { type: 'NobodyWantsThis' })]);
      await transport.send([sampleEvent(2)]);
      await hears.untilConfirmed(1);
      expect(hears.given).toEqual([{ kind: 'event', event: sampleEvent(2) }]);
    });

    it('keeps the order of the events of an aggregate', async () => {
      const hears = new RecordingSubscriber('hears');
      subscribe(hears);
      const events = Array.from({ length: 300 }, (_, index) => sampleEvent(index, `q-${index % 5}`));
      for (let start = 0; start < events.length; start += 40) {
        await transport.send(events.slice(start, start + 40));
      }
      await hears.untilConfirmed(events.length);
      for (let quote = 0; quote < 5; quote += 1) {
        const heard = hears.confirmed.filter(({ aggregate }) => aggregate.id === `q-${quote}`);
        const sequences = heard.map(({ sequence }) => sequence);
        expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
      }
    });

    it('delivers again what a subscriber rejected, and nothing later of the aggregate before it', async () => {
      const rejecting = new RecordingSubscriber('rejecting', (_events, _signal, call) => {
        if (call <= 2) throw new Error('not now');
      });
      subscribe(rejecting);
      const events = [1, 2, 3].map((sequence) => sampleEvent(sequence));
      await transport.send(events);
      await rejecting.untilConfirmed(3);
      expect(rejecting.confirmed).toEqual(events);
      expect(rejecting.given.filter(({ kind }) => kind === 'event').length).toBeGreaterThan(3);
    });

    it('delivers to the next subscription what was not confirmed when one was closed', async () => {
      const stuck = new RecordingSubscriber('worker', (_events, signal) => untilAborted(signal));
      const closing = subscribe(stuck);
      const sent = transport.send([sampleEvent(1)]).then(
        () => true,
        () => false,
      );
      await stuck.until(({ given }) => given.length > 0);
      await closing.close();
      expect(stuck.confirmed).toEqual([]);

      const next = new RecordingSubscriber('worker');
      subscribe(next);
      // Where a rejection says that it may not have been accepted, the relay sends again.
      if (!(await sent)) await transport.send([sampleEvent(1)]);
      await next.untilConfirmed(1);
      expect(next.confirmed).toEqual([sampleEvent(1)]);
    });

    it('does not let a subscriber wait for another', async () => {
      const met = Promise.withResolvers<void>();
      let arrived = 0;
      // Neither is confirmed before both were given the event.
      const meet = () => {
        arrived += 1;
        if (arrived === 2) met.resolve();
        return met.promise;
      };
      const [one, other] = [new RecordingSubscriber('one', meet), new RecordingSubscriber('other', meet)];
      subscribe(one);
      subscribe(other);
      await transport.send([sampleEvent(1)]);
      await Promise.all([one.untilConfirmed(1), other.untilConfirmed(1)]);
      expect([one.confirmed, other.confirmed]).toEqual([[sampleEvent(1)], [sampleEvent(1)]]);
    });

    it('delivers to one what another keeps rejecting', async () => {
      const failing = new RecordingSubscriber('failing', () => {
        throw new Error('never');
      });
      const fine = new RecordingSubscriber('fine');
      subscribe(failing);
      subscribe(fine);
      const sent = transport.send([sampleEvent(1)]).catch(() => {});
      await fine.untilConfirmed(1);
      await failing.until(({ given }) => given.length >= 2);
      await Promise.all(subscriptions.map((subscription) => subscription.close()));
      await transport.close();
      await sent;
      expect(fine.confirmed).toEqual([sampleEvent(1)]);
    });

    it('says how many messages a subscriber has not confirmed', async () => {
      const release = Promise.withResolvers<void>();
      const slow = new RecordingSubscriber('slow', () => release.promise);
      subscribe(slow);
      const sent = transport.send([sampleEvent(1)]);
      await slow.until(({ given }) => given.length > 0);
      const lag = async () =>
        (await transport.lag()).find(({ subscriber }) => subscriber === 'slow')?.messages;
      await expect.poll(lag, { timeout: 30_000 }).toBe(1);
      release.resolve();
      await sent;
      await expect.poll(lag, { timeout: 30_000 }).toBe(0);
    });

    it('answers a ping while it is open, and takes nothing once it is closed', async () => {
      await transport.ping();
      await transport.close();
      await expect(transport.ping()).rejects.toThrow();
      await expect(transport.send([sampleEvent(1)])).rejects.toMatchObject({
        code: 'TRANSPORT_UNAVAILABLE',
        kind: 'unavailable',
      });
    });
  });
}
