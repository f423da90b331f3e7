import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stores } from '../../ports/index.ts';
import { caughtUp, messagesOf, subscribedEarOn } from './bus.ts';
import { eventually, type StoreUnderTest } from './store-under-test.ts';

export interface BreakableStore extends StoreUnderTest {
  /** Cuts the connections of all bus listeners. The store itself stays up. */
  disconnect(): Promise<void>;
}

/** What a listener is told when its connection breaks; for stores where a test can break it. */
export function busReconnectionContract(name: string, open: () => Promise<BreakableStore>): void {
  describe(`${name}: a bus listener whose connection breaks`, () => {
    let test: BreakableStore;
    let node: Stores;
    let otherNode: Stores;

    beforeAll(async () => {
      test = await open();
      [node, otherNode] = await Promise.all([test.stores(), test.stores()]);
    });
    afterAll(async () => {
      await Promise.all([node.close(), otherNode.close()]);
      await test.close();
    });

    it('is told, subscribes again by itself, and hears what is announced from then on', async () => {
      const ear = await subscribedEarOn(node.bus);
      for (const round of [1, 2, 3]) {
        ear.heard.length = 0;
        await test.disconnect();
        await eventually(() =>
          expect(ear.heard.map(({ event }) => event)).toEqual(['disconnected', 'subscribed']),
        );
        const position = await otherNode.bus.announce([`round ${round}`]);
        await caughtUp(ear, `beat ${round}`);
        expect(messagesOf(ear)).toEqual([{ event: 'message', position, items: [`round ${round}`] }]);
      }
      await ear.subscription.close();
    });

    it('is told of nothing when it was closed before', async () => {
      const ear = await subscribedEarOn(node.bus);
      const other = await subscribedEarOn(otherNode.bus);
      await ear.subscription.close();
      await test.disconnect();
      await eventually(() =>
        expect(other.heard.map(({ event }) => event)).toEqual(['subscribed', 'disconnected', 'subscribed']),
      );
      expect(ear.heard).toEqual([{ event: 'subscribed' }]);
      await other.subscription.close();
    });
  });
}
