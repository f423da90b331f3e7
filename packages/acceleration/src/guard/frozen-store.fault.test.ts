import { systemClock } from '@quotewright/kernel';
import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemRandom, systemTimers } from '../ports/index.ts';
import { createRecorder } from '../telemetry/recorder.ts';
import { redisMissing, startRedis } from '../testing/servers/index.ts';
import { createStoreGuard } from './create-store-guard.ts';
import { createStoreBudget } from './store-budget.ts';
import { StoreTrouble } from './store-guard.ts';

const noRedis = redisMissing();

async function started() {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const client = new Redis({
    port: server.port,
    lazyConnect: true,
    commandTimeout: 1_000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: () => 50,
  });
  client.on('error', () => {});
  onTestFinished(() => client.disconnect());
  await client.connect();
  await client.set('key', 'value');
  const guard = createStoreGuard({
    clock: systemClock,
    timers: systemTimers,
    random: systemRandom,
    telemetry: createRecorder(),
    probe: () => client.ping(),
  });
  onTestFinished(() => guard.close());
  const sent = { commands: 0 };
  /** One request: a read, and a write if the store answered. */
  const request = async (ms: number) => {
    const budget = createStoreBudget(systemClock, ms);
    const read = await guard.run('get', budget, () => {
      sent.commands += 1;
      return client.get('key');
    });
    if (read instanceof StoreTrouble) return read.kind;
    const written = await guard.run('set', budget, () => {
      sent.commands += 1;
      return client.set('key', 'value');
    });
    return written instanceof StoreTrouble ? `${written.kind} at the write` : 'answered';
  };
  /** Of a healthy store the budget is generous: how fast this machine is now is not the question here. */
  const requests = async (count: number, ms = 10_000) =>
    new Set(await Promise.all(Array.from({ length: count }, () => request(ms))));
  const recovered = () =>
    new Promise<void>((resolve) => {
      const stop = guard.onRecovered(() => {
        stop();
        resolve();
      });
    });
  return { server, guard, requests, recovered, sent };
}

const because = noRedis === undefined ? '' : ` [${noRedis}]`;

describe.skipIf(noRedis !== undefined)(`a real Redis behind the guard${because}`, () => {
  it('when frozen gives the first requests a timeout, the next ones an answer without being asked; thawed, it is used again', async () => {
    const { server, guard, requests, recovered, sent } = await started();
    expect(await requests(200)).toEqual(new Set(['answered']));
    await server.freeze();
    expect(await requests(200, 50)).toEqual(new Set(['timeout']));
    expect(guard.state).not.toBe('closed');
    const before = sent.commands;
    expect(await requests(1_000)).toEqual(new Set(['open']));
    expect(sent.commands).toBe(before);
    const back = recovered();
    await server.thaw();
    await back;
    expect(await requests(200)).toEqual(new Set(['answered']));
    expect(guard.load.underWay).toBe(0);
  });

  it('when killed fails the first requests, and is used again after its restart', async () => {
    const { server, guard, requests, recovered } = await started();
    await server.kill();
    expect(await requests(200)).not.toContain('answered');
    expect(guard.state).not.toBe('closed');
    expect(await requests(200)).toEqual(new Set(['open']));
    const back = recovered();
    await server.restart();
    await back;
    expect(await requests(200)).toEqual(new Set(['answered']));
  });

  it('when full refuses writes and goes on answering reads', async () => {
    const { server, guard, requests } = await started();
    // Less than the server uses already: every write that could need memory is refused.
    await server.setConfig('maxmemory', '1');
    expect(await requests(200)).toEqual(new Set(['error at the write']));
    expect(await requests(200)).toEqual(new Set(['error at the write']));
    expect(guard.state).toBe('closed');
    await server.setConfig('maxmemory', '0');
    expect(await requests(200)).toEqual(new Set(['answered']));
  });
});
