import { Redis } from 'ioredis';

/** Milliseconds; generous, so that a busy machine slows a bench down and does not end it. */
export const COMMAND_TIMEOUT = 1_000;

/** Our own client's settings (one connection, no autopipelining), for references, and for all who take a client. */
export async function bareClient(redisUrl: string): Promise<Redis> {
  const redis = new Redis(redisUrl, {
    commandTimeout: COMMAND_TIMEOUT,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    lazyConnect: true,
  });
  await redis.connect();
  return redis;
}
