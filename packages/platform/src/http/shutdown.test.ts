import { afterEach, describe, expect, it } from 'vitest';
import { type TestServer, testServer } from '../testing/test-server.ts';
import { fakeDatabase } from './fixtures/fake-database.ts';
import { shopModule } from './fixtures/shop-module.ts';

/** A server with a request under way that ends when the test says so, or with its signal. */
async function busyServer() {
  const started = Promise.withResolvers<AbortSignal>();
  const release = Promise.withResolvers<void>();
  const onSlow = async (signal: AbortSignal) => {
    started.resolve(signal);
    const aborted = Promise.withResolvers<never>();
    signal.addEventListener('abort', () => aborted.reject(signal.reason));
    await Promise.race([release.promise, aborted.promise]);
  };
  const shop = await testServer({ modules: [shopModule({ onSlow })], database: fakeDatabase() });
  const url = await shop.server.listen({ host: '127.0.0.1', port: 0 });
  return { shop, url, started: started.promise, release: release.resolve };
}

describe('stopping', () => {
  let shop: TestServer | undefined;
  afterEach(() => shop?.close());

  it('answers what is under way, is not ready at once, and takes nothing new', async () => {
    const busy = await busyServer();
    shop = busy.shop;
    const underWay = fetch(`${busy.url}/api/v1/slow`);
    await busy.started;
    const closed = shop.server.close(60_000);
    expect(await shop.request('GET', '//health/ready')).toMatchObject({
      status: 503,
      json: { status: 'down' },
    });
    await expect(fetch(`${busy.url}/health/live`)).rejects.toThrow('fetch failed');
    busy.release();
    const answer = await underWay;
    expect(await answer.json()).toEqual({ done: true });
    await closed;
  });

  it('tells what is under way to stop when its time is over, and answers that it could not', async () => {
    const busy = await busyServer();
    shop = busy.shop;
    const underWay = fetch(`${busy.url}/api/v1/slow`);
    const signal = await busy.started;
    await shop.server.close(0);
    expect(signal.aborted).toBe(true);
    const answer = await underWay;
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'SHUTTING_DOWN' });
  });

  it('can be asked for twice', async () => {
    const busy = await busyServer();
    await Promise.all([busy.shop.server.close(0), busy.shop.server.close(0)]);
  });
});

describe('a caller who goes away', () => {
  it('ends the signal of the call', async () => {
    const busy = await busyServer();
    const leaving = new AbortController();
    const underWay = fetch(`${busy.url}/api/v1/slow`, { signal: leaving.signal });
    const signal = await busy.started;
    leaving.abort();
    await expect(underWay).rejects.toThrow('aborted');
    await expect.poll(() => signal.aborted).toBe(true);
    await busy.shop.close();
  });
});
