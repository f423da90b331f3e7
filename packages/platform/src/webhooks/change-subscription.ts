import { appendAudit } from '../audit/index.ts';
import type { Principal } from '../auth/principal.ts';
import type { Tx } from '../postgres/tx.ts';
import type { CreatedSubscription } from './create-subscription.ts';
import type { SecretBox } from './secret-box.ts';
import { creatorSeenBy, type Subscription, secretLabel } from './subscription.ts';
import {
  enableSubscription,
  findSubscription,
  removeSubscription,
  replaceSecret,
} from './subscription-store.ts';
import { fail } from './webhook-errors.ts';
import { newWebhookSecret } from './webhook-signature.ts';

const OLD_SECRET_VALID_MS = 24 * 60 * 60_000;

/** A subscription as the caller may see it; in a write transaction it is locked. Throws `WEBHOOK_UNKNOWN`. */
export async function readSubscription(tx: Tx, actor: Principal, id: string): Promise<Subscription> {
  const subscription = await findSubscription(tx, id, creatorSeenBy(actor));
  if (subscription === undefined) throw fail('WEBHOOK_UNKNOWN', `there is no subscription ${id}`);
  return subscription;
}

/**
 * Deliveries carry both signatures for 24 hours. A secret that was on its way out already is out at once, and so is one that cannot
 * be read any more: nothing could be sent beside it.
 */
export const rotateSecret =
  (secrets: SecretBox) =>
  async (tx: Tx, actor: Principal, id: string): Promise<CreatedSubscription> => {
    const { current } = (await readSubscription(tx, actor, id)).secrets;
    const label = secretLabel(tx.tenant, id);
    const secret = newWebhookSecret();
    const previous =
      secrets.open(current, label) === undefined
        ? undefined
        : { secret: current, until: tx.now + OLD_SECRET_VALID_MS };
    await replaceSecret(tx, id, secrets.seal(secret, label), previous);
    await record(tx, actor, 'webhook.rotate-secret', id);
    return { subscription: await readSubscription(tx, actor, id), secret };
  };

/** An enabled one stays as it is. */
export async function enableAgain(tx: Tx, actor: Principal, id: string): Promise<Subscription> {
  const subscription = await readSubscription(tx, actor, id);
  if (subscription.disabled === undefined) return subscription;
  await enableSubscription(tx, id);
  await record(tx, actor, 'webhook.enable', id);
  return readSubscription(tx, actor, id);
}

export async function unsubscribe(tx: Tx, actor: Principal, id: string): Promise<void> {
  await readSubscription(tx, actor, id);
  await removeSubscription(tx, id);
  await record(tx, actor, 'webhook.unsubscribe', id);
}

const record = (tx: Tx, actor: Principal, action: string, id: string) =>
  appendAudit(tx, { actor, action, entity: { type: 'webhook', id } });
