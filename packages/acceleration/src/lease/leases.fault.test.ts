import { type ChildProcess, fork } from 'node:child_process';
import { on, once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemRandom } from '../ports/index.ts';
import { redisLeases } from './fixtures/redis-leases.ts';

const url = process.env['REDIS_URL'] || undefined;
// Milliseconds: longer than a busy machine keeps a process waiting, short enough to wait for its end.
const ttl = 1_000;

/** A process of its own, and what it says, in order. */
function nodeProcess(child: ChildProcess) {
  const said = on(child, 'message');
  return {
    child,
    tell: (what: 'run' | 'finish') => child.send(what),
    async says(): Promise<unknown> {
      return ((await said.next()).value as unknown[])[0];
    },
  };
}

describe.skipIf(url === undefined)(
  'a lease of processes on Redis [needs REDIS_URL or a Redis server program]',
  () => {
    let installationId: string;
    let children: ChildProcess[];
    let here: Awaited<ReturnType<typeof redisLeases>>;
    beforeEach(async () => {
      installationId = `i-${systemRandom.token().replaceAll('_', '-')}`;
      children = [];
      here = await redisLeases(url as string, installationId);
    });
    afterEach(async () => {
      for (const child of children) child.kill('SIGKILL');
      await here.close();
    });

    async function start() {
      const script = new URL('./fixtures/lease-process.ts', import.meta.url);
      const child = fork(script, [url as string, installationId, String(ttl)]);
      children.push(child);
      const process = nodeProcess(child);
      expect(await process.says()).toBe('ready');
      return process;
    }

    /** Asks until the process works: others may hold the lease until it ends. */
    async function untilWorking(process: ReturnType<typeof nodeProcess>): Promise<void> {
      for (;;) {
        process.tell('run');
        const answer = await process.says();
        if (answer === 'working') return;
        expect(answer).toBe('busy');
      }
    }

    const attempt = () => here.leases.tryAcquire(here.key, { ttl, name: 'warm-up' });

    it('lets one of two work', async () => {
      const [first, second] = await Promise.all([start(), start()]);
      first.tell('run');
      expect(await first.says()).toBe('working');
      second.tell('run');
      expect(await second.says()).toBe('busy');
      first.tell('finish');
      expect(await first.says()).toBe('ran');
      second.tell('run');
      expect(await second.says()).toBe('working');
    });

    it('ends by itself when its holder is killed', async () => {
      const [first, second] = await Promise.all([start(), start()]);
      await untilWorking(first);
      expect((await attempt()).outcome).toBe('busy');
      first.child.kill('SIGKILL');
      await once(first.child, 'exit');
      await untilWorking(second);
    });

    it('passes on while its holder is paused, who hears of it and does not take it from the next', async () => {
      const [paused, next] = await Promise.all([start(), start()]);
      await untilWorking(paused);
      paused.child.kill('SIGSTOP');
      await untilWorking(next);
      paused.child.kill('SIGCONT');
      expect(await paused.says()).toBe('lost');
      paused.tell('finish');
      expect(await paused.says()).toBe('ran');
      expect((await attempt()).outcome).toBe('busy');
      next.tell('finish');
      expect(await next.says()).toBe('ran');
      expect((await attempt()).outcome).toBe('held');
    });
  },
);
