import { isUuid, newUuid } from '@quotewright/kernel';
import type { Selectable } from 'kysely';
import type { Permission } from '../auth/principal.ts';
import type { Page, PageRequest } from '../http/page.ts';
import { pageById } from '../http/page-by-id.ts';
import { queries } from '../postgres/queries.ts';
import type { Tx } from '../postgres/tx.ts';
import { announceDelivery } from './delivery-arrival.ts';
import type { WebhookTables } from './webhook-tables.ts';

/** One fact on its way to one subscription. */
export type WebhookDelivery = Omit<
  Selectable<WebhookTables['platform.webhook_delivery']>,
  'body' | 'read_permission' | 'owner'
>;

export interface NewDelivery {
  readonly subscription: { readonly id: string; readonly callback: string };
  readonly eventId: string;
  readonly eventType: string;
  /** What the creator of the subscription needs when it is sent. */
  readonly readPermission: Permission;
  /** Whose the thing is that it is about; null: nobody's; empty: not known. */
  readonly owner: string | null;
  readonly body: string;
}

const SHOWN = [
  'tenant_id',
  'id',
  'subscription_id',
  'host',
  'event_id',
  'event_type',
  'state',
  'attempts',
  'due_at',
  'fence',
  'first_failed_at',
  'last_attempt_at',
  'last_status',
  'last_error',
  'created_at',
  'ended_at',
] as const;

/** Due at once. A delivery of the same event to the same subscription stays as it is. Returns the new ids. */
export async function insertDeliveries(
  tx: Tx,
  deliveries: readonly NewDelivery[],
): Promise<readonly string[]> {
  if (deliveries.length === 0) return [];
  const now = new Date(tx.now);
  const rows = await queries<WebhookTables>(tx)
    .insertInto('platform.webhook_delivery')
    .values(
      deliveries.map(({ subscription, ...delivery }) => ({
        tenant_id: tx.tenant,
        id: newUuid(),
        subscription_id: subscription.id,
        host: new URL(subscription.callback).host,
        event_id: delivery.eventId,
        event_type: delivery.eventType,
        read_permission: delivery.readPermission,
        owner: delivery.owner,
        body: delivery.body,
        state: 'pending' as const,
        due_at: now,
        created_at: now,
      })),
    )
    .onConflict((conflict) => conflict.columns(['tenant_id', 'subscription_id', 'event_id']).doNothing())
    .returning('id')
    .execute();
  tx.onCommit(announceDelivery);
  return rows.map(({ id }) => id);
}

const deliveriesOf = (tx: Tx, subscriptionId: string) =>
  queries<WebhookTables>(tx)
    .selectFrom('platform.webhook_delivery')
    .select(SHOWN)
    .where('tenant_id', '=', tx.tenant)
    .where('subscription_id', '=', subscriptionId);

export async function findDelivery(
  tx: Tx,
  subscriptionId: string,
  id: string,
): Promise<WebhookDelivery | undefined> {
  if (!isUuid(id)) return undefined;
  return deliveriesOf(tx, subscriptionId).where('id', '=', id).executeTakeFirst();
}

/** Newest first. Needs webhook_delivery_newest. */
export function listDeliveries(
  tx: Tx,
  subscriptionId: string,
  page: PageRequest,
): Promise<Page<WebhookDelivery>> {
  return pageById(deliveriesOf(tx, subscriptionId), page, 'newest-first', (delivery) => delivery);
}

/** Begins anew what has ended, as if it had never been tried. False: it is under way. */
export async function restartDelivery(tx: Tx, id: string): Promise<boolean> {
  const { numUpdatedRows } = await queries<WebhookTables>(tx)
    .updateTable('platform.webhook_delivery')
    .set({ state: 'pending', attempts: 0, due_at: new Date(tx.now), first_failed_at: null, ended_at: null })
    .where('tenant_id', '=', tx.tenant)
    .where('id', '=', id)
    .where('state', '<>', 'pending')
    .executeTakeFirst();
  tx.onCommit(announceDelivery);
  return numUpdatedRows === 1n;
}
