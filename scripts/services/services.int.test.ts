import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { freePort } from './free-port.ts';
import { postgresMissing, startPostgres } from './postgres.ts';
import { redisAnswer, redisMissing, startRedis } from './redis.ts';

const noPostgres = await postgresMissing();
const noRedis = redisMissing();
const because = (reason: string | undefined) => (reason === undefined ? '' : ` [${reason}]`);

/** Whether somebody accepts connections there. */
function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('a free port', () => {
  it('is one that nobody listens on', async () => {
    expect(await listens(await freePort())).toBe(false);
  });
});

describe.skipIf(noRedis !== undefined)(`a private Redis${because(noRedis)}`, () => {
  it('starts empty, answers, and leaves nothing when it is stopped', async () => {
    const redis = await startRedis();
    const pid = await redis.pid();
    expect(await redisAnswer(redis.port, 'PING')).toBe('+PONG\r\n');
    expect(await redisAnswer(redis.port, 'DBSIZE')).toBe(':0\r\n');
    await redis.stop();
    expect(alive(pid)).toBe(false);
    expect(existsSync(redis.directory)).toBe(false);
  });

  it('can be frozen and is stopped all the same', async () => {
    const redis = await startRedis();
    process.kill(await redis.pid(), 'SIGSTOP');
    await expect(redisAnswer(redis.port, 'PING')).rejects.toThrow(/no answer/);
    await redis.stop();
    expect(await listens(redis.port)).toBe(false);
  });

  it('ends with the process that started it, even when that was killed', async () => {
    const module = JSON.stringify(new URL('./redis.ts', import.meta.url).href);
    const script = `
      const { startRedis } = await import(${module});
      const redis = await startRedis();
      console.log(JSON.stringify([await redis.pid(), redis.directory]));
      setInterval(() => {}, 1e6);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output] = (await once(child.stdout, 'data')) as [Buffer];
    const [pid, directory] = JSON.parse(output.toString()) as [number, string];
    expect(alive(pid)).toBe(true);
    child.kill('SIGKILL');
    await vi.waitFor(() => expect([alive(pid), existsSync(directory)]).toEqual([false, false]), 10_000);
  });
});

describe.skipIf(noPostgres !== undefined)(`a private PostgreSQL${because(noPostgres)}`, () => {
  it('starts, listens on loopback, and leaves nothing when it is stopped', async () => {
    const postgres = await startPostgres();
    const { port, hostname } = new URL(postgres.url);
    const pid = await postgres.pid();
    expect(hostname).toBe('127.0.0.1');
    expect(await listens(Number(port))).toBe(true);
    await postgres.stop();
    expect(await listens(Number(port))).toBe(false);
    expect(alive(pid)).toBe(false);
    expect(existsSync(postgres.directory)).toBe(false);
  });
});
