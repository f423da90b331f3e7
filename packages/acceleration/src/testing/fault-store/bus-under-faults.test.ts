import { describe, expect, it } from 'vitest';
import { noting, rehearsal, watched } from './rehearsal.ts';

async function listening(seed = 1) {
  const { time, stores, other } = rehearsal(seed);
  const heard: string[] = [];
  const epochs: string[] = [];
  const subscription = other.bus.listen(noting(heard, epochs));
  await time.settle();
  expect(heard.splice(0)).toEqual(['subscribed']);
  const announce = async (...items: string[]) => {
    for (const item of items) await stores.bus.announce([item]);
    await time.settle();
  };
  return { time, stores, heard, epochs, subscription, announce };
}

describe('a message on the bus', () => {
  it('arrives once, in order, when nothing is wrong', async () => {
    const { heard, announce, subscription, time } = await listening();
    await announce('a', 'b');
    await subscription.beat('!');
    await time.settle();
    expect(heard).toEqual(['0/1 a', '0/2 b', '0/2 ♥!']);
  });

  it('is lost, and who announced it hears nothing of it', async () => {
    const { heard, stores, announce } = await listening();
    const end = stores.inject('bus-lost');
    await announce('a');
    end();
    await announce('b');
    expect(heard).toEqual(['0/2 b']);
  });

  it('comes twice', async () => {
    const { heard, stores, announce } = await listening();
    stores.inject('bus-doubled');
    await announce('a');
    expect(heard).toEqual(['0/1 a', '0/1 a']);
  });

  it('overtakes others, and a heartbeat overtakes all, when reordered', async () => {
    const { time, heard, stores, announce, subscription } = await listening();
    stores.inject('bus-reordered', { from: 1, to: 1000 });
    const items = Array.from({ length: 10 }, (_, at) => `${at}`);
    await announce(...items);
    await subscription.beat('!');
    await time.advance(1000);
    expect(heard[0]).toBe('0/10 ♥!');
    const order = heard.slice(1).map((line) => line.split(' ')[1] ?? '');
    expect(order).not.toEqual(items);
    expect(order.toSorted()).toEqual(items);
  });

  it('is not brought forward by one that was delayed less', async () => {
    const { time, heard, stores, announce } = await listening();
    stores.inject('bus-delayed', { from: 500, to: 500 });
    await announce('a');
    stores.inject('bus-delayed', { from: 10, to: 10 });
    await announce('b');
    await time.advance(499);
    expect(heard).toEqual([]);
    await time.advance(1);
    expect(heard).toEqual(['0/1 a', '0/2 b']);
  });

  it('comes late and in order when delayed, whatever each one draws, the heartbeat behind them', async () => {
    const { time, heard, stores, announce, subscription } = await listening();
    stores.inject('bus-delayed', { from: 0, to: 600_000 });
    await announce('a', 'b', 'c', 'd', 'e');
    await subscription.beat('!');
    stores.heal();
    await announce('f');
    await time.advance(600_000);
    expect(heard).toEqual(['0/1 a', '0/2 b', '0/3 c', '0/4 d', '0/5 e', '0/5 ♥!', '0/6 f']);
  });
});

