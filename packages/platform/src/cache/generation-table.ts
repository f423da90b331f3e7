/** Stands for all tenants or all versions; neither a tenant id nor a version can be it. */
export const ALL = '*';

export interface GenerationTables {
  'platform.cache_generation': {
    tenant_id: string;
    category: string;
    version: string;
    /** Drawn from `platform.next_cache_generation()`, never chosen. */
    generation: number;
    quarantined: boolean;
    reason: string;
    actor: string;
    changed_at: Date;
  };
}
