import { systemClock } from '@quotewright/kernel';
import { loadConfig } from '@quotewright/platform/config';
import { afterEach, describe, expect, it } from 'vitest';
import { openLimits } from './limits.ts';

const quota = { name: 'cups', units: 40, window: 3_600_000, burst: 40 };
const identity = { id: 'i-1', truthEpoch: 1 };

describe('where there is no Redis, a process', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  const open = (nodes: string) => {
    const config = loadConfig({ QUOTEWRIGHT_CACHE: 'off', QUOTEWRIGHT_NODES: nodes });
    const { limits, close } = openLimits(undefined, config, { clock: systemClock, identity });
    closing.push(close);
    return async (cost: number) => {
      const ask = {
        tenant: 'acme',
        uses: [{ quota, parts: ['all'], cost }],
        whenStoreDown: 'local',
      } as const;
      return (await limits.take(ask)).kind;
    };
  };

  it('counts by itself when it is alone', async () => {
    const take = open('1');
    expect([await take(40), await take(1), await take(41)]).toEqual(['admitted', 'refused', 'impossible']);
  });

  it('counts its share when there are others', async () => {
    const take = open('4');
    expect([await take(10), await take(1)]).toEqual(['admitted', 'refused']);
  });

  it('makes nothing impossible by having only a share', async () => {
    const take = open('4');
    expect([await take(40), await take(1), await take(41)]).toEqual(['admitted', 'refused', 'impossible']);
  });
});
