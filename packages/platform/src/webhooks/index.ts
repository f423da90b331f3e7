export type { WebhookDispatcherOptions } from './dispatcher-place.ts';
export { type WebhookSenderOptions, webhookSender } from './send-webhook.ts';
export { startWebhookDispatcher, type WebhookDispatcher } from './webhook-dispatcher.ts';
export { type WebhookMetrics, webhookMetrics } from './webhook-metrics.ts';
export { type WebhookDeps, webhookModule } from './webhook-module.ts';
