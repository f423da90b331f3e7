import { existsSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isListening } from './free-port.ts';
import { startRedisCluster } from './redis-cluster.ts';
import { redisMissing } from './redis-process.ts';
import { startSentinelSet } from './redis-sentinel-set.ts';
import { startTlsRedis, tlsRedisMissing } from './tls-redis.ts';

const noRedis = redisMissing();
const because = (reason: string | undefined) => (reason === undefined ? '' : ` [${reason}]`);

describe.skipIf(noRedis !== undefined)(`a private sentinel set${because(noRedis)}`, () => {
  it('replicates, makes a replica the primary when that is killed, and leaves nothing', async () => {
    const set = await startSentinelSet();
    onTestFinished(() => set.stop());
    await set.primary.command('SET', 'a', '1');
    expect(await set.primary.command('WAIT', '2', '5000')).toBe(2);
    const now = await set.killPrimary();
    expect(set.replicas).toContain(now);
    expect(await set.currentPrimary()).toBe(now);
    expect(await now.command('GET', 'a')).toBe('1');
    await set.stop();
    expect([set.primary, ...set.replicas].some(({ directory }) => existsSync(directory))).toBe(false);
  });

  it('loses acknowledged writes when its replicas were cut off', async () => {
    const set = await startSentinelSet();
    onTestFinished(() => set.stop());
    await set.cutReplicas();
    expect(await set.primary.command('SET', 'a', '1')).toBe('OK');
    const now = await set.killPrimary();
    expect(await now.command('GET', 'a')).toBeNull();
  });
});

describe.skipIf(noRedis !== undefined)(`a private cluster${because(noRedis)}`, () => {
  it('serves every slot, and goes on after a primary was killed', async () => {
    const cluster = await startRedisCluster();
    onTestFinished(() => cluster.stop());
    const owners = await Promise.all([0, 8_000, 16_383].map((slot) => cluster.primaryOf(slot)));
    expect(new Set(owners).size).toBe(3);
    const old = await cluster.primaryOf('a');
    const now = await cluster.killPrimaryOf('a');
    expect(now).not.toBe(old);
    expect(await now.command('SET', 'a', '1')).toBe('OK');
    const moved = await cluster.moveSlotOf('a');
    expect(moved).not.toBe(now);
    expect(await moved.command('GET', 'a')).toBe('1');
    await cluster.stop();
    expect(await Promise.all(cluster.nodes.map(({ port }) => isListening(port)))).not.toContain(true);
  });
});

const noTls = tlsRedisMissing();

describe.skipIf(noTls !== undefined)(`a private Redis with TLS${because(noTls)}`, () => {
  it('speaks to its administrator', async () => {
    const redis = await startTlsRedis(['~a', '+get']);
    onTestFinished(() => redis.stop());
    expect(await redis.command('SET', 'a', '1')).toBe('OK');
    expect(await redis.command('ACL', 'DRYRUN', redis.username, 'GET', 'a')).toBe('OK');
    expect(await redis.command('ACL', 'DRYRUN', redis.username, 'GET', 'b')).toMatch(/no permissions/);
  });
});
