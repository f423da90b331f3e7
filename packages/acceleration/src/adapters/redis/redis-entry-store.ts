import { Cluster } from 'ioredis';
import type {
  Bytes,
  Claim,
  EntryKeys,
  EntryStore,
  Fill,
  FillOutcome,
  LeaseTerms,
  StoreKey,
} from '../../ports/index.ts';
import type { Client } from './client.ts';
import { bufferOf } from './redis-bytes.ts';
import { loadScript, runScript } from './script.ts';
import type { WakeUps } from './wake-ups.ts';

const scripts = {
  claim: loadScript('claim-3'),
  fill: loadScript('fill-3'),
  put: loadScript('put-3'),
  renew: loadScript('renew-2'),
  release: loadScript('release-3'),
  evict: loadScript('evict-3'),
  time: loadScript('time-1'),
};

const FILL_OUTCOMES: readonly FillOutcome[] = ['refused', 'stored', 'older'];
const keysOf = ({ data, lease, waiters }: EntryKeys) => [data, lease, waiters];

/**
 * Envelopes as plain strings. Many of something are sent side by side rather than as a pipeline: the driver writes them
 * together all the same, and each follows a redirection or brings its script by itself.
 */
export class RedisEntryStore implements EntryStore {
  readonly #client: Client;
  readonly #wakeUps: WakeUps;
  /** Whose server's clock counts. */
  readonly #clockKey: string;

  constructor(client: Client, wakeUps: WakeUps, clockKey: string) {
    this.#client = client;
    this.#wakeUps = wakeUps;
    this.#clockKey = clockKey;
  }

  get(key: StoreKey): Promise<Bytes | null> {
    return this.#client.getBuffer(key);
  }

  getMany(keys: readonly StoreKey[]): Promise<readonly (Bytes | null)[]> {
    const client = this.#client;
    if (keys.length === 0) return Promise.resolve([]);
    // One MGET must stay in one slot.
    if (client instanceof Cluster) return Promise.all(keys.map((key) => client.getBuffer(key)));
    return client.mgetBuffer([...keys]);
  }

  async claim(entry: EntryKeys, { token, ttl }: LeaseTerms): Promise<Claim> {
    const reply = await runScript(this.#client, scripts.claim, keysOf(entry), [
      token,
      ttl,
      this.#wakeUps.channel,
    ]);
    const [granted, value] = reply as [number, Buffer | null];
    return { granted: granted === 1, value };
  }

  claimMany(claims: Parameters<EntryStore['claimMany']>[0]): Promise<readonly Claim[]> {
    return Promise.all(claims.map(({ entry, terms }) => this.claim(entry, terms)));
  }

  async fill(entry: EntryKeys, { token, value, ttl, orderOffset = -1 }: Fill): Promise<FillOutcome> {
    const args = [token, bufferOf(value), ttl, orderOffset];
    const reply = await runScript(this.#client, scripts.fill, keysOf(entry), args);
    return FILL_OUTCOMES[reply as number] as FillOutcome;
  }

  fillMany(fills: Parameters<EntryStore['fillMany']>[0]): Promise<readonly FillOutcome[]> {
    return Promise.all(fills.map(({ entry, fill }) => this.fill(entry, fill)));
  }

  async put(entry: EntryKeys, { token, value, ttl }: Omit<Fill, 'orderOffset'>): Promise<void> {
    const args = [token, bufferOf(value), ttl];
    await runScript(this.#client, scripts.put, keysOf(entry), args);
  }

  async renew({ lease, waiters }: EntryKeys, { token, ttl }: LeaseTerms): Promise<boolean> {
    return (await runScript(this.#client, scripts.renew, [lease, waiters], [token, ttl])) === 1;
  }

  async release(entry: EntryKeys, token: string): Promise<boolean> {
    const args = [token];
    return (await runScript(this.#client, scripts.release, keysOf(entry), args)) === 1;
  }

  async evict(entry: EntryKeys): Promise<void> {
    await runScript(this.#client, scripts.evict, keysOf(entry), []);
  }

  async evictMany(entries: readonly EntryKeys[]): Promise<void> {
    await Promise.all(entries.map((entry) => this.evict(entry)));
  }

  onWake(listener: (key: StoreKey) => void): () => void {
    return this.#wakeUps.listen(listener);
  }

  async time(): Promise<number> {
    const reply = await runScript(this.#client, scripts.time, [this.#clockKey], []);
    const [seconds, microseconds] = reply as [Buffer, Buffer];
    return Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000);
  }
}
