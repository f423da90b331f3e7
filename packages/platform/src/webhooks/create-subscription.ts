import { newUuid } from '@quotewright/kernel';
import { appendAudit } from '../audit/index.ts';
import type { Principal } from '../auth/principal.ts';
import type { Tx } from '../postgres/tx.ts';
import { callbackProblem, literalAddress, NOT_PUBLIC } from './callback-address.ts';
import { allPublic, type ResolveHost } from './checked-lookup.ts';
import type { SecretBox } from './secret-box.ts';
import { type Subscription, secretLabel } from './subscription.ts';
import { insertSubscription, lockAndCountSubscriptions } from './subscription-store.ts';
import { fail } from './webhook-errors.ts';
import { newWebhookSecret } from './webhook-signature.ts';

/** Of one tenant. */
const MAX_SUBSCRIPTIONS = 50;
const MAX_LOOKUP_MS = 2_000;

export interface NewSubscription {
  readonly callback: string;
  readonly description?: string | undefined;
  /** See `chooseEventTypes`. */
  readonly eventTypes: readonly string[];
}

export interface CreatedSubscription {
  readonly subscription: Subscription;
  /** Nothing shows it again. */
  readonly secret: string;
}

export const createSubscription =
  (secrets: SecretBox) =>
  async (tx: Tx, actor: Principal, wanted: NewSubscription): Promise<CreatedSubscription> => {
    if ((await lockAndCountSubscriptions(tx)) >= MAX_SUBSCRIPTIONS) {
      throw fail(
        'WEBHOOK_LIMIT_REACHED',
        `a tenant has at most ${MAX_SUBSCRIPTIONS} subscriptions; delete one first`,
      );
    }
    const { callback, description, eventTypes } = wanted;
    const id = newUuid();
    const secret = newWebhookSecret();
    const subscription: Subscription = {
      id,
      createdBy: { subject: actor.subject, roles: actor.roles },
      callback,
      eventTypes,
      ...(description === undefined ? {} : { description }),
      secrets: { current: secrets.seal(secret, secretLabel(tx.tenant, id)) },
      createdAt: tx.now,
    };
    await insertSubscription(tx, subscription);
    await appendAudit(tx, {
      actor,
      action: 'webhook.subscribe',
      entity: { type: 'webhook', id },
      // The rest of the address may be somebody's token.
      detail: { host: new URL(callback).host, eventTypes },
    });
    return { subscription, secret };
  };

/**
 * Refuses a callback that nothing may be sent to, outside of any transaction. A name that cannot be resolved now is let through:
 * it may be about to exist, and each connection is checked again. Throws `WEBHOOK_CALLBACK_REFUSED`.
 */
export async function checkCallback(
  callback: string,
  privateTargets: boolean,
  resolve: ResolveHost,
): Promise<void> {
  const problem =
    callbackProblem(callback, privateTargets) ?? (await nameProblem(callback, privateTargets, resolve));
  if (problem === undefined) return;
  throw fail('WEBHOOK_CALLBACK_REFUSED', `callback: ${problem}`, {
    errors: [{ pointer: '/callback', code: 'CALLBACK_REFUSED', reason: problem }],
  });
}

async function nameProblem(callback: string, privateTargets: boolean, resolve: ResolveHost) {
  const url = new URL(callback);
  if (privateTargets || literalAddress(url) !== undefined) return undefined;
  const overdue = Promise.withResolvers<readonly never[]>();
  const timer = setTimeout(() => overdue.resolve([]), MAX_LOOKUP_MS);
  try {
    const addresses = await Promise.race([resolve(url.hostname).catch(() => []), overdue.promise]);
    return allPublic(addresses) ? undefined : NOT_PUBLIC;
  } finally {
    clearTimeout(timer);
  }
}
