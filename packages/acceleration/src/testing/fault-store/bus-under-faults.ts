import type { BusStore } from '../../ports/index.ts';
import { Ear } from './ear.ts';
import type { World } from './world.ts';

export interface BusUnderFaults extends BusStore {
  /** Cuts every subscription and lets it be heard again after `ms`. */
  reconnectAfter(ms: number): void;
  /** Nothing is heard any more. */
  close(): void;
}

export function busUnderFaults(inner: BusStore, node: number, world: World): BusUnderFaults {
  const { gate, positions, clock } = world;
  const ears = new Set<Ear>();
  world.active.onChange(() => {
    for (const ear of ears) ear.reconsider();
  });
  return {
    announce: (items) =>
      gate.pass(node, 'announce', async () =>
        positions.announced(await inner.announce(items), clock.monotonic()),
      ),
    position: () => gate.pass(node, 'position', async () => positions.standing(await inner.position())),
    listen: (listener) => {
      const ear = new Ear(listener, node, world);
      ears.add(ear);
      const subscription = inner.listen(ear);
      return {
        beat: (note) =>
          gate.pass(node, 'beat', async () => {
            ear.demandConnection();
            await subscription.beat(note);
          }),
        close: () => {
          ears.delete(ear);
          ear.close();
          return subscription.close();
        },
      };
    },
    reconnectAfter: (ms) => {
      for (const ear of ears) ear.reconnectAfter(ms);
    },
    close: () => {
      for (const ear of ears) ear.close();
      ears.clear();
    },
  };
}
