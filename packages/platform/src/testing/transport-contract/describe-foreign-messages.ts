import { describe, expect, it } from 'vitest';
import { RecordingSubscriber } from './recording-subscriber.ts';
import { sampleEvent } from './sample-events.ts';
import type { ByteTransportHarness } from './transport-harness.ts';

/** What a transport must do with bytes that are no event. */
export function describeForeignMessages(name: string, open: () => Promise<ByteTransportHarness>): void {
  describe(`${name}, where others can write`, { timeout: 60_000 }, () => {
    it('hands over a message that is no event, with the same id each time, and goes on', async () => {
      const { transport, sendBytes, close } = await open();
      const bytes = new TextEncoder().encode('{"specversion":"1.0"');
      const hears = new RecordingSubscriber('hears', (_events, _signal, call) => {
        if (call === 1) throw new Error('not now');
      });
      const subscription = transport.subscribe(hears);
      try {
        await sendBytes(bytes);
        await hears.until(({ given }) => given.length >= 2);
        await transport.send([sampleEvent(1)]);
        await hears.untilConfirmed(1);
        const malformed = hears.given.filter((delivery) => delivery.kind === 'malformed');
        expect(malformed.length).toBeGreaterThanOrEqual(2);
        expect(new Set(malformed.map(({ id }) => id)).size).toBe(1);
        for (const { message } of malformed) expect(Buffer.from(message)).toEqual(Buffer.from(bytes));
      } finally {
        await subscription.close();
        await transport.close();
        await close();
      }
    });
  });
}
