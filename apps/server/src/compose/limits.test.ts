import { ManualClock } from '@quotewright/kernel/testing';
import { loadConfig } from '@quotewright/platform/config';
import { afterEach, describe, expect, it } from 'vitest';
import { openLimits } from './limits.ts';

const quota = { name: 'cups', units: 40, window: 40_000, burst: 40 };
const identity = { id: 'i-1', truthEpoch: 1 };

describe('where there is no Redis, a process', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  const open = async (nodes: string) => {
    const clock = new ManualClock();
    const config = loadConfig({ QUOTEWRIGHT_CACHE: 'off', QUOTEWRIGHT_NODES: nodes });
    const { limits, close } = await openLimits(undefined, config, { clock, identity });
    closing.push(close);
    const take = (cost: number, whenStoreDown: 'local' | 'closed' = 'local') =>
      limits.take({ tenant: 'acme', uses: [{ quota, parts: ['all'], cost }], whenStoreDown });
    return { clock, take };
  };

  it('counts all of it when it is alone', async () => {
    const { take } = await open('1');
    expect(await take(40)).toMatchObject({ kind: 'admitted' });
    expect(await take(1)).toMatchObject({ kind: 'refused', by: quota });
    expect(await take(41)).toMatchObject({ kind: 'impossible', by: quota });
  });

  it('admits its share when there are others, of everything, and begins with nothing', async () => {
    const { clock, take } = await open('4');
    expect(await take(1)).toMatchObject({ kind: 'refused', source: 'local', by: quota });
    clock.advance(40_000);
    expect(await take(10, 'closed')).toMatchObject({ kind: 'admitted', source: 'local' });
    expect(await take(1)).toMatchObject({ kind: 'refused', by: quota });
  });

  it('has its share by the time it is first asked', async () => {
    const { clock, take } = await open('4');
    clock.advance(40_000);
    expect(await take(10)).toMatchObject({ kind: 'admitted' });
  });

  it('makes nothing impossible by having only a share', async () => {
    const { clock, take } = await open('4');
    expect(await take(40)).toMatchObject({ kind: 'refused', by: quota });
    clock.advance(160_000);
    expect(await take(40)).toMatchObject({ kind: 'admitted' });
    clock.advance(3_000);
    expect(await take(1)).toMatchObject({ kind: 'refused' });
    expect(await take(41)).toMatchObject({ kind: 'impossible', by: quota });
  });
});
