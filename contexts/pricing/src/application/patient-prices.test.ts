import type { Tx } from '@quotewright/platform/postgres';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ObtainedPrice, PinnedPrice } from '../ports/prices-of-inputs.ts';
import { patientPrices } from './patient-prices.ts';

const PLACES = 2;
const tx = {} as Tx;
const BUSY = { code: 'PRICING_BUSY', kind: 'unavailable', details: { retryAfterSeconds: 2 } };

describe('a price that is computed beside what others compute', () => {
  let computing: { readonly inputHash: string; readonly finish: () => void }[];
  let patience: AbortController;
  let ask: (inputHash: string, signal?: AbortSignal) => Promise<ObtainedPrice>;

  beforeEach(() => {
    computing = [];
    patience = new AbortController();
    const prices = patientPrices({
      prices: { price: async () => 'busy' },
      computed: {
        price: (_, { inputHash }) =>
          new Promise((resolve) =>
            computing.push({
              inputHash,
              finish: () => resolve({ copyKey: inputHash } as unknown as ObtainedPrice),
            }),
          ),
      },
      patience: () => patience.signal,
    });
    ask = (inputHash, signal) => prices.price(tx, { inputHash } as PinnedPrice, signal);
  });

  const computed = () => computing.map(({ inputHash }) => inputHash);
  const finish = (at: number) => computing[at]?.finish();
  /** Until everybody who asked has found the places taken: a few microtasks. */
  const standing = () => new Promise(setImmediate);
  async function occupy(): Promise<void> {
    for (let at = 0; at < PLACES; at += 1) void ask(`held-${at}`);
    await expect.poll(() => computing.length).toBe(PLACES);
  }

  it('waits for its turn, in the order of asking', async () => {
    await occupy();
    const waiting = [ask('first'), ask('second')];
    await standing();
    finish(0);
    await expect.poll(computed).toEqual(['held-0', 'held-1', 'first']);
    finish(2);
    await expect.poll(computed).toEqual(['held-0', 'held-1', 'first', 'second']);
    finish(3);
    expect(await Promise.all(waiting)).toEqual([{ copyKey: 'first' }, { copyKey: 'second' }]);
  });

  it('is refused when it has waited too long, and may be had another time', async () => {
    await occupy();
    const late = ask('late');
    await standing();
    patience.abort();
    await expect(late).rejects.toMatchObject(BUSY);
    patience = new AbortController();
    const again = ask('again');
    finish(0);
    await expect.poll(computed).toEqual(['held-0', 'held-1', 'again']);
    finish(2);
    expect(await again).toEqual({ copyKey: 'again' });
  });

  it('is not computed when nobody waits for it any more, and keeps nobody behind it waiting', async () => {
    await occupy();
    const gone = new AbortController();
    const left = ask('gone', gone.signal);
    const behind = ask('behind');
    await standing();
    gone.abort();
    await expect(left).rejects.toMatchObject(BUSY);
    await expect(ask('was gone before', gone.signal)).rejects.toMatchObject(BUSY);
    finish(0);
    await expect.poll(computed).toEqual(['held-0', 'held-1', 'behind']);
    finish(2);
    expect(await behind).toEqual({ copyKey: 'behind' });
  });

  it('leaves its place to the next one when it cannot be computed', async () => {
    const prices = patientPrices({
      prices: { price: async () => 'busy' },
      computed: { price: (_, { inputHash }) => Promise.reject(new Error(inputHash)) },
    });
    for (let count = 0; count < PLACES * 2; count += 1)
      await expect(prices.price(tx, { inputHash: 'no' } as PinnedPrice)).rejects.toThrow('no');
  });
});
