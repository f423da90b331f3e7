export interface TuningTables {
  'platform.cache_tuning': {
    tenant_id: string;
    category: string;
    /** From 1, raised by every change: the ETag. */
    version: number;
    fresh_seconds: number | null;
    jitter: number | null;
    shadow_rate: number | null;
    warm_per_second: number | null;
    until: Date | null;
    reason: string;
    actor: string;
    changed_at: Date;
  };
}
