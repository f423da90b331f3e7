import type { ContextModule } from '../module/context-module.ts';
import { rotateSecret } from './change-subscription.ts';
import { hostResolver, type ResolveHost } from './checked-lookup.ts';
import { checkCallback, createSubscription } from './create-subscription.ts';
import { hubRoutes } from './hub.resource.ts';
import { hubDeliveryRoutes } from './hub-delivery.resource.ts';
import { secretBox } from './secret-box.ts';
import { webhookConsumer } from './webhook.consumer.ts';
import { webhookErrors } from './webhook-errors.ts';
import { webhookPermissions } from './webhook-permissions.ts';

export interface WebhookDeps {
  /** Every type of event that contexts append: what can be subscribed to. */
  readonly eventTypes: readonly string[];
  /** Seals the secrets of subscriptions. Without it they are kept as they are. */
  readonly secretKey?: string;
  /** Lets callbacks have private addresses and go without TLS: development and tests only. */
  readonly privateTargets?: boolean;
  /** Default: see `hostResolver`. */
  readonly resolve?: ResolveHost;
}

/** Subscriptions of partners to events. Its tables are the platform's; `startWebhookDispatcher` sends. */
export function webhookModule(deps: WebhookDeps): ContextModule {
  const { privateTargets = false } = deps;
  const resolve = deps.resolve ?? hostResolver(privateTargets);
  const knownTypes = [...new Set(deps.eventTypes)].toSorted();
  const secrets = secretBox(deps.secretKey);
  const [first, ...others] = knownTypes;
  return {
    name: 'webhooks',
    errors: webhookErrors,
    permissions: webhookPermissions,
    jobs: [],
    consumers: first === undefined ? [] : [webhookConsumer([first, ...others])],
    routes: [
      ...hubRoutes({
        create: createSubscription({ secrets, knownTypes }),
        rotate: rotateSecret(secrets),
        checkCallback: (callback) => checkCallback(callback, privateTargets, resolve),
      }),
      ...hubDeliveryRoutes,
    ],
  };
}
