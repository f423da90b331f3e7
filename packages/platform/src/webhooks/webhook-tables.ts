import type { TenantId } from '@quotewright/kernel';
import type { Generated } from 'kysely';
import type { Permission } from '../auth/principal.ts';

/** Tables as they are read; see `sql/000011_webhook.sql`. */
export interface WebhookTables {
  'platform.webhook_subscription': {
    tenant_id: TenantId;
    id: string;
    created_by: string;
    created_roles: readonly string[];
    callback: string;
    event_types: readonly string[];
    description: string | null;
    secret: string;
    previous_secret: string | null;
    previous_secret_until: Date | null;
    failing_since: Date | null;
    disabled_at: Date | null;
    disabled_reason: DisabledReason | null;
    created_at: Date;
  };
  'platform.webhook_delivery': {
    tenant_id: TenantId;
    id: string;
    subscription_id: string;
    host: string;
    event_id: string;
    event_type: string;
    read_permission: Permission;
    owner: string | null;
    body: string;
    state: DeliveryState;
    attempts: Generated<number>;
    due_at: Date | null;
    fence: Generated<number>;
    first_failed_at: Date | null;
    last_attempt_at: Date | null;
    last_status: number | null;
    last_error: string | null;
    created_at: Date;
    ended_at: Date | null;
  };
  'platform.installation': { installation_id: string };
}

/** `gone`: the receiver said so (410). `failing`: a delivery was given up and nothing else arrived meanwhile. */
export type DisabledReason = 'gone' | 'failing';

export type DeliveryState = 'pending' | 'delivered' | 'failed';
