import type { RedisOptions } from 'ioredis';
import type { RedisServer, RedisTls } from './redis-options.ts';

/** Replies keep their older shapes: the types of another mapping do not mix with these. */
export type DriverOptions = Omit<RedisOptions, 'replyMapping'>;

export interface ClientSettings {
  readonly commandTimeout: number;
  readonly autoPipelining: boolean;
  readonly onError: (error: Error) => void;
}

/** Milliseconds until a connection that was told to end is cut: a frozen server does not answer its end. */
export const DISCONNECT_TIMEOUT = 100;

/**
 * Milliseconds without a byte on a connection that owes replies, after which it is given up. A server that vanished does
 * not close its connections, and after a failover the address may be another one: whoever connects again finds out.
 */
const SILENCE = 2_000;

/*
 * Against a server that hangs, the driver's defaults wait for ever. With these a command ends with a reply, an error or
 * its timeout, is sent once at most by us, and is never kept for a later connection. A reply that comes after its command's
 * timeout is matched to it all the same and dropped.
 */
export function driverSettings({ commandTimeout, autoPipelining }: ClientSettings): DriverOptions {
  return {
    commandTimeout,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    enableAutoPipelining: autoPipelining,
    connectTimeout: 2_000,
    disconnectTimeout: DISCONNECT_TIMEOUT,
    socketTimeout: SILENCE,
    // Keeps the ACL short; the name of the connection tells who it is.
    disableClientInfo: true,
    lazyConnect: true,
  };
}

export function driverAccess({ username, password, tls }: RedisServer): DriverOptions {
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls: driverTls(tls) }),
  };
}

export const driverTls = (tls: RedisTls) =>
  Object.fromEntries(Object.entries(tls).filter(([, part]) => part !== undefined));