describe('a subscription', () => {
  it('is disconnected, misses what is announced, and is subscribed again by healing', async () => {
    const { time, heard, stores, announce, subscription } = await listening();
    stores.inject('bus-cut');
    await announce('a');
    await expect(subscription.beat('!')).rejects.toThrow('Connection is closed');
    stores.heal();
    await announce('b');
    await time.settle();
    expect(heard).toEqual(['disconnected', 'subscribed', '0/2 b']);
  });

  it('is disconnected from a killed store, and one begun then is subscribed after healing', async () => {
    const { time, heard, stores } = await listening();
    stores.inject('killed');
    const later: string[] = [];
    stores.bus.listen(noting(later));
    await time.settle();
    expect([heard, later]).toEqual([['disconnected'], []]);
    stores.heal();
    expect([heard, later]).toEqual([['disconnected', 'subscribed'], ['subscribed']]);
  });

  it('loses what was under way when it is cut, and only that', async () => {
    const { time, heard, stores, announce } = await listening();
    stores.inject('bus-delayed', { from: 100, to: 100 });
    await announce('a');
    stores.inject('bus-cut')();
    await announce('b');
    await time.advance(1000);
    expect(heard).toEqual(['disconnected', 'subscribed', '0/2 b']);
  });

  it('hears after a freeze of its own node what was sent meanwhile', async () => {
    const { heard, stores, announce } = await listening();
    stores.inject('hanging', { node: 1 });
    await announce('a', 'b');
    expect(heard).toEqual([]);
    stores.heal();
    expect(heard).toEqual(['0/1 a', '0/2 b']);
  });

  it('sends heartbeats that do not come back', async () => {
    const { time, heard, stores, subscription } = await listening();
    stores.inject('heartbeats-lost');
    await subscription.beat('!');
    await time.settle();
    expect(heard).toEqual([]);
    expect(stores.struck['heartbeats-lost']).toBe(1);
  });

  it('hears nothing once its stores are closed', async () => {
    const { time, stores } = rehearsal();
    const heard: string[] = [];
    stores.bus.listen(noting(heard));
    stores.inject('bus-delayed', { from: 100, to: 100 });
    await time.settle();
    await stores.bus.announce(['a']);
    await stores.close();
    await time.advance(1000);
    stores.heal();
    stores.inject('bus-cut')();
    expect(heard).toEqual(['subscribed']);
  });

  it('hears nothing once it is closed', async () => {
    const { time, heard, stores, announce, subscription } = await listening();
    stores.inject('bus-delayed', { from: 100, to: 100 });
    await announce('a');
    await subscription.close();
    stores.inject('bus-cut')();
    await time.advance(1000);
    expect(heard).toEqual([]);
  });
});

describe("the bus's position", () => {
  it('goes back by the announcements that a failover lost, and the numbers come again', async () => {
    const { time, heard, stores, announce } = await listening();
    await announce('a', 'b');
    await time.advance(1000);
    await announce('c', 'd');
    stores.inject('lost-writes', { window: 500, reconnect: 200 });
    const position = await stores.bus.position();
    await announce('missed');
    await time.advance(200);
    await announce('e');
    expect(position.seq).toBe(2);
    expect(heard).toEqual(['0/1 a', '0/2 b', '0/3 c', '0/4 d', 'disconnected', 'subscribed', '0/4 e']);
    expect((await stores.bus.position()).epoch).toBe(position.epoch);
  });

  it('begins a new epoch in a flushed store, without a disconnect', async () => {
    const { heard, stores, announce, epochs } = await listening();
    await announce('a', 'b');
    stores.inject('flushed');
    expect(await stores.bus.position()).toEqual({ epoch: expect.any(String), seq: 0 });
    await announce('c');
    expect(heard).toEqual(['0/1 a', '0/2 b', '1/1 c']);
    expect(epochs).toHaveLength(2);
  });

  it('goes back within the epoch that a flush began', async () => {
    const { time, stores, announce } = await listening();
    await announce('a');
    stores.inject('flushed');
    await announce('b');
    await time.advance(1000);
    await announce('c');
    stores.inject('lost-writes', { window: 500 });
    expect((await stores.bus.position()).seq).toBe(1);
    stores.inject('lost-writes', { window: 5000 });
    expect((await stores.bus.position()).seq).toBe(0);
  });
});

describe('an announcement', () => {
  it('that times out is heard later', async () => {
    const { time, heard, stores } = await listening();
    stores.inject('late-writes', { timeout: 50, from: 500, to: 500 });
    const seen = watched(stores.bus.announce(['a']));
    await time.advance(499);
    expect(seen.outcome).toMatchObject({ fault: 'late-writes' });
    expect(heard).toEqual([]);
    await time.advance(1);
    expect(heard).toEqual(['0/1 a']);
  });
});
