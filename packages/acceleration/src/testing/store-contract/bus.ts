import { describe, expect, it } from 'vitest';
import type { BusPosition, BusStore, BusSubscription } from '../../ports/index.ts';
import { eventually, type StoreUnderTest } from './store-under-test.ts';

type Heard =
  | { readonly event: 'subscribed' | 'disconnected' }
  | { readonly event: 'message'; readonly position: BusPosition; readonly items: readonly string[] }
  | { readonly event: 'heartbeat'; readonly position: BusPosition; readonly note: string };

interface Ear {
  readonly heard: Heard[];
  readonly subscription: BusSubscription;
}

/** Listens, and writes down what it hears. */
function earOn(bus: BusStore, onSubscribed: () => void = () => {}): Ear {
  const heard: Heard[] = [];
  const subscription = bus.listen({
    subscribed: () => {
      heard.push({ event: 'subscribed' });
      onSubscribed();
    },
    disconnected: () => heard.push({ event: 'disconnected' }),
    message: (position, items) => heard.push({ event: 'message', position, items }),
    heartbeat: (position, note) => heard.push({ event: 'heartbeat', position, note }),
  });
  return { heard, subscription };
}

export async function subscribedEarOn(bus: BusStore): Promise<Ear> {
  const ear = earOn(bus);
  await eventually(() => expect(ear.heard[0]).toEqual({ event: 'subscribed' }));
  return ear;
}

/** Waits until everything announced before this call has been heard: a heartbeat cannot overtake it. */
export async function caughtUp(ear: Ear, note: string): Promise<void> {
  await ear.subscription.beat(note);
  await eventually(() =>
    expect(ear.heard.some((heard) => heard.event === 'heartbeat' && heard.note === note)).toBe(true),
  );
}

export const messagesOf = (ear: Ear) => ear.heard.filter((heard) => heard.event === 'message');
const heartbeatsOf = (ear: Ear) => ear.heard.filter((heard) => heard.event === 'heartbeat');

