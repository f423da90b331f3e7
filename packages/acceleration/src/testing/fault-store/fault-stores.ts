import type { Stores } from '../../ports/index.ts';
import { type BusUnderFaults, busUnderFaults } from './bus-under-faults.ts';
import { coordinationUnderFaults } from './coordination-under-faults.ts';
import { entriesUnderFaults } from './entries-under-faults.ts';
import type { FaultOccurrence, FaultTimeline } from './fault-timeline.ts';
import { type FaultName, type FaultTerms, faults } from './faults.ts';
import { flush, loseWrites } from './vanishing.ts';
import { createWorld, type FaultStoresOptions, type World } from './world.ts';

export type InjectOptions<Name extends FaultName> = Partial<FaultTerms[Name]> & {
  /** Number of the wrapped store that it strikes: 0 for the first, 1 for the first `beside` it, … Absent: all. */
  readonly node?: number;
};

export interface FaultControls {
  /** Switches a fault on; what is not said is as in the table `faults`. The result ends this injection alone. */
  inject<Name extends FaultName>(fault: Name, options?: InjectOptions<Name>): () => void;
  /** Ends a fault, or all of them, on all nodes. What the faults did is not undone. */
  heal(fault?: FaultName): void;
  /** Plays a timeline from now on. The result stops it and ends what it had switched on. */
  play(timeline: FaultTimeline): () => void;
  /** From now on `older-schema` answers the values that stand now. */
  recordOlderSchema(): void;
  /** How often each fault has struck: a test of a fault that never struck shows nothing. */
  readonly struck: Readonly<Record<FaultName, number>>;
  /** Another node's stores on the same server: they have faults, history and vanished keys in common. */
  beside(inner: Stores): Stores;
}

export type FaultStores = Stores & FaultControls;

/**
 * Stores that can be made to fail, in every way that the layer above must survive. They wrap any other; the same seed, timeline
 * and sequence of operations fail in the same way. All nodes that share a server must be wrapped `beside` the first, since a
 * vanished key goes on under another name there. In a store outside this process an operation that is under way when a key
 * vanishes still reaches it under its old name.
 */
export function faultStores(inner: Stores, options: FaultStoresOptions): FaultStores {
  const world = createWorld(options);
  const buses: BusUnderFaults[] = [];

  function wrap(stores: Stores): Stores {
    const node = buses.length;
    const bus = busUnderFaults(stores.bus, node, world);
    buses.push(bus);
    return {
      entries: entriesUnderFaults(stores.entries, node, world),
      bus,
      coordination: coordinationUnderFaults(stores.coordination, node, world),
      evictedKeys: () => stores.evictedKeys(),
      close: () => {
        world.gate.abandon(node);
        bus.close();
        return stores.close();
      },
    };
  }

  function inject<Name extends FaultName>(
    fault: Name,
    { node, ...given }: InjectOptions<Name> | Record<string, never> = {},
  ): () => void {
    const terms = { ...faults[fault].terms, ...given };
    if (!faults[fault].momentary) return world.active.add({ fault, node, terms });
    happen(fault, terms, { world, inner, buses });
    return () => {};
  }

  return {
    ...wrap(inner),
    inject,
    heal: (fault) => world.active.remove(fault),
    play: (timeline) =>
      play(timeline, world, ({ fault, node, terms }) => inject(fault, { ...terms, node } as never)),
    recordOlderSchema: () => {
      const now = world.clock.monotonic();
      for (const key of world.entries.keys) {
        const standing = world.entries.standing(key, now, now);
        if (standing !== null) world.olderSchemas.set(key, standing.value);
      }
    },
    struck: world.active.struck,
    beside: wrap,
  };
}

interface Server {
  readonly world: World;
  readonly inner: Stores;
  readonly buses: readonly BusUnderFaults[];
}

function happen(fault: FaultName, terms: object, { world, inner, buses }: Server): void {
  if (fault === 'flushed') flush(world, inner.bus);
  if (fault !== 'lost-writes') return;
  const { window, reconnect } = terms as FaultTerms['lost-writes'];
  loseWrites(world, inner, world.clock.monotonic() - window);
  for (const bus of buses) bus.reconnectAfter(reconnect);
}

function play(
  { occurrences }: FaultTimeline,
  { timers }: World,
  begin: (occurrence: FaultOccurrence) => () => void,
): () => void {
  const undo = new Set<() => void>();
  for (const occurrence of occurrences) {
    const cancel = timers.after(occurrence.from, () => {
      undo.delete(cancel);
      const end = begin(occurrence);
      undo.add(end);
      const keep = timers.after(occurrence.until - occurrence.from, () => {
        undo.delete(end);
        undo.delete(keep);
        end();
      });
      undo.add(keep);
    });
    undo.add(cancel);
  }
  return () => {
    for (const each of undo) each();
    undo.clear();
  };
}
