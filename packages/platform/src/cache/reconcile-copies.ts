import type { CacheKey } from '@quotewright/acceleration';
import type { TenantId } from '@quotewright/kernel';
import { isPassing } from '../messaging/inbox/passing-error.ts';
import type { Database } from '../postgres/database.ts';
import type { CheckableCopy, ComparedCategory, CopyBatch } from './cached-category.ts';
import type { Caches } from './caches.ts';

/**
 * What is wrong with a copy. `differs`: it is not what the truth says; `hides`: it says "there is none", the truth has one;
 * `orphaned`: the truth has none; `damaged`: the truth's own row does not have the hash that it says, which no dropping of copies mends.
 */
export type Discrepancy = 'differs' | 'hides' | 'orphaned' | 'damaged';

export interface ReconciledCopy {
  readonly category: string;
  readonly tenant: TenantId;
  readonly key: CacheKey;
  readonly discrepancy: Discrepancy;
  /** Whether the copy was dropped. */
  readonly dropped: boolean;
}

export interface Reconciliation {
  readonly compared: number;
  /** Of those, copies that the store has. */
  readonly stored: number;
  /** The store gave no answer: nothing is known of them. */
  readonly unknown: number;
}

export interface ReconcileOptions {
  readonly database: Pick<Database, 'withTenant'>;
  readonly caches: Pick<Caches, 'cache' | 'invalidate'>;
  readonly categories: readonly ComparedCategory[];
  /** Drop what is wrong, on all nodes. */
  readonly repair: boolean;
  /** Told of each discrepancy as it is found. */
  onFound(copy: ReconciledCopy): void;
  /** Told of rows that cannot even be read, so that the rest of their category is not compared. */
  onUnreadable(category: string, cause: unknown): void;
}

/**
 * Compares the copies of a tenant in the store with the truth: finds what changed without an event, such as a row that was edited by
 * hand. The keys follow from the truth, so that the store is never searched. A change that is on its way at this moment may be
 * reported, too: dropping its copy is what its event is about to do.
 */
export async function reconcileCopies(tenant: TenantId, options: ReconcileOptions): Promise<Reconciliation> {
  const total = { compared: 0, stored: 0, unknown: 0 };
  for (const cached of options.categories) {
    let after: string | undefined;
    do {
      const batch = await readCopies(tenant, cached, after, options);
      for (const copy of batch.copies) {
        const outcome = await compare(tenant, cached, copy, options);
        total.compared += 1;
        if (outcome !== 'nothing') total[outcome] += 1;
      }
      after = batch.after;
    } while (after !== undefined);
  }
  return total;
}

/** A row that breaks its own schema is damage to report, not a reason to compare nothing else. Outages are passed on. */
async function readCopies(
  tenant: TenantId,
  { category, copies }: ComparedCategory,
  after: string | undefined,
  { database, onUnreadable }: ReconcileOptions,
): Promise<CopyBatch> {
  try {
    return await database.withTenant(tenant, 'read', (tx) => copies(tx, after));
  } catch (cause) {
    if (isPassing(cause)) throw cause;
    onUnreadable(category.name, cause);
    return { copies: [] };
  }
}

async function compare(
  tenant: TenantId,
  { category }: ComparedCategory,
  copy: CheckableCopy,
  { caches, repair, onFound }: ReconcileOptions,
): Promise<'stored' | 'unknown' | 'nothing'> {
  const { key, contentHash, recordedHash } = copy;
  const report = { category: category.name, tenant, key };
  if (recordedHash !== undefined && recordedHash !== contentHash) {
    onFound({ ...report, discrepancy: 'damaged', dropped: false });
  }
  const stored = await caches.cache(category).stored(key);
  if (stored.outcome === 'nothing' || stored.outcome === 'unknown') return stored.outcome;
  // Where the truth is damaged, what it once was is what a copy should be.
  const discrepancy = discrepancyOf(stored, recordedHash ?? contentHash);
  if (discrepancy !== undefined) {
    const dropped = repair && (await caches.invalidate([key])) === 'acknowledged';
    onFound({ ...report, discrepancy, dropped });
  }
  return 'stored';
}

type Stored = { readonly outcome: 'copy'; readonly contentHash: string } | { readonly outcome: 'absent' };

function discrepancyOf(stored: Stored, truth: string | undefined): Discrepancy | undefined {
  if (stored.outcome === 'absent') return truth === undefined ? undefined : 'hides';
  if (truth === undefined) return 'orphaned';
  return stored.contentHash === truth ? undefined : 'differs';
}
