import { AsyncLocalStorage } from 'node:async_hooks';
import {
  absent,
  type Cache,
  type CacheKey,
  type Category,
  type KeyShape,
  type LoadContext,
  type PartsOf,
  type Reading,
  type ReadOptions,
  type Source,
} from '@quotewright/acceleration';
import type { Clock, TenantId } from '@quotewright/kernel';
import type { Database } from '../postgres/database.ts';
import { holdsConnection } from '../postgres/queries.ts';
import type { Tx } from '../postgres/tx.ts';
import type { Caches } from './caches.ts';
import { loadedFromOf } from './loaded-from.ts';
import { type AnsweredReading, budgetOf, noted, notedReads, noteRead } from './request-reads.ts';
import { memoryFor } from './warming-reads.ts';

/** Reads from the truth, in a transaction that may be the caller's or another. Undefined: there is none. */
export type LoadFromTruth<Value> = (tx: Tx) => Promise<Value | undefined>;

/** As `LoadFromTruth`, several at once: a value or undefined for each, in order. */
export type LoadManyFromTruth<Parts, Value> = (
  tx: Tx,
  wanted: readonly Parts[],
) => Promise<readonly (Value | undefined)[]>;

/** A copy's bytes, not decoded. */
export interface CopiedBytes {
  readonly bytes: Buffer;
  /** SHA-256, lower-case hex. */
  readonly contentHash: string;
}

/**
 * One category behind a port whose methods take a `Tx`. The rule that keeps it right and alive: who holds a connection does not
 * wait for a cache. A command holds one from its beginning and is answered from the truth alone. A read after its first query is
 * answered from the truth, too, or from this process's memory where the value can never change. One that has not begun is answered
 * from the copy, and what must be loaded is loaded in a transaction of its own, because others wait for it, too.
 */
export interface AcceleratedRead<Shape extends KeyShape, Value> {
  key(tenant: TenantId, parts: PartsOf<Shape>): CacheKey;
  /** What this process has in memory and may answer now; without a transaction, and so not for commands. */
  remembered(tenant: TenantId, parts: PartsOf<Shape>): Value | undefined;
  get(
    tx: Tx,
    parts: PartsOf<Shape>,
    load: LoadFromTruth<Value>,
    options?: AcceleratedReadOptions,
  ): Promise<Value | undefined>;
  /** For categories that refuse when they are busy: others load so much that this caller would wait too long. */
  obtain(tx: Tx, parts: PartsOf<Shape>, load: LoadFromTruth<Value>): Promise<ObtainedValue<Value> | 'busy'>;
  /** In the order of `wanted`. `load` is asked for what is missing, in one go. */
  getMany(
    tx: Tx,
    wanted: readonly PartsOf<Shape>[],
    load: LoadManyFromTruth<PartsOf<Shape>, Value>,
  ): Promise<readonly (Value | undefined)[]>;
}

export interface AcceleratedReadOptions extends Pick<ReadOptions, 'minVersion'> {}

/** A value and where it came from. */
export interface ObtainedValue<Value> {
  readonly value: Value | undefined;
  readonly source: 'truth' | 'copy';
  /** When it was read from the truth, in milliseconds since the epoch. */
  readonly readAt: number;
}

/** A category of bytes that are passed on as they are. */
export interface AcceleratedBytes<Shape extends KeyShape> extends AcceleratedRead<Shape, Uint8Array> {
  getBytes(tx: Tx, parts: PartsOf<Shape>, load: LoadFromTruth<CopiedBytes>): Promise<CopiedBytes | undefined>;
}

const COPIED: readonly Source[] = ['l1', 'l2', 'stale'];

export interface AcceleratedReadsDeps {
  readonly caches: Caches;
  readonly database: Pick<Database, 'withTenant'>;
  readonly clock: Pick<Clock, 'now'>;
}

export interface AcceleratedReads {
  of<Shape extends KeyShape, Value>(category: Category<Shape, Value>): AcceleratedRead<Shape, Value>;
  bytesOf<Shape extends KeyShape>(category: Category<Shape, Uint8Array>): AcceleratedBytes<Shape>;
  /** Runs work that belongs to several callers, in a read transaction that is none of theirs. */
  aside<T>(tenant: TenantId, work: (tx: Tx) => Promise<T>): Promise<DoneAside<T>>;
}

/** What work for several callers came to. */
export interface DoneAside<T> {
  readonly result: T;
  /** Says of one of those callers that it was answered with it, and so from the copies that it was made of. */
  noteFor(tx: Tx): void;
}

