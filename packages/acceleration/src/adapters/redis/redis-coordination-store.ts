import type {
  BucketState,
  BucketUse,
  Bytes,
  CoordinationStore,
  LeaseTerms,
  StoreKey,
} from '../../ports/index.ts';
import { WINDOW_SLOTS } from '../../rate-limit/sliding-window.ts';
import { bucketStates } from './bucket-states.ts';
import type { Client } from './client.ts';
import { bufferOf } from './redis-bytes.ts';
import { loadScript, runScript } from './script.ts';

const scripts = {
  renew: loadScript('lease-renew-1'),
  release: loadScript('lease-release-1'),
  add: loadScript('add-1'),
  limit: loadScript('limit-n'),
};

export class RedisCoordinationStore implements CoordinationStore {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  async acquire(key: StoreKey, { token, ttl }: LeaseTerms): Promise<boolean> {
    return (await this.#client.set(key, token, 'PX', ttl, 'NX')) === 'OK';
  }

  async renew(key: StoreKey, { token, ttl }: LeaseTerms): Promise<boolean> {
    return (await runScript(this.#client, scripts.renew, [key], [token, ttl])) === 1;
  }

  async release(key: StoreKey, token: string): Promise<boolean> {
    return (await runScript(this.#client, scripts.release, [key], [token])) === 1;
  }

  async add(key: StoreKey, amount: number, ttl: number): Promise<number> {
    // A fraction that got in would leave the window without a whole number.
    if (!Number.isSafeInteger(amount)) throw new RangeError('a counter takes whole numbers');
    return Number(await runScript(this.#client, scripts.add, [key], [amount, ttl]));
  }

  async count(key: StoreKey): Promise<number | null> {
    const text = await this.#client.get(key);
    if (text === null) return null;
    const count = Number(text);
    if (!Number.isSafeInteger(count)) throw new Error('the counter in the store is no whole number');
    return count;
  }

  async leave(key: StoreKey, value: Bytes, ttl: number): Promise<boolean> {
    return (await this.#client.set(key, bufferOf(value), 'PX', ttl, 'NX')) === 'OK';
  }

  take(key: StoreKey): Promise<Bytes | null> {
    return this.#client.getdelBuffer(key);
  }

  async takeUnits(uses: readonly BucketUse[]): Promise<readonly BucketState[]> {
    const keys: string[] = [];
    const terms: (string | number)[] = [WINDOW_SLOTS];
    for (const { key, algorithm, cost, capacity, slot } of uses) {
      keys.push(key);
      terms.push(algorithm, cost, capacity, slot);
    }
    return bucketStates(await runScript(this.#client, scripts.limit, keys, terms), uses.length);
  }
}
