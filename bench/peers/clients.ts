import { createClient, defaultReconnectStrategy } from '@keyv/redis';
import { Redis } from 'ioredis';

/** The client's defaults, under which a command to a frozen server waits for ever, or a limit for each command. */
export function ioredisOptions(commandTimeout: number | undefined) {
  return { ...(commandTimeout !== undefined && { commandTimeout, maxRetriesPerRequest: 0 }) };
}

export function ioredisClient(redisUrl: string, commandTimeout: number | undefined): Redis {
  const client = new Redis(redisUrl, ioredisOptions(commandTimeout));
  client.on('error', ignored);
  return client;
}

/** What `@keyv/redis` makes of a URL; its client can limit only how long a command waits to be sent, or a silent socket. */
export function keyvClient(redisUrl: string, commandTimeout: number | undefined) {
  const limits =
    commandTimeout === undefined
      ? {}
      : { commandOptions: { timeout: commandTimeout }, disableOfflineQueue: true };
  const client = createClient({
    url: redisUrl,
    ...limits,
    socket: {
      reconnectStrategy: defaultReconnectStrategy,
      ...(commandTimeout !== undefined && { socketTimeout: commandTimeout }),
    },
  });
  client.on('error', ignored);
  return client;
}

/** Without a listener an `error` event is printed, or ends the process; the clients connect again by themselves. */
export function ignored(): void {}
