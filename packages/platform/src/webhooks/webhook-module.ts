import type { Authorizer } from '../auth/principal.ts';
import type { EventDefinition } from '../messaging/event-definition.ts';
import type { ContextModule } from '../module/context-module.ts';
import { sendPing } from './ask-for-delivery.ts';
import { rotateSecret } from './change-subscription.ts';
import { hostResolver, type ResolveHost } from './checked-lookup.ts';
import { chooseEventTypes } from './choose-event-types.ts';
import { checkCallback, createSubscription } from './create-subscription.ts';
import { audienceOf } from './event-audience.ts';
import { eventBody } from './event-body.ts';
import { hubRoutes } from './hub.resource.ts';
import { hubDeliveryRoutes } from './hub-delivery.resource.ts';
import { secretBox } from './secret-box.ts';
import { webhookConsumer } from './webhook.consumer.ts';
import { webhookErrors } from './webhook-errors.ts';
import { webhookPermissions } from './webhook-permissions.ts';

export interface WebhookDeps {
  /** Every event that is appended: what can be subscribed to. */
  readonly events: readonly EventDefinition<any>[];
  /** Says what the creator of a subscription may read. */
  readonly authorizer: Authorizer;
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
  const audience = audienceOf(deps.events);
  const bodyOf = eventBody();
  const secrets = secretBox(deps.secretKey);
  const [first, ...others] = audience.keys();
  return {
    name: 'webhooks',
    errors: webhookErrors,
    permissions: webhookPermissions,
    jobs: [],
    consumers: first === undefined ? [] : [webhookConsumer([first, ...others], { audience, bodyOf })],
    routes: [
      ...hubRoutes({
        chooseTypes: chooseEventTypes({ audience, authorizer: deps.authorizer }),
        create: createSubscription(secrets),
        rotate: rotateSecret(secrets),
        checkCallback: (callback) => checkCallback(callback, privateTargets, resolve),
      }),
      ...hubDeliveryRoutes({ ping: sendPing(bodyOf) }),
    ],
  };
}
