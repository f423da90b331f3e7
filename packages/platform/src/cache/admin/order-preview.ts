import { dropCauses } from '@quotewright/acceleration';
import type { JsonObject } from '@quotewright/kernel';
import type { Tx } from '../../postgres/tx.ts';
import type { AdminCategory } from './admin-category.ts';

const MOST_KEYS = 1_000;
const MOST_BATCHES = 20;

/** How many keys of the transaction's tenant may have a copy. */
export interface ConcernedKeys {
  readonly keys: number;
  /** There are more: counting ended at its bound. */
  readonly atLeast: boolean;
}

/** Null where copies are off. Follows from the truth; the store is not asked. */
export async function concernedKeys(
  tx: Tx,
  { copies }: AdminCategory,
  version?: string,
): Promise<ConcernedKeys | null> {
  if (copies === undefined) return null;
  let keys = 0;
  let after: string | undefined;
  for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
    const found = await copies(tx, after);
    keys += found.copies.filter(({ key }) => version === undefined || key.version === version).length;
    after = found.after;
    if (after === undefined) return { keys: Math.min(keys, MOST_KEYS), atLeast: keys > MOST_KEYS };
    if (keys >= MOST_KEYS) break;
  }
  return { keys: Math.min(keys, MOST_KEYS), atLeast: true };
}

const COSTS = {
  purge: 'Each of these keys is read from the database once more, when it is next asked for.',
  quarantine: 'Every read of these keys is served by the database until the release.',
} as const;

/** What an operator sees before the order is given. */
export async function orderPreview(
  tx: Tx,
  found: AdminCategory,
  deed: keyof typeof COSTS,
  version?: string,
): Promise<JsonObject> {
  const { name } = found.category;
  return {
    category: name,
    version: version ?? null,
    concerned: { ...(await concernedKeys(tx, found, version)) },
    cost: COSTS[deed],
    otherwiseDroppedBy: dropCauses(found.category).flatMap((cause) =>
      cause.kind === 'event' ? [cause.event] : [],
    ),
  };
}
