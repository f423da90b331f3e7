import type { Category } from './category.ts';
import type { Registry } from './registry.ts';

export interface MemoryAssumptions {
  readonly tenants: number;
  /** Versions whose entries live in the store side by side: the active one and those that quotes still pin. */
  readonly retainedVersions: number;
  /** The store's `maxmemory` in bytes. */
  readonly maxMemory?: number;
}

export interface PlannedCategory {
  readonly category: string;
  readonly entries: number;
  readonly bytes: number;
}

export interface MemoryPlan {
  /** In the registry's order. */
  readonly rows: readonly PlannedCategory[];
  readonly entries: number;
  readonly bytes: number;
  /** Share of `maxMemory`: above 1 it evicts. Null where no `maxMemory` is known. */
  readonly share: number | null;
}

/**
 * Bytes an entry costs besides its value: key, dictionary and expiry. 232 to 298 in Redis 7.0 for keys of 88 characters, by the
 * growth of `used_memory` over 20,000 entries.
 */
export const ENTRY_OVERHEAD = 300;

/** What the declared categories would need if all expected entries were there at once. */
export function memoryPlan(registry: Registry, assumptions: MemoryAssumptions): MemoryPlan {
  const rows = registry.categories.map((category) => {
    const entries = expectedEntries(category, assumptions);
    return { category: category.name, entries, bytes: entries * (category.averageBytes + ENTRY_OVERHEAD) };
  });
  const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
  return {
    rows,
    entries: rows.reduce((sum, row) => sum + row.entries, 0),
    bytes,
    share: assumptions.maxMemory === undefined ? null : bytes / assumptions.maxMemory,
  };
}

function expectedEntries(category: Category, { tenants, retainedVersions }: MemoryAssumptions): number {
  const owners = category.tenantScope === 'tenant' ? tenants : 1;
  const isVersioned =
    category.invalidation === 'versioned-key' && category.key.some(({ form }) => form === 'version');
  return category.expectedCardinality * owners * (isVersioned ? retainedVersions : 1);
}
