import type { ColumnType, Generated } from 'kysely';

/** Tables of the context as they are read; see `sql/`. */
export interface Tables {
  'tenancy.tenant': TenantTable;
  'tenancy.app_user': AppUserTable;
  'tenancy.tenant_document_version': TenantDocumentVersionTable;
  'tenancy.tenant_document': TenantDocumentTable;
  'tenancy.known_permission': KnownPermissionTable;
  'tenancy.break_glass': BreakGlassTable;
  'platform.installation': InstallationTable;
}

interface TenantTable {
  tenant_id: string;
  name: string;
  state: 'active' | 'suspended';
  hierarchy_version: Generated<number>;
  created_at: Date;
}

interface AppUserTable {
  tenant_id: string;
  subject: string;
  name: string;
  roles: string[];
  state: 'active' | 'suspended';
  manager_subject: string | null;
  version: number;
  created_at: Date;
  updated_at: Date;
}

interface TenantDocumentVersionTable {
  tenant_id: string;
  kind: string;
  version: number;
  document: ColumnType<unknown, string, never>;
  content_hash: string;
  created_by: string;
  created_at: Date;
}

interface TenantDocumentTable {
  tenant_id: string;
  kind: string;
  active_version: number;
}

interface KnownPermissionTable {
  tenant_id: string;
  permission: string;
  policy_version: number;
}

interface BreakGlassTable {
  tenant_id: string;
  subject: string;
  reason: string;
  opened_at: Date;
  expires_at: Date;
}

interface InstallationTable {
  installation_id: string;
  truth_epoch: number;
}
