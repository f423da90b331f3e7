import {
  type DropCause,
  dropCauses,
  type KeyExplanation,
  type KeyRefusal,
  type ParsedKey,
  parseKey,
} from '@quotewright/acceleration';
import type { JsonObject } from '@quotewright/kernel';
import type { DeclaredCategory } from './cached-category.ts';
import type { Caches } from './caches.ts';

export interface ExplainDeps {
  /** Absent: copies are off, and only what is declared can be said. */
  readonly caches?: Pick<Caches, 'explain'>;
  readonly categories: readonly DeclaredCategory[];
}

/** Where a cached value came from, what would drop it, and what its category declares. */
export interface ExplainedCopy {
  readonly key: ParsedKey;
  /** What stands under the key; undefined where copies are off. */
  readonly found: KeyExplanation<JsonObject> | undefined;
  readonly droppedBy: readonly DropCause[];
  /** Pointers that people follow to a key like this, and the events that lead them to another one. */
  readonly follows: readonly { readonly category: string; readonly events: readonly string[] }[];
}

/** `other-tenant`: the key exists perhaps, and is none of the caller's business. */
export type ExplainRefusal = KeyRefusal | 'other-tenant';

/**
 * `tenant` is whose keys may be explained, besides those of no tenant; absent: everybody's. A key of another tenant is refused before
 * the store is asked. Never throws for store trouble.
 */
export async function explainCopy(
  { caches, categories }: ExplainDeps,
  { keyText, tenant }: { readonly keyText: string; readonly tenant?: string },
): Promise<ExplainedCopy | ExplainRefusal> {
  const key = parseKey(
    keyText,
    categories.map(({ category }) => category),
  );
  if (typeof key === 'string') return key;
  if (tenant !== undefined && key.tenant !== null && key.tenant !== tenant) return 'other-tenant';
  const declared = new Map(categories.map((one) => [one.category.name, one]));
  const found = await caches?.explain(
    keyText,
    (name, value) => declared.get(name)?.describe?.(value) ?? null,
  );
  if (typeof found === 'string') return found;
  const pointers = declared.get(key.category.name)?.follows ?? [];
  return {
    key,
    found,
    droppedBy: found?.dropsBy ?? dropCauses(key.category),
    follows: pointers.map((category) => ({ category, events: eventsOf(declared.get(category)) })),
  };
}

function eventsOf(pointer: DeclaredCategory | undefined): readonly string[] {
  const invalidation = pointer?.category.invalidation;
  return typeof invalidation === 'object' ? invalidation.events : [];
}
