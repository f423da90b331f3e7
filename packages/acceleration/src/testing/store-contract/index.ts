export { type BreakableStore, busReconnectionContract } from './bus-reconnection.ts';
export { storeContract } from './store-contract.ts';
export type { OpenStoreUnderTest, StoreUnderTest } from './store-under-test.ts';
