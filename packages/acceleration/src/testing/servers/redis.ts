import { type RedisAccess, redisAnswer, redisCommand } from './redis-command.ts';
import { type RedisProcess, startRedisProcess } from './redis-process.ts';

/** A private server on a loopback port that keeps nothing on disk, for tests and rehearsals. Gone with this process. */
export interface RedisService extends RedisProcess {
  readonly url: string;
  command(command: string, ...args: string[]): Promise<unknown>;
  setConfig(name: string, value: string): Promise<void>;
  flush(): Promise<void>;
  /** Has no memory left: every write that may need some is refused (noeviction), until `maxmemory` is set to 0. */
  fill(): Promise<void>;
}

export interface RedisServiceOptions {
  /** Settings of redis.conf beyond the defaults for tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

export async function startRedis({ settings = {} }: RedisServiceOptions = {}): Promise<RedisService> {
  const process = await startRedisProcess({ settings: () => settings, answers: answersPing });
  return redisService(process, { port: process.port });
}

export async function answersPing(port: number): Promise<boolean> {
  return (await redisAnswer(port, 'PING')) === '+PONG\r\n';
}

export function redisService(process: RedisProcess, access: RedisAccess): RedisService {
  const command = (name: string, ...args: string[]) => redisCommand(access, name, ...args);
  const setConfig = async (name: string, value: string) => void (await command('CONFIG', 'SET', name, value));
  return {
    ...process,
    url: `redis://127.0.0.1:${process.port}`,
    command,
    setConfig,
    flush: async () => void (await command('FLUSHALL')),
    // Less than any server holds: no room for the smallest write, whichever values and buffers are given back meanwhile.
    async fill() {
      await setConfig('maxmemory-policy', 'noeviction');
      await setConfig('maxmemory', '1');
    },
  };
}
