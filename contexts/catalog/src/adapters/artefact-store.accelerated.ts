import { sha256 } from '@quotewright/kernel';
import type { AcceleratedBytes, AcceleratedReads } from '@quotewright/platform/cache';
import { holdsConnection, type Tx } from '@quotewright/platform/postgres';
import { CATEGORIES } from '../domain/category.schema.ts';
import { idSchema } from '../domain/text.schema.ts';
import type { ArtefactStore, CompiledItem } from '../ports/artefact-store.ts';
import { artefactCategories, categoryListCategory, type ListedCategories } from './catalog-categories.ts';

type ArtefactCategory = (typeof artefactCategories)[keyof typeof artefactCategories];
type Copies = AcceleratedBytes<ArtefactCategory['key']>;

const isId = (text: string) => idSchema.safeParse(text).success;

/**
 * Answers reads from copies. A transaction that holds a connection (every command) gets what PostgreSQL has and nothing else:
 * whoever can write to the store must not be able to change what is decided.
 */
export function acceleratedArtefacts(reads: AcceleratedReads, truth: ArtefactStore): ArtefactStore {
  const bySection = new Map<string, Copies>(
    Object.entries(artefactCategories).map(([section, category]) => [section, reads.bytesOf(category)]),
  );
  const items = compiledItems();
  const categories = reads.of(categoryListCategory);
  // A text that is no id is nobody's: it makes no key and no "there is none".
  const copiesFor = (tx: Tx, section: string, ids: readonly string[]) =>
    holdsConnection(tx) || !ids.every(isId) ? undefined : bySection.get(section);

  async function find(tx: Tx, version: number, section: string, id: string) {
    const copies = copiesFor(tx, section, [id]);
    if (copies === undefined) return truth.find(tx, version, section, id);
    const found = await copies.getBytes(tx, { version, id }, (own) => truth.find(own, version, section, id));
    return found === undefined ? undefined : { id, ...found };
  }

  return {
    ...truth,
    find,

    async list(tx, version, section) {
      if (section !== CATEGORIES.section || holdsConnection(tx)) return truth.list(tx, version, section);
      const found = await categories.get(tx, { version }, async (own) =>
        listedCategories(await truth.list(own, version, section)),
      );
      return (found ?? []).map(({ id, contentHash, text }) => ({
        id,
        contentHash,
        bytes: Buffer.from(text),
      }));
    },

    async findHash(tx, version, section, id) {
      return copiesFor(tx, section, [id]) === undefined
        ? truth.findHash(tx, version, section, id)
        : (await find(tx, version, section, id))?.contentHash;
    },

    async findMany(tx, version, section, ids) {
      const copies = copiesFor(tx, section, ids);
      if (copies === undefined) return truth.findMany(tx, version, section, ids);
      const wanted = [...new Set(ids)];
      const found = await copies.getMany(
        tx,
        wanted.map((id) => ({ version, id })),
        async (own, missing) => {
          const rows = await truth.findMany(
            own,
            version,
            section,
            missing.map(({ id }) => id),
          );
          const bytesOf = new Map(rows.map((row) => [row.id, row.bytes]));
          return missing.map(({ id }) => bytesOf.get(id));
        },
      );
      return wanted.flatMap((id, at) => {
        const bytes = found[at];
        return bytes === undefined ? [] : [items(id, bytes)];
      });
    },
  };
}

export const listedCategories = (items: readonly CompiledItem[]): ListedCategories =>
  items.map(({ id, contentHash, bytes }) => ({ id, contentHash, text: bytes.toString('utf8') }));

/** Memory hands out the same bytes again and again: they are hashed once, and known by their item. */
function compiledItems(): (id: string, bytes: Uint8Array) => CompiledItem {
  const made = new WeakMap<Uint8Array, CompiledItem>();
  return (id, bytes) => {
    const before = made.get(bytes);
    if (before?.id === id) return before;
    const item = {
      id,
      contentHash: sha256(bytes),
      bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    };
    made.set(bytes, item);
    return item;
  };
}
