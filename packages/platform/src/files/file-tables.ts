import type { TenantId } from '@quotewright/kernel';

/** Tables as they are read; see `sql/000016_stored_file.sql`. */
export interface FileTables {
  'platform.stored_file': {
    tenant_id: TenantId;
    id: string;
    owner: string;
    name: string | null;
    media_type: string;
    size_bytes: number;
    content_hash: string;
    created_at: Date;
    expires_at: Date | null;
  };
  'platform.stored_file_chunk': {
    tenant_id: TenantId;
    file_id: string;
    place: number;
    bytes: Buffer;
  };
}
