import type { AcceleratedReads } from '@quotewright/platform/cache';
import type { Access, Tx } from '@quotewright/platform/postgres';
import { describe, expect, it } from 'vitest';
import { type ListRules, type OfferingPrices, UNPRICED } from '../domain/price-index.ts';
import type { PriceIndex } from '../ports/price-index.ts';
import { acceleratedPriceIndex } from './price-index.accelerated.ts';

const LIST = { id: 'standard', version: 3 };
const RULES: ListRules = [];
const SEAT: OfferingPrices = { charges: [{ chargeId: 'fee', prices: [], rules: [] }] };
const tx = (access: Access) => ({ access }) as Tx;

interface Held {
  readonly rules?: ListRules;
  readonly prices?: Readonly<Record<string, OfferingPrices>>;
  /** The copies answer nothing, as if there could be an absence. */
  readonly broken?: true;
}

/** An index whose truth says what it was asked for, behind copies that hold some of it. */
function indexWith({ rules, prices = {}, broken }: Held) {
  const asked: (readonly string[])[] = [];
  let copiesAsked = 0;
  const truth: PriceIndex = {
    store: () => Promise.reject(new Error('nobody stores here')),
    seal: () => Promise.reject(new Error('nobody seals here')),
    async read(_tx, _list, ids) {
      asked.push(ids);
      return { rules: RULES, prices: new Map(ids.map((id) => [id, id === 'seat' ? SEAT : UNPRICED])) };
    },
  };
  const reads = {
    of: () => ({
      async get(own: Tx, _parts: object, load: (own: Tx) => Promise<unknown>) {
        copiesAsked += 1;
        return broken === undefined ? (rules ?? load(own)) : undefined;
      },
      async getMany(
        own: Tx,
        wanted: readonly { readonly offeringId: string }[],
        load: (own: Tx, missing: typeof wanted) => Promise<readonly unknown[]>,
      ) {
        copiesAsked += 1;
        if (broken === true) return wanted.map(() => undefined);
        const missing = wanted.filter(({ offeringId }) => prices[offeringId] === undefined);
        const loaded = missing.length === 0 ? [] : [...(await load(own, missing))];
        return wanted.map(({ offeringId }) => prices[offeringId] ?? loaded.shift());
      },
    }),
  } as unknown as AcceleratedReads;
  const index = acceleratedPriceIndex(truth, reads);
  const read = (access: Access, ids: readonly string[]) => index.read(tx(access), LIST, ids);
  return { read, asked, copiesAsked: () => copiesAsked };
}

describe('the price index from copies', () => {
  it('reads rules and prices at once where there are no copies, each offering once', async () => {
    const { read, asked } = indexWith({});
    const { rules, prices } = await read('read', ['seat', 'unpriced', 'seat']);
    expect(rules).toBe(RULES);
    expect([...prices]).toEqual([
      ['seat', SEAT],
      ['unpriced', UNPRICED],
    ]);
    expect(asked).toEqual([['seat', 'unpriced']]);
  });

  it('reads only what no copy has', async () => {
    const { read, asked } = indexWith({ rules: RULES, prices: { unpriced: UNPRICED } });
    const { prices } = await read('read', ['unpriced', 'seat']);
    expect(prices.get('seat')).toBe(SEAT);
    expect(asked).toEqual([['seat']]);
  });

  it('asks nobody where all of it is copied, also what is not priced', async () => {
    const { read, asked } = indexWith({ rules: RULES, prices: { unpriced: UNPRICED, seat: SEAT } });
    expect((await read('read', ['unpriced', 'seat'])).prices.get('unpriced')).toBe(UNPRICED);
    expect(asked).toEqual([]);
  });

  it('is the truth for a command, whatever is copied', async () => {
    const { read, asked, copiesAsked } = indexWith({ rules: RULES, prices: { seat: UNPRICED } });
    expect((await read('write', ['seat'])).prices.get('seat')).toBe(SEAT);
    expect(asked).toEqual([['seat']]);
    expect(copiesAsked()).toBe(0);
  });

  it('complaint: a missing rule means full price: what the copies do not answer is read, never left out', async () => {
    const { read, asked } = indexWith({ broken: true });
    expect((await read('read', ['seat'])).prices.get('seat')).toBe(SEAT);
    expect(asked).toEqual([['seat']]);
  });
});