export function acceleratedReads({ caches, database, clock }: AcceleratedReadsDeps): AcceleratedReads {
  // A load belongs to all who wait for it: it must not run inside the transaction or the trace of the one that came first.
  const detached = AsyncLocalStorage.snapshot();
  const loadedFrom = loadedFromOf(caches);
  // What a copy is compared with must come from the tables alone, as a command reads them.
  const loading = <T>(
    tenant: TenantId,
    { verifies }: LoadContext,
    keys: readonly CacheKey[],
    work: (tx: Tx) => Promise<T>,
  ) =>
    detached(() =>
      database.withTenant(tenant, verifies === true ? 'write' : 'read', async (own) => {
        const value = await work(own);
        if (verifies !== true)
          loadedFrom.loaded(
            keys.map(({ data }) => data),
            notedReads(own),
          );
        return value;
      }),
    );

  function note(tx: Tx | undefined, key: CacheKey, reading: AnsweredReading): void {
    noteRead(tx, noted(key, reading, clock.now()));
    if (COPIED.includes(reading.source)) return;
    for (const copy of loadedFrom.of(key.data)) {
      noteRead(tx, { ...copy, into: key.category });
      // And of what was itself loaded on the way: another copy that is as good as its parts.
      if (copy.into !== undefined) noteRead(tx, copy);
    }
  }

  function of<Shape extends KeyShape, Value>(
    category: Category<Shape, Value>,
  ): AcceleratedRead<Shape, Value> & { readonly cache: Cache<Shape, Value> } {
    const cache = caches.cache(category);
    const versioned = category.invalidation === 'versioned-key';
    const usable = versioned || caches.sharesChanges;
    // What is in memory may have come from the store, and the store may be forged: no command relies on it.
    const mayPeek = (tx: Tx) => versioned && tx.access === 'read';
    const key = (tenant: TenantId, parts: PartsOf<Shape>) => cache.key(tenant, parts);
    const peek = (tx: Tx | undefined, at: CacheKey): Value | undefined => {
      const reading = cache.peekReading(at);
      if (reading !== undefined) note(tx, at, reading);
      return reading?.value;
    };
    const optionsFor = (tx: Tx, options: AcceleratedReadOptions) => ({
      ...options,
      budget: budgetOf(tx, caches.newBudget),
      ...memoryFor(tx),
    });

    return {
      cache,
      key,
      remembered: (tenant, parts) => (usable ? peek(undefined, key(tenant, parts)) : undefined),
      async get(tx, parts, load, options = {}) {
        if (!usable) return load(tx);
        const at = key(tx.tenant, parts);
        if (holdsConnection(tx)) return (mayPeek(tx) ? peek(tx, at) : undefined) ?? load(tx);
        const reading = await readCopy(tx, at, load, options);
        // The truth decides what the copy would not answer: busy, or not as new as it was asked for.
        if (reading.outcome === 'refused') return load(tx);
        return reading.outcome === 'found' ? reading.value : undefined;
      },
      async obtain(tx, parts, load) {
        const fromTruth = async () => ({ value: await load(tx), source: 'truth', readAt: tx.now }) as const;
        if (!usable || holdsConnection(tx)) return fromTruth();
        const reading = await readCopy(tx, key(tx.tenant, parts), load, {});
        if (reading.outcome === 'refused') return reading.reason === 'busy' ? 'busy' : fromTruth();
        return {
          value: reading.outcome === 'found' ? reading.value : undefined,
          source: COPIED.includes(reading.source) ? 'copy' : 'truth',
          readAt: reading.generatedAt,
        };
      },
      async getMany(tx, wanted, load) {
        if (wanted.length === 0) return [];
        if (!usable) return load(tx, wanted);
        const keys = wanted.map((parts) => key(tx.tenant, parts));
        if (holdsConnection(tx)) return fromMemoryOr(tx, keys, wanted, load);
        const partsOf = new Map(keys.map((one, at) => [one.data, wanted[at] as PartsOf<Shape>]));
        const readings = await cache.getMany(
          keys,
          async (missing, context) => {
            const parts = missing.map((one) => partsOf.get(one.data) as PartsOf<Shape>);
            const values = await loading(tx.tenant, context, missing, (own) => load(own, parts));
            return missing.map((_, at) => values[at] ?? absent);
          },
          optionsFor(tx, {}),
        );
        const refused = wanted.filter((_, at) => readings[at]?.outcome === 'refused');
        const direct = refused.length === 0 ? [] : [...(await load(tx, refused))];
        return readings.map((reading, at) => {
          if (reading.outcome === 'refused') return direct.shift();
          note(tx, keys[at] as CacheKey, reading);
          return reading.outcome === 'found' ? reading.value : undefined;
        });
      },
    };

    async function readCopy(
      tx: Tx,
      at: CacheKey,
      load: LoadFromTruth<Value>,
      options: AcceleratedReadOptions,
    ): Promise<Reading<Value>> {
      const reading = await cache.get(
        at,
        async (_key, context) => (await loading(tx.tenant, context, [at], load)) ?? absent,
        optionsFor(tx, options),
      );
      if (reading.outcome !== 'refused') note(tx, at, reading);
      return reading;
    }

    async function fromMemoryOr(
      tx: Tx,
      keys: readonly CacheKey[],
      wanted: readonly PartsOf<Shape>[],
      load: LoadManyFromTruth<PartsOf<Shape>, Value>,
    ): Promise<readonly (Value | undefined)[]> {
      const held = keys.map((one) => (mayPeek(tx) ? peek(tx, one) : undefined));
      const missing = wanted.filter((_, at) => held[at] === undefined);
      const loaded = missing.length === 0 ? [] : [...(await load(tx, missing))];
      return held.map((value) => value ?? loaded.shift());
    }
  }

  return {
    of,
    aside: (tenant, work) =>
      detached(() =>
        database.withTenant(tenant, 'read', async (own) => {
          const result = await work(own);
          return {
            result,
            noteFor(tx) {
              for (const copy of notedReads(own)) noteRead(tx, copy);
            },
          };
        }),
      ),
    bytesOf(category) {
      const { cache, ...read } = of(category);
      return {
        ...read,
        async getBytes(tx, parts, load) {
          if (holdsConnection(tx)) return load(tx);
          const at = read.key(tx.tenant, parts);
          const reading = await cache.getBytes(
            at,
            async (_key, context) => (await loading(tx.tenant, context, [at], load))?.bytes ?? absent,
            { budget: budgetOf(tx, caches.newBudget), ...memoryFor(tx) },
          );
          if (reading.outcome === 'refused') return load(tx);
          note(tx, at, reading);
          if (reading.outcome === 'absent') return undefined;
          const { bytes, contentHash } = reading;
          return { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), contentHash };
        },
      };
    },
  };
}
