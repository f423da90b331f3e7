import { ioredisClient } from './clients.ts';

interface Message {
  readonly id: string;
  readonly providerId: string;
  readonly data: unknown;
}

interface TopicHandler {
  id?: string;
  handler(message: Message): Promise<void>;
}

/**
 * A message provider for cacheable's sync: Redis pub/sub, a connection to listen and one to speak, JSON messages. The
 * published provider does the same with another client.
 */
export function redisMessages(redisUrl: string, commandTimeout: number | undefined) {
  const speaker = ioredisClient(redisUrl, commandTimeout);
  const listener = ioredisClient(redisUrl, commandTimeout);
  const id = 'redis-messages';
  const subscriptions = new Map<string, TopicHandler[]>();
  const subscribing: Promise<unknown>[] = [];
  listener.on('message', (topic, text) => {
    const message = JSON.parse(text) as Message;
    for (const { handler } of subscriptions.get(topic) ?? []) void handler(message);
  });
  return {
    id,
    subscriptions,
    async publish(topic: string, message: Omit<Message, 'providerId'>) {
      await speaker.publish(topic, JSON.stringify({ ...message, providerId: id }));
    },
    async subscribe(topic: string, handler: TopicHandler) {
      subscriptions.set(topic, [...(subscriptions.get(topic) ?? []), handler]);
      const asked = listener.subscribe(topic);
      subscribing.push(asked);
      await asked;
    },
    async unsubscribe(topic: string) {
      subscriptions.delete(topic);
      await listener.unsubscribe(topic);
    },
    async disconnect() {
      speaker.disconnect();
      listener.disconnect();
    },
    /** All that was asked for so far is listened to. */
    async subscribed() {
      await Promise.all(subscribing);
      await speaker.ping();
    },
  };
}
