import type { JsonObject } from '@quotewright/kernel';
import type { ColumnType, GeneratedAlways } from 'kysely';

export interface OutboxTables {
  'platform.outbox': {
    tenant_id: string;
    id: GeneratedAlways<number>;
    event_id: string;
    partition: number;
    aggregate_type: string;
    aggregate_id: string;
    type: string;
    schema_version: number;
    data: ColumnType<JsonObject, string, never>;
    traceparent: string | null;
    occurred_at: Date;
    sent_at: ColumnType<Date | null, never, Date>;
  };
}
