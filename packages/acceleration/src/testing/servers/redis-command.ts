import { createConnection } from 'node:net';
import { Redis } from 'ioredis';

/** How to reach a private server from here. */
export interface RedisAccess {
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: { readonly ca: string; readonly servername: string };
}

/** One command over a connection of its own. Rejects with the server's error, or after 5 seconds. */
export async function redisCommand(
  access: RedisAccess,
  command: string,
  ...args: string[]
): Promise<unknown> {
  const connection = new Redis({
    ...access,
    host: '127.0.0.1',
    lazyConnect: true,
    enableReadyCheck: false,
    commandTimeout: 5_000,
    retryStrategy: () => null,
  });
  connection.on('error', () => {});
  try {
    return await connection.call(command, args);
  } finally {
    connection.disconnect();
  }
}

/** One inline command over a connection of its own; the first piece of the raw reply. */
export function redisAnswer(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: '127.0.0.1', port, timeout: 1_000 });
    socket.once('error', reject);
    socket.once('timeout', () => socket.destroy(new Error('no answer within a second')));
    socket.once('connect', () => socket.write(`${command}\r\n`));
    socket.once('data', (reply) => {
      socket.destroy();
      resolve(reply.toString());
    });
  });
}
