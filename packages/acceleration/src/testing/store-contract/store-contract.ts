import { afterAll, beforeAll, describe } from 'vitest';
import type { Stores } from '../../ports/index.ts';
import { busContract } from './bus.ts';
import { coordinationContract } from './coordination.ts';
import { entryFills } from './entry-fills.ts';
import { entryLeases } from './entry-leases.ts';
import { entryOrders } from './entry-orders.ts';
import { entryValues } from './entry-values.ts';
import { entryWakes } from './entry-wakes.ts';
import { rateLimitContract } from './rate-limits.ts';
import type { OpenStoreUnderTest, StoreUnderTest } from './store-under-test.ts';

/**
 * What every store must do, as tests: the sentences of `ports/`. An adapter calls this in a test file of its own. The store
 * needs a key space and a bus of its own, since `flush` empties it. Two nodes are opened on it.
 */
export function storeContract(name: string, open: OpenStoreUnderTest): void {
  describe(`${name} keeps the store contract:`, () => {
    let test: StoreUnderTest;
    let near: Stores;
    let far: Stores;

    beforeAll(async () => {
      test = await open();
      [near, far] = await Promise.all([test.stores(), test.stores()]);
    });
    afterAll(async () => {
      await Promise.all([near.close(), far.close()]);
      await test.close();
    });

    const store = () => test;
    const node = () => near.entries;
    const otherNode = () => far.entries;
    entryValues(store, node, otherNode);
    entryLeases(store, node, otherNode);
    entryFills(store, node, otherNode);
    entryOrders(node, otherNode);
    entryWakes(store, node, otherNode);
    busContract(
      store,
      () => near.bus,
      () => far.bus,
    );
    coordinationContract(
      store,
      () => near,
      () => far,
    );
    rateLimitContract(
      store,
      () => near,
      () => far,
    );
  });
}