export function busContract(
  test: () => StoreUnderTest,
  node: () => BusStore,
  otherNode: () => BusStore,
): void {
  describe('the bus', () => {
    it('has one position for all nodes, and keeps it while nothing is announced', async () => {
      const position = await node().position();
      expect(position.epoch).not.toBe('');
      expect(await otherNode().position()).toEqual(position);
      expect(await node().position()).toEqual(position);
    });

    it('gives every announcement the next number', async () => {
      const { epoch, seq } = await node().position();
      expect(await node().announce(['a'])).toEqual({ epoch, seq: seq + 1 });
      expect(await otherNode().announce(['b'])).toEqual({ epoch, seq: seq + 2 });
      expect(await node().position()).toEqual({ epoch, seq: seq + 2 });
    });

    it('gives a hundred announcements that come together a number each', async () => {
      const { epoch, seq } = await node().position();
      const positions = await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          (index % 2 === 0 ? node() : otherNode()).announce([`item ${index}`]),
        ),
      );
      const numbers = positions.map((position) => position.seq).toSorted((left, right) => left - right);
      expect(numbers).toEqual(Array.from({ length: 100 }, (_, index) => seq + 1 + index));
      expect(new Set(positions.map((position) => position.epoch))).toEqual(new Set([epoch]));
    });

    it('begins a new epoch at zero when it was lost', async () => {
      await node().announce(['before']);
      const before = await node().position();
      const ear = await subscribedEarOn(otherNode());
      await test().flush();
      const after = await node().position();
      expect(after.epoch).not.toBe(before.epoch);
      expect(after.seq).toBe(0);
      const announced = await node().announce(['after']);
      expect(announced).toEqual({ epoch: after.epoch, seq: 1 });
      await caughtUp(ear, 'after the loss');
      expect(messagesOf(ear)).toEqual([{ event: 'message', position: announced, items: ['after'] }]);
      expect(heartbeatsOf(ear)).toEqual([
        { event: 'heartbeat', position: announced, note: 'after the loss' },
      ]);
      await ear.subscription.close();
    });

    it('begins a new epoch by announcing, or by a heartbeat, too', async () => {
      const ear = await subscribedEarOn(node());
      const before = await node().position();
      await test().flush();
      const announced = await otherNode().announce(['first of its epoch']);
      expect(announced.seq).toBe(1);
      expect(announced.epoch).not.toBe(before.epoch);
      await test().flush();
      await caughtUp(ear, 'first sign');
      const position = await node().position();
      expect(position.epoch).not.toBe(announced.epoch);
      expect(heartbeatsOf(ear)).toEqual([{ event: 'heartbeat', position, note: 'first sign' }]);
      await ear.subscription.close();
    });
  });

  describe('a listener', () => {
    it('is told that it is subscribed before anything else, and after `listen` has returned', async () => {
      let returned = false;
      let inTime = false;
      const ear = earOn(node(), () => {
        inTime = returned;
      });
      returned = true;
      await eventually(() => expect(ear.heard).toEqual([{ event: 'subscribed' }]));
      expect(inTime).toBe(true);
      await ear.subscription.close();
    });

    it('hears each announcement with its number and its items, the own ones too', async () => {
      const ear = await subscribedEarOn(node());
      const announcements = [
        ['one'],
        [],
        ['a', 'b', 'a'],
        ['', '"', '\\', '\r\n', '{}', '[1]', '%', 'ü€😀'],
        Array.from({ length: 1_000 }, (_, index) => `lock:{item ${index}}`),
      ];
      const positions: BusPosition[] = [];
      for (const [index, items] of announcements.entries()) {
        positions.push(await (index % 2 === 0 ? node() : otherNode()).announce(items));
      }
      await caughtUp(ear, 'all said');
      expect(messagesOf(ear)).toEqual(
        announcements.map((items, index) => ({ event: 'message', position: positions[index], items })),
      );
      await ear.subscription.close();
    });

    it('hears the same order on every node, without a gap', async () => {
      const ears = await Promise.all([node(), otherNode(), node()].map(subscribedEarOn));
      const { seq } = await node().position();
      await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          (index % 2 === 0 ? node() : otherNode()).announce([`item ${index}`]),
        ),
      );
      for (const ear of ears) await caughtUp(ear, 'all said');
      const [first, ...others] = ears.map(messagesOf);
      expect(first?.map(({ position }) => position.seq)).toEqual(
        Array.from({ length: 200 }, (_, index) => seq + 1 + index),
      );
      for (const other of others) expect(other).toEqual(first);
      await Promise.all(ears.map(({ subscription }) => subscription.close()));
    });

    it('misses nothing that comes after a position read once it was subscribed', async () => {
      for (let round = 0; round < 10; round += 1) {
        let position: Promise<BusPosition> | undefined;
        const ear = earOn(node(), () => {
          position = node().position();
        });
        const announced: Promise<BusPosition>[] = [];
        await eventually(() => {
          announced.push(otherNode().announce([`${announced.length}`]));
          expect(position).toBeDefined();
        });
        announced.push(otherNode().announce(['last']));
        await Promise.all(announced);
        const from = (await position)?.seq ?? 0;
        const { seq: to } = await node().position();
        await caughtUp(ear, `round ${round}`);
        const later = messagesOf(ear).filter((message) => message.position.seq > from);
        expect(later.map((message) => message.position.seq)).toEqual(
          Array.from({ length: to - from }, (_, index) => from + 1 + index),
        );
        await ear.subscription.close();
      }
    });

    it('hears nothing more when it is closed', async () => {
      const [closed, open] = await Promise.all([subscribedEarOn(node()), subscribedEarOn(node())]);
      await closed.subscription.close();
      const heard = closed.heard.length;
      await otherNode().announce(['too late']);
      await caughtUp(open, 'still here');
      expect(messagesOf(open)).toHaveLength(1);
      expect(closed.heard).toHaveLength(heard);
      await open.subscription.close();
    });
  });

  describe('a heartbeat', () => {
    it('comes back with its note and the position to the one who sent it, and to nobody else', async () => {
      const [own, neighbour, far] = await Promise.all([
        subscribedEarOn(node()),
        subscribedEarOn(node()),
        subscribedEarOn(otherNode()),
      ]);
      const position = await otherNode().announce(['before']);
      const note = '17:"\\\r\n ü';
      await caughtUp(own, note);
      expect(heartbeatsOf(own)).toEqual([{ event: 'heartbeat', position, note }]);
      await caughtUp(neighbour, 'of the neighbour');
      await caughtUp(far, 'from afar');
      expect(heartbeatsOf(neighbour)).toHaveLength(1);
      expect(heartbeatsOf(far)).toHaveLength(1);
      await Promise.all([own, neighbour, far].map(({ subscription }) => subscription.close()));
    });

    it('counts for nothing in the numbering', async () => {
      const ear = await subscribedEarOn(node());
      const before = await node().position();
      await caughtUp(ear, 'silence');
      expect(await node().position()).toEqual(before);
      await ear.subscription.close();
    });

    it('does not overtake a message', async () => {
      const ear = await subscribedEarOn(node());
      const { seq } = await node().position();
      for (let round = 0; round < 20; round += 1) {
        const announced = [0, 1, 2, 3, 4].map((index) => otherNode().announce([`item ${index}`]));
        await caughtUp(ear, `round ${round}`);
        await Promise.all(announced);
      }
      await caughtUp(ear, 'all said');
      let last = seq;
      for (const heard of ear.heard) {
        if (heard.event === 'message') last = heard.position.seq;
        if (heard.event === 'heartbeat') expect(heard.position.seq, heard.note).toBe(last);
      }
      expect(heartbeatsOf(ear)).toHaveLength(21);
      expect(last).toBe(seq + 100);
      await ear.subscription.close();
    });
  });
}
