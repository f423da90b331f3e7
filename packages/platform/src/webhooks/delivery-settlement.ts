import type { Selectable } from 'kysely';
import { appendAudit } from '../audit/index.ts';
import { type Permission, systemPrincipal } from '../auth/principal.ts';
import { queries } from '../postgres/queries.ts';
import type { Tx } from '../postgres/tx.ts';
import type { DeliveryClaim } from './delivery-claim.ts';
import { nextAttemptAt } from './retry-schedule.ts';
import type { UnansweredReason, WebhookAnswer } from './send-webhook.ts';
import type { Subscription } from './subscription.ts';
import { disableSubscription, findSubscription, noteFailure, noteSuccess } from './subscription-store.ts';
import type { AttemptOutcome } from './webhook-metrics.ts';
import type { DisabledReason, WebhookTables } from './webhook-tables.ts';

/** A claimed delivery with all that sending it takes. */
export interface LoadedDelivery {
  readonly claim: DeliveryClaim;
  readonly eventId: string;
  readonly body: string;
  readonly readPermission: Permission;
  /** Of what the event is about; null: it has none. */
  readonly owner: string | null;
  readonly subscriptionId: string;
  /** Undefined: it was removed. */
  readonly subscription: Subscription | undefined;
  readonly firstFailedAt: number | undefined;
}

/** Why a delivery was not made where no receiver was asked. */
export type AttemptError = UnansweredReason | 'SECRET_UNREADABLE';

/** Undefined: it is no longer ours. */
export async function loadDelivery(tx: Tx, claim: DeliveryClaim): Promise<LoadedDelivery | undefined> {
  const row = await queries<WebhookTables>(tx)
    .selectFrom('platform.webhook_delivery')
    .select(['event_id', 'body', 'read_permission', 'owner', 'subscription_id', 'first_failed_at'])
    .where('tenant_id', '=', tx.tenant)
    .where('id', '=', claim.id)
    .where('fence', '=', claim.fence)
    .where('state', '=', 'pending')
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    claim,
    eventId: row.event_id,
    body: row.body,
    readPermission: row.read_permission,
    owner: row.owner,
    subscriptionId: row.subscription_id,
    subscription: await findSubscription(tx, row.subscription_id),
    firstFailedAt: row.first_failed_at?.getTime(),
  };
}

/** Ends a delivery that nobody wants any more, or may be told of. `reason` is a code. */
export async function cancelDelivery(
  tx: Tx,
  { claim }: LoadedDelivery,
  reason: string,
): Promise<AttemptOutcome> {
  const columns = { ...ended(tx, 'failed'), last_error: reason, last_status: null };
  return (await writeFenced(tx, claim, columns)) ? 'cancelled' : 'void';
}

/** Writes what came of an attempt, and what that means for the subscription. `random` is in [0, 1). */
export async function settleAttempt(
  tx: Tx,
  delivery: LoadedDelivery,
  answer: WebhookAnswer | { readonly kind: 'unanswered'; readonly error: AttemptError },
  random: number,
): Promise<AttemptOutcome> {
  const { claim, subscriptionId } = delivery;
  const status = answer.kind === 'answered' ? answer.status : null;
  const attempted = {
    last_attempt_at: new Date(tx.now),
    last_status: status,
    last_error: answer.kind === 'answered' ? null : answer.error,
  };
  if (status !== null && status >= 200 && status < 300) {
    if (!(await writeFenced(tx, claim, { ...attempted, ...ended(tx, 'delivered') }))) return 'void';
    await noteSuccess(tx, subscriptionId);
    return 'delivered';
  }

  const firstFailedAt = delivery.firstFailedAt ?? tx.now;
  const retryAfter = answer.kind === 'answered' ? answer.retryAfter : undefined;
  const failure = {
    attempts: claim.attempts,
    now: tx.now,
    firstFailedAt,
    ...(retryAfter !== undefined && { retryAfter }),
  };
  const isGone = status === 410;
  const dueAt = isGone ? undefined : nextAttemptAt(failure, random);
  const next = dueAt === undefined ? ended(tx, 'failed') : { due_at: new Date(dueAt) };
  const failed = { ...attempted, ...next, first_failed_at: new Date(firstFailedAt) };
  if (!(await writeFenced(tx, claim, failed))) return 'void';
  await noteFailure(tx, subscriptionId);
  if (dueAt !== undefined) return 'retried';
  if (isGone) await disable(tx, delivery, 'gone');
  else await disableIfFailingSince(tx, delivery, firstFailedAt);
  return 'failed';
}

/** One delivery was given up. If none has arrived since it began to fail, the subscription is given up, too. */
async function disableIfFailingSince(tx: Tx, delivery: LoadedDelivery, firstFailedAt: number): Promise<void> {
  const subscription = await findSubscription(tx, delivery.subscriptionId);
  const failingSince = subscription?.failingSince;
  if (failingSince !== undefined && failingSince <= firstFailedAt) await disable(tx, delivery, 'failing');
}

async function disable(tx: Tx, delivery: LoadedDelivery, reason: DisabledReason): Promise<void> {
  if (!(await disableSubscription(tx, delivery.subscriptionId, reason))) return;
  await appendAudit(tx, {
    actor: systemPrincipal(tx.tenant, 'webhooks'),
    action: 'webhook.disable',
    entity: { type: 'webhook', id: delivery.subscriptionId },
    detail: { reason, delivery: delivery.claim.id },
  });
}

type Columns = Partial<Selectable<WebhookTables['platform.webhook_delivery']>>;

const ended = (tx: Tx, state: 'delivered' | 'failed') => ({
  state,
  due_at: null,
  ended_at: new Date(tx.now),
});

async function writeFenced(tx: Tx, claim: DeliveryClaim, columns: Columns): Promise<boolean> {
  const { numUpdatedRows } = await queries<WebhookTables>(tx)
    .updateTable('platform.webhook_delivery')
    .set(columns)
    .where('tenant_id', '=', tx.tenant)
    .where('id', '=', claim.id)
    .where('fence', '=', claim.fence)
    .where('state', '=', 'pending')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
