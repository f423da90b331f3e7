import { describe, expect, it } from 'vitest';
import type { Tx } from '../postgres/tx.ts';
import { eventBody } from './event-body.ts';
import { quoteAccepted } from './fixtures/webhook-desk.ts';

const tx = {} as Tx;

describe('the body of a delivery', () => {
  it('says which installation sends it, which is read once', async () => {
    const reads: Tx[] = [];
    const bodyOf = eventBody(async (own) => {
      reads.push(own);
      return 'shop-eu';
    });
    const [first, second] = [await bodyOf(tx, quoteAccepted()), await bodyOf(tx, quoteAccepted())];
    expect([first, second].map((body) => JSON.parse(body).source)).toEqual([
      '/quotewright/shop-eu',
      '/quotewright/shop-eu',
    ]);
    expect(reads).toHaveLength(1);
  });

  it('is made after the installation could not be read', async () => {
    const answers = [() => Promise.reject(new Error('away')), () => Promise.resolve('shop-eu')];
    const bodyOf = eventBody(() => answers.shift()?.() ?? Promise.reject(new Error('asked again')));
    await expect(bodyOf(tx, quoteAccepted())).rejects.toThrow('away');
    expect(JSON.parse(await bodyOf(tx, quoteAccepted())).source).toBe('/quotewright/shop-eu');
  });
});
