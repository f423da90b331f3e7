import type { JsonObject } from '@quotewright/kernel';
import type { ColumnType } from 'kysely';

/** The tenant of messages whose tenant cannot be read. No tenant's id can be it. */
export const NO_TENANT = '*';

/** `waiting` and `parked` are open; see the table. */
export type ParkedState = 'waiting' | 'parked' | 'replayed' | 'discarded';

export const OPEN_STATES = ['waiting', 'parked'] as const satisfies readonly ParkedState[];

export interface ParkedTables {
  'platform.parked_event': {
    tenant_id: string;
    id: string;
    consumer: string;
    event_id: string;
    type: string | null;
    aggregate_type: string | null;
    aggregate_id: string | null;
    schema_version: number | null;
    occurred_at: Date | null;
    event: ColumnType<JsonObject | null, string | null, never>;
    message: ColumnType<Buffer | null, Buffer | null, never>;
    error_code: string;
    error_message: string;
    attempts: number;
    state: ParkedState;
    parked_at: Date;
    resolved_at: Date | null;
    resolved_by: string | null;
  };
}
