import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { status, type WebhookReceiver, webhookReceiver } from './fixtures/webhook-receiver.ts';
import { type WebhookSenderOptions, webhookSender } from './send-webhook.ts';

const message = (url: string, signal = new AbortController().signal) => ({
  url,
  headers: { 'webhook-id': 'event-1' },
  body: '{"name":"zażółć"}',
  signal,
});

describe('a webhook', () => {
  let receiver: WebhookReceiver;
  beforeEach(async () => {
    receiver = await webhookReceiver();
  });
  afterEach(() => receiver.close());

  const send = (options: WebhookSenderOptions = {}, url = receiver.url) =>
    webhookSender({ privateTargets: true, ...options })(message(url));

  it('is a POST of the very bytes with the headers it is given', async () => {
    expect(await send()).toEqual({ kind: 'answered', status: 204 });
    expect(receiver.received).toMatchObject([
      {
        path: '/hook',
        headers: { 'webhook-id': 'event-1', 'content-length': '21' },
        body: '{"name":"zażółć"}',
      },
    ]);
  });

  it('has the status for an answer, and what the receiver asks for', async () => {
    receiver.behave(status(503, { 'retry-after': '120' }));
    expect(await send()).toEqual({ kind: 'answered', status: 503, retryAfter: '120' });
  });

  it('follows no redirect', async () => {
    receiver.behave(status(302, { location: '/elsewhere' }));
    expect(await send()).toEqual({ kind: 'answered', status: 302 });
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook']);
  });

  it('is broken off when the receiver does not answer in time', async () => {
    receiver.behave(() => {});
    expect(await send({ timeoutMs: 30 })).toEqual({ kind: 'unanswered', error: 'TIMEOUT' });
  });

  it('counts as answered once there is a status, however slowly the rest comes', async () => {
    receiver.behave((_received, response) => response.writeHead(200).write('still '));
    expect(await send({ timeoutMs: 500 })).toEqual({ kind: 'answered', status: 200 });
  });

  it('does not read an endless answer', async () => {
    const gone = Promise.withResolvers<void>();
    receiver.behave((_received, response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', more).on('close', gone.resolve);
      more();
    });
    expect(await send()).toEqual({ kind: 'answered', status: 200 });
    await gone.promise;
  });

  it('ends when the dispatcher does', async () => {
    const stopping = new AbortController();
    receiver.behave(() => stopping.abort());
    const answer = await webhookSender({ privateTargets: true })(message(receiver.url, stopping.signal));
    expect(answer).toEqual({ kind: 'unanswered', error: 'STOPPED' });
  });

  it('says that nobody listens, that the name is unknown, that it is no TLS', async () => {
    const tls = receiver.url.replace('http:', 'https:');
    expect(await send({}, tls)).toEqual({ kind: 'unanswered', error: 'TLS_FAILED' });
    const unknown = async () => {
      throw Object.assign(new Error('no'), { syscall: 'queryA', code: 'ENOTFOUND' });
    };
    expect(await send({ resolve: unknown }, 'https://nowhere.example')).toMatchObject({
      error: 'NAME_UNKNOWN',
    });
    const closed = await webhookReceiver();
    await closed.close();
    expect(await send({}, closed.url)).toEqual({ kind: 'unanswered', error: 'CONNECTION_FAILED' });
  });

  it('has an end when the receiver hangs up, or speaks another protocol', async () => {
    receiver.behave((_received, _response, request) => request.socket.destroy());
    expect(await send()).toEqual({ kind: 'unanswered', error: 'CONNECTION_FAILED' });
    receiver.behave((_received, _response, request) => {
      request.socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n');
    });
    expect(await send()).toEqual({ kind: 'unanswered', error: 'CONNECTION_FAILED' });
  });
});

describe('a webhook to a private address', () => {
  it('never gets a connection, whether it is named in digits or by a name that turned private after it was checked', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const answers: string[] = [];
    const turned = async (hostname: string) => {
      answers.push(hostname);
      return [{ address: answers.length === 1 ? '93.184.216.34' : '127.0.0.1', family: 4 }];
    };
    const [first] = await turned('rebinding.example');
    expect(first?.address).toBe('93.184.216.34');

    const send = webhookSender({ resolve: turned });
    const refused = { kind: 'unanswered', error: 'ADDRESS_REFUSED' };
    for (const host of [
      'rebinding.example',
      '127.0.0.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '2130706433',
      '0x7f.1',
    ]) {
      expect(await send(message(`https://${host}:${port}/`)), host).toEqual(refused);
    }
    expect(await send(message(`http://rebinding.example:${port}/`)), 'without TLS').toEqual(refused);
    expect(answers).toEqual(['rebinding.example', 'rebinding.example']);
    expect(connections).toBe(0);
    server.close();
  });

  it('is refused when any address of its name is private', async () => {
    const mixed = async () => [
      { address: '93.184.216.34', family: 4 },
      { address: 'fd00:ec2::254', family: 6 },
    ];
    const answer = await webhookSender({ resolve: mixed })(message('https://mixed.example/'));
    expect(answer).toEqual({ kind: 'unanswered', error: 'ADDRESS_REFUSED' });
  });

  it('goes to the address that was checked, and asks for no other', async () => {
    const receiver = await webhookReceiver();
    const asked: string[] = [];
    const resolve = async (hostname: string) => {
      asked.push(hostname);
      return [{ address: '127.0.0.1', family: 4 }];
    };
    const send = webhookSender({ privateTargets: true, resolve });
    expect(await send(message(`http://partner.example:${receiver.port}/`))).toMatchObject({ status: 204 });
    expect(asked).toEqual(['partner.example']);
    expect(receiver.received[0]?.headers['host']).toBe(`partner.example:${receiver.port}`);
    await receiver.close();
  });
});
