import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedTime } from '../manual-timers.ts';
import { SeededRandom } from '../seeded-random.ts';
import { type TcpProxy, tcpProxy } from './tcp-proxy.ts';

let echo: Server;
let time: SimulatedTime;
let proxy: TcpProxy;
const sockets = new Set<Socket>();

beforeEach(async () => {
  echo = createServer((socket) => {
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const address = echo.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  time = new SimulatedTime();
  const { clock, timers } = time;
  proxy = await tcpProxy({ target: { host: '127.0.0.1', port: address.port }, seed: 1, clock, timers });
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await proxy.close();
  echo.close();
});

async function client() {
  const socket = connect({ port: proxy.port, host: proxy.host, noDelay: true });
  sockets.add(socket);
  const pieces: Buffer[] = [];
  const seen = {
    length: 0,
    ended: false,
    error: '',
    get bytes() {
      return Buffer.concat(pieces);
    },
    get pieces() {
      return pieces.length;
    },
  };
  socket.on('data', (bytes) => {
    pieces.push(bytes);
    seen.length += bytes.length;
  });
  socket.on('end', () => {
    seen.ended = true;
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    seen.error = error.code ?? error.message;
  });
  await once(socket, 'connect');
  const answer = (length: number) => until(() => seen.length >= length);
  return { socket, seen, answer };
}

/** Why a new connection ended: the reset may come before the client hears of its connection, or after. */
async function errorOf(): Promise<string | undefined> {
  try {
    const { seen } = await client();
    await until(() => seen.error !== '');
    return seen.error;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

/** What happens over sockets takes as many turns as it takes; the limit is the test's. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setImmediate();
}

describe('a connection through the proxy', () => {
  it('carries every byte both ways, also more than its buffers hold, and ends when an end closes', async () => {
    const { socket, seen, answer } = await client();
    const sent = Buffer.from(new SeededRandom(2).bytes(5_000_000));
    socket.end(sent);
    await answer(sent.length);
    await until(() => seen.ended);
    expect(seen.bytes.equals(sent)).toBe(true);
    await until(() => proxy.stats.open === 0);
    expect(proxy.stats).toMatchObject({
      accepted: 1,
      request: { passed: 5_000_000, held: 0 },
      reply: { passed: 5_000_000, held: 0 },
    });
  });

  it('is reset when nothing listens behind it', async () => {
    echo.close();
    expect(await errorOf()).toBe('ECONNRESET');
  });
});

describe('latency', () => {
  it('keeps the bytes for so long, in one direction if told so, and in their order', async () => {
    const { socket, seen, answer } = await client();
    await proxy.set({ kind: 'latency', ms: 1000, jitter: 900, direction: 'reply' });
    for (let at = 0; at < 20; at += 1) {
      socket.write(`${at},`);
      const sent = [...Array(at + 1).keys()].join(',').length + 1;
      await until(() => proxy.stats.reply.held === sent);
    }
    await time.advance(99);
    expect(seen.bytes).toHaveLength(0);
    await time.advance(1801);
    await answer(50);
    expect(seen.bytes.toString()).toBe(`${[...Array(20).keys()].join(',')},`);
  });

  it('lets go of what it kept when it is healed', async () => {
    const { socket, seen, answer } = await client();
    await proxy.set({ kind: 'latency', ms: 1_000_000 });
    socket.write('hello');
    await until(() => proxy.stats.request.held === 5);
    await proxy.heal('latency');
    await answer(5);
    expect(seen.bytes.toString()).toBe('hello');
  });
});

describe('a hang', () => {
  it('accepts, swallows, and hands on when healed, on old connections and new ones', async () => {
    const old = await client();
    await proxy.set({ kind: 'hang' });
    const young = await client();
    old.socket.write('old');
    young.socket.write('young');
    await until(() => proxy.stats.request.held === 8);
    await time.advance(1_000_000);
    expect(proxy.stats.request.passed).toBe(0);
    await proxy.heal();
    await Promise.all([old.answer(3), young.answer(5)]);
    expect([old.seen.bytes.toString(), young.seen.bytes.toString()]).toEqual(['old', 'young']);
  });

  it('swallows no more than it has room for: the sender meets full buffers', async () => {
    const { socket, answer } = await client();
    await proxy.set({ kind: 'hang' });
    socket.write(Buffer.alloc(50_000_000));
    await until(() => proxy.stats.request.held > 1_000_000);
    for (let turn = 0; turn < 200; turn += 1) await setImmediate();
    expect(proxy.stats.request.held).toBeLessThan(2_000_000);
    await proxy.heal();
    await answer(50_000_000);
  });

  it('of replies lets requests through', async () => {
    const { socket, seen } = await client();
    await proxy.set({ kind: 'hang', direction: 'reply' });
    socket.write('hello');
    await until(() => proxy.stats.reply.held === 5);
    expect(proxy.stats.request.passed).toBe(5);
    expect(seen.bytes).toHaveLength(0);
  });
});

describe('a reset', () => {
  it('ends what is open and refuses what comes, until it is healed', async () => {
    const first = await client();
    await proxy.set({ kind: 'reset' });
    await until(() => first.seen.error !== '');
    expect([first.seen.error, await errorOf()]).toEqual(['ECONNRESET', 'ECONNRESET']);
    expect(proxy.stats).toMatchObject({ reset: 2, open: 0 });
    await proxy.heal();
    const third = await client();
    third.socket.write('x');
    await third.answer(1);
  });

  it('comes in the middle of a reply', async () => {
    const { socket, seen, answer } = await client();
    socket.write('before');
    await answer(6);
    await proxy.set({ kind: 'reset', afterReplyBytes: 4 });
    socket.write('0123456789');
    await until(() => seen.error !== '');
    expect([seen.error, seen.ended]).toEqual(['ECONNRESET', false]);
    expect(seen.bytes.toString()).toBe('before0123');
  });
});

describe('a truncated reply', () => {
  it.each([
    [0, ''],
    [4, '0123'],
    [10, '0123456789'],
  ])('ends in good order after %i bytes', async (afterReplyBytes, received) => {
    const { socket, seen } = await client();
    await proxy.set({ kind: 'truncate', afterReplyBytes });
    socket.write('0123456789');
    await until(() => seen.ended);
    expect(seen.bytes.toString()).toBe(received);
    expect(seen.error).toBe('');
    expect(proxy.stats.truncated).toBe(1);
  });
});

describe('a corrupted reply', () => {
  it('has about so many wrong bits, the same for the same seed, and the request has none', async () => {
    const { socket, seen, answer } = await client();
    await proxy.set({ kind: 'corrupt', rate: 0.01, direction: 'reply' });
    socket.write(Buffer.alloc(100_000));
    await answer(100_000);
    const wrong = seen.bytes.filter((byte) => byte !== 0);
    expect(wrong.length).toBe(proxy.stats.reply.corrupted);
    expect(Math.abs(wrong.length - 1000)).toBeLessThan(200);
    expect(wrong.every((byte) => (byte & (byte - 1)) === 0)).toBe(true);
    expect(proxy.stats.request.corrupted).toBe(0);
  });
});

describe('a refusing proxy', () => {
  it('listens on no port, keeps what is open, and is back on the same port', async () => {
    const old = await client();
    const { port } = proxy;
    await proxy.set({ kind: 'refuse' });
    await expect(client()).rejects.toThrow('ECONNREFUSED');
    old.socket.write('still');
    await old.answer(5);
    await proxy.heal();
    expect(proxy.port).toBe(port);
    const young = await client();
    young.socket.write('again');
    await young.answer(5);
  });

  it('is quiet about a fault set twice and closed while it refuses', async () => {
    await proxy.set({ kind: 'refuse' });
    await proxy.set({ kind: 'refuse' });
    await proxy.close();
    await expect(client()).rejects.toThrow('ECONNREFUSED');
  });
});

describe('split writes', () => {
  it('arrive in tiny pieces, whole and in order', async () => {
    const { socket, seen, answer } = await client();
    await proxy.set({ kind: 'split', size: 3, direction: 'reply' });
    const sent = Buffer.from(new SeededRandom(3).bytes(3000));
    socket.write(sent);
    await answer(3000);
    expect(seen.bytes.equals(sent)).toBe(true);
    expect(seen.pieces).toBeGreaterThan(100);
  });
});

describe('a narrow line', () => {
  it('lets so many bytes pass in a second', async () => {
    const { socket, seen, answer } = await client();
    await proxy.set({ kind: 'bandwidth', bytesPerSecond: 1000, direction: 'reply' });
    socket.write(Buffer.alloc(500));
    await until(() => proxy.stats.reply.held === 500);
    for (let step = 1; step <= 5; step += 1) {
      await until(() => time.pending === 1);
      expect(seen.bytes.length).toBeLessThanOrEqual((step - 1) * 100);
      await time.advance(100);
      await answer(step * 100);
    }
    expect(seen.bytes).toHaveLength(500);
  });
});
