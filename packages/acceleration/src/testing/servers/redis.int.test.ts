import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { freePort, isListening } from './free-port.ts';
import { type RedisService, startRedis } from './redis.ts';
import { redisAnswer } from './redis-command.ts';
import { redisMissing } from './redis-process.ts';

const noRedis = redisMissing();
const because = noRedis === undefined ? '' : ` [${noRedis}]`;

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function started(): Promise<RedisService> {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  return redis;
}

describe('a free port', () => {
  it('is one that nobody listens on', async () => {
    expect(await isListening(await freePort())).toBe(false);
  });
});

describe.skipIf(noRedis !== undefined)(`a private Redis${because}`, () => {
  it('starts empty, answers, and leaves nothing when it is stopped', async () => {
    const redis = await startRedis();
    const pid = await redis.pid();
    expect(await redisAnswer(redis.port, 'PING')).toBe('+PONG\r\n');
    expect(await redis.command('DBSIZE')).toBe(0);
    await redis.stop();
    expect(alive(pid)).toBe(false);
    expect(existsSync(redis.directory)).toBe(false);
  });

  it('answers nothing while it is frozen, and goes on when thawed', async () => {
    const redis = await started();
    await redis.freeze();
    await expect(redisAnswer(redis.port, 'PING')).rejects.toThrow(/no answer/);
    await redis.thaw();
    expect(await redisAnswer(redis.port, 'PING')).toBe('+PONG\r\n');
  });

  it('is stopped also when it is frozen', async () => {
    const redis = await startRedis();
    await redis.freeze();
    await redis.stop();
    expect(await isListening(redis.port)).toBe(false);
  });

  it('can be killed, and starts again on the same port with nothing', async () => {
    const redis = await started();
    await redis.command('SET', 'a', '1');
    await redis.kill();
    expect(await isListening(redis.port)).toBe(false);
    await redis.restart();
    expect(await redis.command('DBSIZE')).toBe(0);
  });

  it('can be restarted without having been killed', async () => {
    const redis = await started();
    const before = await redis.pid();
    await redis.restart();
    expect(await redis.pid()).not.toBe(before);
    expect(alive(before)).toBe(false);
  });

  it('can be full, for the smallest write and whatever is given back, and can have room again', async () => {
    const redis = await started();
    await redis.command('SET', 'large', 'x'.repeat(1 << 20));
    await redis.command('SET', 'small', '1');
    await redis.fill();
    const write = () => redis.command('SET', 'one more', '');
    await expect(write()).rejects.toThrow(/^OOM/);
    await redis.command('DEL', 'large');
    await redis.command('MEMORY', 'PURGE');
    await expect(write()).rejects.toThrow(/^OOM/);
    await redis.flush();
    await expect(write()).rejects.toThrow(/^OOM/);
    await redis.setConfig('maxmemory', '0');
    expect(await write()).toBe('OK');
  });

  it('reads and forgets while it is full', async () => {
    const redis = await started();
    await redis.command('SET', 'kept', '1');
    await redis.fill();
    expect(await redis.command('GET', 'kept')).toBe('1');
    expect(await redis.command('DEL', 'kept')).toBe(1);
    expect(await redis.command('GET', 'kept')).toBeNull();
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
