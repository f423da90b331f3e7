import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkedLookup, hostResolver } from './checked-lookup.ts';

/** A name server of one answer: 93.184.216.34 for `A`, nothing for anything else; and nothing at all for names with `unknown`. */
async function nameServer() {
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    const isKnown = !question.includes('unknown');
    const isA = question.readUInt16BE(question.indexOf(0, 12) + 1) === 1;
    const header = Buffer.from(question.subarray(0, 12));
    header.writeUInt16BE(isKnown ? 0x8180 : 0x8183, 2);
    header.writeUInt16BE(isKnown && isA ? 1 : 0, 6);
    header.writeUInt16BE(0, 10);
    const asked = question.subarray(12, question.indexOf(0, 12) + 5);
    const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 93, 184, 216, 34]);
    socket.send(
      Buffer.concat(isKnown && isA ? [header, asked, record] : [header, asked]),
      from.port,
      from.address,
    );
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

describe('a name of the Internet', () => {
  const resolver = new Resolver({ tries: 1 });
  let server: Awaited<ReturnType<typeof nameServer>>;
  beforeAll(async () => {
    server = await nameServer();
    resolver.setServers([`127.0.0.1:${server.address().port}`]);
  });
  afterAll(() => {
    server.close();
  });

  it('is resolved by the name server, whichever families it has', async () => {
    expect(await hostResolver(false, resolver)('partner.example')).toEqual([
      { address: '93.184.216.34', family: 4 },
    ]);
  });

  it('is an error that says what was asked where it is unknown', async () => {
    await expect(hostResolver(false, resolver)('unknown.example')).rejects.toMatchObject({
      syscall: 'queryA',
      code: 'ENOTFOUND',
    });
  });
});

describe('the lookup of a connection', () => {
  const lookup = (addresses: readonly string[], all: boolean, privateTargets = false) =>
    new Promise((resolve) => {
      const found = async () =>
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
      checkedLookup(found, privateTargets)('partner.example', { all }, (error, address, family) =>
        resolve(error?.name ?? [address, family]),
      );
    });

  it('answers with one address, or with all of them, as it is asked', async () => {
    expect(await lookup(['1.1.1.1', '2606:4700::1'], false)).toEqual(['1.1.1.1', 4]);
    expect(await lookup(['1.1.1.1', '2606:4700::1'], true)).toEqual([
      [
        { address: '1.1.1.1', family: 4 },
        { address: '2606:4700::1', family: 6 },
      ],
      undefined,
    ]);
  });

  it('fails where one of them is private, unless that is allowed', async () => {
    expect(await lookup(['1.1.1.1', '10.0.0.1'], true)).toBe('AddressNotPublic');
    expect(await lookup(['10.0.0.1'], false, true)).toEqual(['10.0.0.1', 4]);
  });

  it('fails where there is none', async () => {
    expect(await lookup([], true)).toBe('Error');
  });
});
