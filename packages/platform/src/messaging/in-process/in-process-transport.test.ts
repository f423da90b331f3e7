import { describe, expect, it, vi } from 'vitest';
import { RecordingSubscriber, sampleEvent } from '../../testing/transport-contract/index.ts';
import { inProcessTransport } from './in-process-transport.ts';

const unavailable = expect.objectContaining({ code: 'TRANSPORT_UNAVAILABLE' });

/** A transport whose waits are written down and over at once. */
function underTest() {
  const log = { warn: vi.fn<(...said: unknown[]) => void>() };
  const pauses: number[] = [];
  const pause = (milliseconds: number) => {
    pauses.push(milliseconds);
    return new Promise<void>((resolve) => setImmediate(resolve));
  };
  return { transport: inProcessTransport({ log, timing: { random: () => 0, pause } }), log, pauses };
}

describe('the in-process transport', () => {
  it('has sent an event when every subscriber has taken it, and not before', async () => {
    const { transport } = underTest();
    const release = Promise.withResolvers<void>();
    transport.subscribe(new RecordingSubscriber('quick'));
    const slow = new RecordingSubscriber('slow', () => release.promise);
    transport.subscribe(slow);
    let sent = false;
    const sending = transport.send([sampleEvent(1)]).then(() => {
      sent = true;
    });
    await slow.until(({ given }) => given.length > 0);
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent).toBe(false);
    release.resolve();
    await sending;
    expect(slow.confirmed).toEqual([sampleEvent(1)]);
  });

  it('delivers what several callers send at a time', async () => {
    const { transport } = underTest();
    const both = Promise.withResolvers<void>();
    const hears = new RecordingSubscriber('hears', (_events, _signal, call) => {
      if (call === 2) both.resolve();
      return both.promise;
    });
    transport.subscribe(hears);
    await Promise.all([transport.send([sampleEvent(1, 'q-1')]), transport.send([sampleEvent(2, 'q-2')])]);
    expect(hears.confirmed).toHaveLength(2);
  });

  it('waits longer and longer for a subscriber that rejects, and says so once', async () => {
    const { transport, log, pauses } = underTest();
    transport.subscribe(
      new RecordingSubscriber('rejecting', (_events, _signal, call) => {
        if (call <= 12) throw new Error('not now');
      }),
    );
    await transport.send([sampleEvent(1)]);
    expect(pauses.slice(0, 3)).toEqual([50, 100, 200]);
    expect(pauses.at(-1)).toBe(15_000);
    expect(log.warn).toHaveBeenCalledTimes(1);
  });

  it('does not count as sent what a closed subscription wanted, until somebody takes its place', async () => {
    const { transport } = underTest();
    const closing = transport.subscribe(new RecordingSubscriber('worker'));
    await closing.close();
    await expect(transport.send([sampleEvent(1)])).rejects.toThrow(unavailable);
    await transport.send([sampleEvent(2, 'q-2', { type: 'OrderPlaced' })]);
    const next = new RecordingSubscriber('worker');
    transport.subscribe(next);
    await transport.send([sampleEvent(1)]);
    expect(next.confirmed).toEqual([sampleEvent(1)]);
  });

  it('rejects what is under way when it is closed', async () => {
    const { transport } = underTest();
    const never = new RecordingSubscriber('never', () => {
      throw new Error('never');
    });
    transport.subscribe(never);
    const sending = transport.send([sampleEvent(1)]).catch((error: unknown) => error);
    await never.until(({ given }) => given.length > 3);
    await transport.close();
    expect(await sending).toEqual(unavailable);
  });

  it('refuses two subscribers of one name, who would share what each should hear', () => {
    const { transport } = underTest();
    transport.subscribe(new RecordingSubscriber('hears'));
    expect(() => transport.subscribe(new RecordingSubscriber('hears'))).toThrow('two subscribers');
  });
});
