import type { TenantId } from '@quotewright/kernel';
import type { ColumnType } from 'kysely';
import type { StepNotes, WizardOutcome } from './wizard.ts';

/** A json column: read parsed, written as text. */
type Json<Value> = ColumnType<Value, string, string>;

/** Tables as they are read; see `sql/000017_wizard.sql`. */
export interface WizardTables {
  'platform.wizard': {
    tenant_id: TenantId;
    id: string;
    wizard_type: string;
    subject: string;
    current_step: string | null;
    uploaded_file_ref: string | null;
    state: Json<StepNotes>;
    validation_summary: Json<StepNotes>;
    version: number;
    created_at: Date;
    expires_at: Date;
    committed_at: ColumnType<Date | null, Date | undefined, Date>;
    outcome: ColumnType<WizardOutcome | null, string | undefined, string>;
  };
}
