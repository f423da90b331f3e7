import type { JsonObject } from '@quotewright/kernel';
import type { ColumnType } from 'kysely';

export interface AuditTables {
  'platform.audit_entry': {
    tenant_id: string;
    id: string;
    at: Date;
    subject: string;
    client_id: string | null;
    action: string;
    entity_type: string;
    entity_id: string;
    reason: string | null;
    detail: ColumnType<JsonObject, string, never>;
  };
}
