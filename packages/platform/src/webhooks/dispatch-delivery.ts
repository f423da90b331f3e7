import { CLOUD_EVENT_MEDIA_TYPE } from '../messaging/cloud-event.ts';
import { type DeliveryClaim, releaseClaim } from './delivery-claim.ts';
import {
  type AttemptError,
  cancelDelivery,
  type LoadedDelivery,
  loadDelivery,
  settleAttempt,
} from './delivery-settlement.ts';
import type { DispatcherPlace } from './dispatcher-place.ts';
import { whyNotSeen } from './may-see.ts';
import { SEND_TIMEOUT_MS, type WebhookAnswer } from './send-webhook.ts';
import { type Subscription, secretLabel } from './subscription.ts';
import type { AttemptOutcome } from './webhook-metrics.ts';
import { signatureHeaders } from './webhook-signature.ts';

/**
 * Makes one attempt at a claimed delivery and writes what came of it. The request is made outside of any transaction. Never throws: a
 * delivery whose outcome cannot be written comes again when its lease ends. `claimedAt` is on the monotonic clock.
 */
export async function dispatchDelivery(
  place: DispatcherPlace,
  claim: DeliveryClaim,
  claimedAt: number,
  stopping: AbortSignal,
): Promise<void> {
  const log = place.log.child({ tenant: claim.tenant, delivery: claim.id, attempt: claim.attempts });
  const attempt: Attempt = {
    place,
    claim,
    stopping,
    sendBefore: claimedAt + place.leaseMs - 2 * SEND_TIMEOUT_MS,
  };
  try {
    const { outcome, seconds } = await made(attempt);
    place.metrics.attemptEnded(outcome, seconds);
    log[outcome === 'failed' ? 'warn' : 'debug']({ outcome }, 'attempt at a delivery ended');
  } catch (error) {
    log.error({ err: error }, 'an attempt at a delivery could not be made or written');
  }
}

interface Attempt {
  readonly place: DispatcherPlace;
  readonly claim: DeliveryClaim;
  readonly stopping: AbortSignal;
  /** On the monotonic clock: a later request could still be open when the lease has ended. */
  readonly sendBefore: number;
}

interface Ended {
  readonly outcome: AttemptOutcome;
  /** How long the request took. */
  readonly seconds?: number;
}

async function made(attempt: Attempt): Promise<Ended> {
  const { place, claim } = attempt;
  const { database } = place;
  const delivery = await database.withTenant(claim.tenant, 'read', (tx) => loadDelivery(tx, claim));
  if (delivery === undefined) return { outcome: 'void' };
  const { subscription } = delivery;
  if (subscription === undefined) return cancelled(attempt, delivery, 'SUBSCRIPTION_REMOVED');
  if (subscription.disabled !== undefined) return cancelled(attempt, delivery, 'SUBSCRIPTION_DISABLED');
  const creator = { tenant: claim.tenant, ...subscription.createdBy };
  const refusal = await whyNotSeen(place.authorizer, creator, delivery.readPermission, delivery.owner);
  if (refusal !== undefined) return cancelled(attempt, delivery, refusal);

  const begun = place.clock.monotonic();
  if (attempt.stopping.aborted || begun > attempt.sendBefore) return released(attempt);
  const answer = await asked(attempt, delivery, subscription);
  const seconds = (place.clock.monotonic() - begun) / 1_000;
  if (answer.kind === 'unanswered' && answer.error === 'STOPPED') return released(attempt);
  const random = place.random();
  const outcome = await database.withTenant(claim.tenant, 'write', (tx) =>
    settleAttempt(tx, delivery, answer, random),
  );
  return { outcome, seconds };
}

async function cancelled(
  { place, claim }: Attempt,
  delivery: LoadedDelivery,
  reason: string,
): Promise<Ended> {
  const outcome = await place.database.withTenant(claim.tenant, 'write', (tx) =>
    cancelDelivery(tx, delivery, reason),
  );
  return { outcome };
}

async function released({ place, claim }: Attempt): Promise<Ended> {
  await place.database.withSystem((tx) => releaseClaim(tx, claim));
  return { outcome: 'released' };
}

async function asked(
  { place, claim, stopping }: Attempt,
  delivery: LoadedDelivery,
  subscription: Subscription,
): Promise<WebhookAnswer | { readonly kind: 'unanswered'; readonly error: AttemptError }> {
  const { eventId: id, body } = delivery;
  const at = place.clock.now();
  const { current, previous } = subscription.secrets;
  const kept = previous !== undefined && previous.until > at ? [current, previous.secret] : [current];
  const label = secretLabel(claim.tenant, subscription.id);
  const secrets = kept.flatMap((secret) => place.secrets.open(secret, label) ?? []);
  // A receiver that knows only one of two secrets must find its signature.
  if (secrets.length < kept.length) return { kind: 'unanswered', error: 'SECRET_UNREADABLE' };
  const headers = {
    ...signatureHeaders({ id, at, body }, secrets),
    'content-type': `${CLOUD_EVENT_MEDIA_TYPE}; charset=utf-8`,
    'user-agent': 'Quotewright-Webhooks/1',
  };
  return place.send({ url: subscription.callback, headers, body, signal: stopping });
}
