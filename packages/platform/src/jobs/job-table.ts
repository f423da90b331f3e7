import type { JsonObject, JsonValue, TenantId } from '@quotewright/kernel';
import type { ColumnType, Generated } from 'kysely';
import type { Principal } from '../auth/principal.ts';
import type { JobState } from './job.ts';

/** A json column: read parsed, written as text. */
type Json<Value> = ColumnType<Value, string, string>;

export interface JobTables {
  'platform.job': {
    tenant_id: TenantId;
    id: string;
    type: string;
    state: JobState;
    input: Json<JsonValue>;
    actor: Json<Principal>;
    progress_done: Generated<number>;
    progress_total: Generated<number>;
    progress_unit: Generated<string>;
    result: ColumnType<JsonValue, string | undefined, string>;
    problem: ColumnType<JsonObject | null, string | undefined, string>;
    attempt: Generated<number>;
    due_at: Date | null;
    fence: Generated<number>;
    created_at: Date;
    finished_at: ColumnType<Date | null, undefined, Date>;
    question: ColumnType<string | null, string | null, never>;
  };
}
