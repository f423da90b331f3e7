import { connect, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { type LiveSystem } from './live-system.ts';

/** Requests that two servers in a row could read differently, or that no HTTP client sends. */
const MALFORMED: readonly (readonly [string, string])[] = [
  ['that are no HTTP', '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n'],
  ['with two lengths', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\na'],
  ['with a length that is no number', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n'],
  [
    'with a length and chunks',
    'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  [
    'with chunks and a length',
    'POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n0\r\n\r\n',
  ],
  [
    'with a chunked that is not the last',
    'POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked, x\r\n\r\n',
  ],
  ['with a space before the colon', 'POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding : chunked\r\n\r\n'],
  ['with a bare line feed in a header', 'GET / HTTP/1.1\r\nhost: x\r\nx-a: a\nset-cookie: b\r\n\r\n'],
  ['without a host', 'GET /health/live HTTP/1.1\r\n\r\n'],
];

const FLOOD = Array.from({ length: 3_000 }, (_, index) => `x-${index}: 1\r\n`).join('');

/** Everything the server sends until it hangs up, or `untilMs` have passed. */
function exchange(url: string, bytes: string, untilMs = 10_000): Promise<string> {
  const socket = open(url);
  let received = '';
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    received += text;
  });
  socket.write(bytes);
  return new Promise((resolve) => {
    const hang = setTimeout(() => socket.destroy(new Error('the server does not hang up')), untilMs);
    socket.on('close', () => {
      clearTimeout(hang);
      resolve(received);
    });
  });
}

function open(url: string): Socket {
  const { hostname, port } = new URL(url);
  // A server that hangs up while bytes are on their way resets the connection: that is an end as good as any.
  return connect(Number(port), hostname).on('error', () => {});
}

export function rawBytesAreRefused(system: () => LiveSystem): void {
  it.each(MALFORMED)('refuses requests %s, hangs up, and performs nothing behind them', async (_, bytes) => {
    const { ask, server } = system();
    const smuggled = 'GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n';
    const answer = await exchange(server.url, `${bytes}${smuggled}`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect((await ask('GET', '/health/live')).status).toBe(200);
  });

  it('refuses a flood of headers', async () => {
    const { server } = system();
    const answer = await exchange(server.url, `GET / HTTP/1.1\r\nhost: x\r\n${FLOOD}\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('does not take a command whose key, token or version is given twice and differently', async () => {
    const { owner, rival, server, stateOf } = system();
    const before = await stateOf(owner);
    const command = (...headers: readonly string[]) =>
      exchange(
        server.url,
        [
          'POST /api/v1/price-lists/usd/publications HTTP/1.1',
          'host: x',
          'connection: close',
          'content-length: 0',
          ...headers,
          '\r\n',
        ].join('\r\n'),
      );
    const bearer = (token: string) => `authorization: Bearer ${token}`;
    const twoKeys = await command(bearer(owner), 'idempotency-key: a', 'idempotency-key: b');
    expect(twoKeys).toMatch(/^HTTP\/1\.1 400 /);
    // The second token is not looked at: neither may it lend the first one its tenant.
    const twoTokens = await command(bearer(`${rival}x`), bearer(owner), 'idempotency-key: c');
    expect(twoTokens).toMatch(/^HTTP\/1\.1 40[01] /);
    expect(await stateOf(owner)).toEqual(before);
  });

  it('serves others while hundreds send their headers and bodies slowly', async () => {
    const { ask, owner, server } = system();
    const starts = [
      'GET /health/live HTTP/1.1\r\nhost:',
      `POST /api/v1/files HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${owner}\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n{"a":`,
    ];
    const slow = Array.from({ length: 400 }, (_, index) => {
      const socket = open(server.url);
      const sent = new Promise<void>((resolve) => {
        socket.write(starts[index % 2] as string, () => resolve());
      });
      return { socket, sent };
    });
    try {
      await Promise.all(slow.map(({ sent }) => sent));
      for (let index = 0; index < 20; index += 1) {
        const reply = await ask('GET', '/api/v1/accounts?limit=1', { token: owner });
        expect(reply.status).toBe(200);
      }
      expect(slow.every(({ socket }) => !socket.destroyed)).toBe(true);
    } finally {
      for (const { socket } of slow) socket.destroy();
    }
    expect((await ask('GET', '/health/live')).status).toBe(200);
  });

  it('keeps room for the bodies of others while one tenant announces as much as it may', async () => {
    const { ask, owner, rival, server } = system();
    const largest = 16 * 1_048_576;
    const announced = `POST /api/v1/files HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${owner}\r\ncontent-type: text/plain\r\ncontent-length: ${largest}\r\n\r\n`;
    const send = (token: string) =>
      ask('POST', '/api/v1/files', {
        token,
        body: 'x'.repeat(100_000),
        headers: { 'content-type': 'text/plain' },
      });
    const senders = Array.from({ length: 40 }, () => open(server.url));
    let refused = 0;
    for (const socket of senders) {
      socket.on('data', (bytes) => {
        if (bytes.toString('latin1').startsWith('HTTP/1.1 503 ')) refused += 1;
      });
      socket.write(announced);
    }
    try {
      // Half of the 256 MiB that there are: eight are waited for.
      await expect.poll(() => refused, { timeout: 10_000 }).toBe(32);
      expect((await send(rival)).status).toBe(201);
      expect((await ask('GET', '/api/v1/accounts?limit=1', { token: owner })).status).toBe(200);
    } finally {
      for (const socket of senders) socket.destroy();
    }
    await expect.poll(async () => (await send(owner)).status).toBe(201);
  });
}
