import { describe, expect, it } from 'vitest';
import type { CoordinationStore, EntryStore, StoreKey } from '../../ports/index.ts';
import {
  bytes,
  expectLife,
  freshKey,
  LONG,
  lease,
  passes,
  SHORT,
  type StoreUnderTest,
  text,
} from './store-under-test.ts';

const MANY = 50;

interface Node {
  readonly coordination: CoordinationStore;
  /** For its time. */
  readonly entries: EntryStore;
}

export function coordinationContract(
  test: () => StoreUnderTest,
  node: () => Node,
  otherNode: () => Node,
): void {
  const near = () => node().coordination;
  const far = () => otherNode().coordination;
  const together = <T>(call: (store: CoordinationStore, index: number) => Promise<T>) =>
    Promise.all(Array.from({ length: MANY }, (_, index) => call(index % 2 === 0 ? near() : far(), index)));

  describe('a coordination lease', () => {
    const isHeld = async (key: StoreKey) => {
      const probe = lease();
      const granted = await far().acquire(key, probe);
      if (granted) await far().release(key, probe.token);
      return !granted;
    };

    it('is granted to one of fifty that come together', async () => {
      const key = freshKey();
      const granted = await together((store) => store.acquire(key, lease()));
      expect(granted.filter(Boolean)).toHaveLength(1);
    });

    it('ends by itself', async () => {
      const key = freshKey();
      await expectLife(
        test(),
        node().entries,
        () => near().acquire(key, lease(SHORT)),
        () => isHeld(key),
      );
    });

    it('is released by its token only', async () => {
      const key = freshKey();
      const { token, ttl } = lease();
      await near().acquire(key, { token, ttl });
      expect(await far().release(key, lease().token)).toBe(false);
      expect(await isHeld(key)).toBe(true);
      expect(await far().release(key, token)).toBe(true);
      expect(await isHeld(key)).toBe(false);
      expect(await near().release(key, token)).toBe(false);
    });

    it('is renewed by its token only, from now on', async () => {
      const key = freshKey();
      const terms = lease(SHORT * 10);
      await near().acquire(key, terms);
      expect(await far().renew(key, lease(LONG))).toBe(false);
      expect(await near().renew(key, { ...terms, ttl: LONG })).toBe(true);
      await passes(test(), node().entries, SHORT * 10);
      expect(await isHeld(key)).toBe(true);
      await expectLife(
        test(),
        node().entries,
        () => near().renew(key, { ...terms, ttl: SHORT }),
        () => isHeld(key),
      );
      expect(await near().renew(key, terms)).toBe(false);
    });
  });

  describe('a counter', () => {
    it('is null before the first addition, then the sum', async () => {
      const key = freshKey();
      expect(await near().count(key)).toBeNull();
      expect(await near().add(key, 5, LONG)).toBe(5);
      expect(await far().add(key, -7, LONG)).toBe(-2);
      expect(await far().add(key, 2, LONG)).toBe(0);
      expect(await near().count(key)).toBe(0);
    });

    it('opens its window with an addition of nothing too', async () => {
      const key = freshKey();
      expect(await near().add(key, 0, LONG)).toBe(0);
      expect(await far().count(key)).toBe(0);
    });

    it('loses none of fifty additions that come together', async () => {
      const key = freshKey();
      const sums = await together((store, index) => store.add(key, index + 1, LONG));
      expect(new Set(sums).size).toBe(MANY);
      expect(await near().count(key)).toBe((MANY * (MANY + 1)) / 2);
    });

    it('lives as long as its first addition says, whatever the later ones say', async () => {
      const key = freshKey();
      await expectLife(
        test(),
        node().entries,
        async () => {
          await near().add(key, 1, SHORT);
          await near().add(key, 1, LONG);
        },
        async () => (await far().count(key)) !== null,
      );
      expect(await near().add(key, 3, LONG)).toBe(3);
    });

    it('counts exactly up to the bounds, and rejects what leaves them', async () => {
      for (const sign of [1, -1]) {
        const key = freshKey();
        const most = sign * Number.MAX_SAFE_INTEGER;
        expect(await near().add(key, most - sign, LONG)).toBe(most - sign);
        expect(await near().add(key, sign, LONG)).toBe(most);
        await expect(near().add(key, 2 * sign, LONG)).rejects.toThrow();
        await expect(near().add(key, most, LONG)).rejects.toThrow();
        expect(await far().count(key)).toBe(most);
        expect(await far().add(key, -most, LONG)).toBe(0);
      }
    });

    it('takes whole numbers only, and stays as it was', async () => {
      const key = freshKey();
      await near().add(key, 2, LONG);
      for (const amount of [1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
        await expect(near().add(key, amount, LONG)).rejects.toThrow();
      }
      expect(await far().count(key)).toBe(2);
    });

    it('opens no window with an addition that was rejected', async () => {
      const key = freshKey();
      await expect(near().add(key, 2 ** 60, LONG)).rejects.toThrow();
      expect(await near().count(key)).toBeNull();
    });
  });

  describe('a value that is handed over', () => {
    it('is taken once', async () => {
      const key = freshKey();
      expect(await near().take(key)).toBeNull();
      expect(await near().leave(key, bytes('value'), LONG)).toBe(true);
      expect(text(await far().take(key))).toBe('value');
      expect(await near().take(key)).toBeNull();
      expect(await far().leave(key, bytes('next'), LONG)).toBe(true);
    });

    it('is taken by one of fifty that come together', async () => {
      const key = freshKey();
      await near().leave(key, bytes('value'), LONG);
      const taken = await together((store) => store.take(key));
      expect(taken.filter((value) => value !== null).map(text)).toEqual(['value']);
    });

    it('stays when another one is left in its place', async () => {
      const key = freshKey();
      const left = await together((store, index) => store.leave(key, bytes(`value ${index}`), LONG));
      expect(left.filter(Boolean)).toHaveLength(1);
      expect(text(await near().take(key))).toBe(`value ${left.indexOf(true)}`);
    });

    it.each([
      ['empty', new Uint8Array(0)],
      ['every byte there is', Uint8Array.from({ length: 256 }, (_, index) => index)],
    ])('may be %s', async (_, value) => {
      const key = freshKey();
      await near().leave(key, value, LONG);
      expect(text(await far().take(key))).toBe(text(value));
    });

    it('is forgotten when nobody takes it in time', async () => {
      const key = freshKey();
      await expectLife(
        test(),
        node().entries,
        () => near().leave(key, bytes('value'), SHORT),
        async () => !(await far().leave(key, bytes('probe'), 1)),
      );
      await passes(test(), node().entries, 2);
      expect(await near().take(key)).toBeNull();
    });
  });
}
