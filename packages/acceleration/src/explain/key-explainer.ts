import type { CacheContext } from '../cache/cache-context.ts';
import type { Entry } from '../cache/entry.ts';
import { EntryReader, type Seen } from '../cache/entry-reader.ts';
import type { Mismatch } from '../envelope/envelope.ts';
import type { EnvelopeFacts } from '../envelope/envelope-facts.ts';
import { envelopeFacts } from '../envelope/envelope-facts.ts';
import { StoreTrouble } from '../guard/store-guard.ts';
import type { CacheKey } from '../keys/cache-key.ts';
import { EntryKey, MAX_DATA_LENGTH } from '../keys/entry-key.ts';
import type { Namespace } from '../keys/namespace.ts';
import { type KeyRefusal, parseKey } from '../keys/parse-key.ts';
import { storeKey } from '../keys/store-text.ts';
import type { Category } from '../registry/category.ts';
import type { Registry } from '../registry/registry.ts';
import { dropCauses } from './drop-causes.ts';
import type { CopyHeader, CopyRefusal, KeyExplanation, StoreExplanation } from './key-explanation.ts';

/** Says of a decoded value what may be shown of it. */
export type Describe<Origin> = (category: string, value: unknown) => Origin | null;

export type ExplainKey = <Origin = never>(
  keyText: string,
  describe?: Describe<Origin>,
) => Promise<KeyExplanation<Origin> | KeyRefusal>;

export interface ExplainerOptions {
  readonly namespace: Namespace;
  readonly registry: Registry;
}

/** One look at the store, that loads nothing, counts no hit and no miss, and keeps nothing in memory. */
export function keyExplainer(context: CacheContext, { namespace, registry }: ExplainerOptions): ExplainKey {
  return async <Origin>(keyText: string, describe: Describe<Origin> = () => null) => {
    const parsed = parseKey(keyText, registry.categories, namespace);
    if (typeof parsed === 'string') return parsed;
    const { category, tenant, version } = parsed;
    const data = `${namespace.text}:${parsed.text}`;
    if (data.length > MAX_DATA_LENGTH) return 'malformed';
    const key = new EntryKey(category.name, tenant, version, storeKey(data));

    const { clock, entries, generations, guard, local, newBudget } = context;
    const bytes = await guard.run('get', newBudget(), () => entries.get(key.data));
    const held = local.look(key, clock.monotonic());
    const quarantined = generations.quarantined(category.name, tenant, version);
    const facts = bytes === null || bytes instanceof StoreTrouble ? undefined : envelopeFacts(bytes);
    const looked = bytes instanceof StoreTrouble ? undefined : examined(context, category, bytes, key);
    const stored = looked?.seen.entry;
    const inMemory = held?.believed === true ? held.entry : undefined;
    return {
      key: parsed,
      store:
        looked === undefined
          ? { state: 'unknown', reason: (bytes as StoreTrouble).kind }
          : storeState(looked, withholding(context, key, quarantined)),
      header: facts === undefined || facts.header.key !== data ? null : headerOf(category, facts, stored),
      memory: {
        held: held !== undefined,
        believed: inMemory !== undefined,
        generatedAt: held?.entry.header.generatedAt ?? null,
      },
      purges: {
        known: generations.known,
        required: generations.required(category.name, tenant, version),
        rows: generations.concerning(category.name, tenant, version),
      },
      quarantined,
      dropsBy: dropCauses(category, stored?.header.hardUntil ?? null),
      origin: originOf(category.name, stored ?? inMemory, describe),
    };
  };
}

interface Looked {
  readonly seen: Seen<unknown>;
  readonly mismatch: Mismatch | undefined;
}

function examined(
  context: CacheContext,
  category: Category,
  bytes: Uint8Array | null,
  key: CacheKey,
): Looked {
  let mismatch: Mismatch | undefined;
  const note = (why: Mismatch) => {
    mismatch = why;
  };
  const reader = new EntryReader(context, category);
  const seen = reader.decoded(reader.examine(bytes, key, note), note);
  return { seen, mismatch };
}

function storeState({ seen, mismatch }: Looked, withheld: CopyRefusal | undefined): StoreExplanation {
  if (mismatch !== undefined) return { state: 'refused', reason: mismatch };
  if (seen.entry === undefined) return { state: 'nothing' };
  if (seen.age === 'expired') return { state: 'refused', reason: 'expired' };
  return withheld === undefined ? { state: 'copy', age: seen.age } : { state: 'refused', reason: withheld };
}

/** Why this node would not ask the store, whatever is in it. */
function withholding(
  { clock, pending, storeClock }: CacheContext,
  key: CacheKey,
  quarantined: boolean,
): CopyRefusal | undefined {
  if (quarantined) return 'quarantined';
  if (pending.of(key, clock.monotonic()) !== undefined) return 'invalidation-pending';
  return storeClock.synchronised ? undefined : 'clock-unknown';
}

function headerOf(category: Category, facts: EnvelopeFacts, entry: Entry<unknown> | undefined): CopyHeader {
  const { header, protection, keyId, storedBytes, payloadBytes } = facts;
  const { order, version } = header;
  return {
    schemaVersion: header.schemaVersion,
    sourceVersion: order > 0 ? String(order) : version || null,
    generation: header.generation,
    generatedAt: header.generatedAt,
    freshUntil: header.freshUntil,
    hardUntil: header.hardUntil,
    loadCostMs: header.loadCost,
    codec: category.codec.name,
    protection,
    keyId,
    storedBytes,
    payloadBytes,
    contentHash: entry === undefined || protection === 'encrypted' ? null : entry.contentHash,
    negative: header.negative,
  };
}

function originOf<Origin>(
  category: string,
  entry: Entry<unknown> | undefined,
  describe: Describe<Origin>,
): Origin | null {
  if (entry === undefined || entry.negative) return null;
  try {
    return describe(category, entry.value);
  } catch {
    return null;
  }
}
