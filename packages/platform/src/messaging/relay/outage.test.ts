import { beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../telemetry/logger.ts';
import { ScaledTime } from './fixtures/scaled-time.ts';
import { Outage } from './outage.ts';
import type { RelayWorkplace } from './relay-workplace.ts';

const BEGINS = 'events cannot be sent: they wait in the outbox';
const ENDS = 'events are sent again';
const LONGEST_PAUSE_MS = 5_000;

describe('an outage of the transport', () => {
  let time: ScaledTime;
  let said: string[];
  let outage: Outage;
  beforeEach(() => {
    time = new ScaledTime();
    said = [];
    const log = createLogger({
      level: 'info',
      format: 'json',
      destination: { write: (line) => void said.push((JSON.parse(line) as { msg: string }).msg) },
    });
    const place = { log, metrics: undefined, random: () => 1, every: time.every, clock: time.clock };
    outage = new Outage(place as unknown as RelayWorkplace, () => {});
  });

  const fails = (partition: number) => outage.failed(partition, new Error('down'));

  it('is over with the first success, also where another relay has sent what failed here', async () => {
    fails(1);
    expect(outage.ongoing).toBe(true);
    await time.advance(2 * LONGEST_PAUSE_MS);
    outage.succeeded(2);
    expect([outage.ongoing, said]).toEqual([false, [BEGINS, ENDS]]);
    fails(2);
    expect([outage.ongoing, said]).toEqual([true, [BEGINS, ENDS, BEGINS]]);
  });

  it('lets relays listen again when nothing rests any more', async () => {
    fails(1);
    await time.advance(LONGEST_PAUSE_MS);
    expect(outage.ongoing).toBe(false);
  });

  it('is none of the others when one partition alone cannot be sent, which is left alone for longer', async () => {
    for (const pause of [100, 200, 400]) {
      fails(1);
      outage.succeeded(2);
      expect(outage.ongoing).toBe(false);
      await time.advance(pause - 1);
      outage.succeeded(2);
      expect(outage.resting).toEqual([1]);
      await time.advance(1);
      expect(outage.resting).toEqual([]);
    }
    expect(said).toEqual([BEGINS]);
  });

  it('is over for all partitions when one that failed can be sent', () => {
    for (const partition of [1, 2]) fails(partition);
    outage.succeeded(1);
    expect([outage.ongoing, outage.resting, said]).toEqual([false, [], [BEGINS, ENDS]]);
  });
});
