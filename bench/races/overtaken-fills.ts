import type { RaceNode } from '../peers/peer.ts';
import { KEY, type Scenario, type Stage, verdict } from './scenario.ts';
import { Truth } from './truth.ts';
import { settle, within } from './waiting.ts';

/** Milliseconds an invalidation may wait for a load under way before that one is let go. */
const PATIENCE = 1_000;

/** The cast of a race: who loads, who invalidates, and who reads afterwards. */
type Cast = (stage: Stage) => Promise<{ loading: RaceNode; invalidating: RaceNode; reading: RaceNode }>;

const alone: Cast = async (stage) => {
  const node = await stage.node();
  return { loading: node, invalidating: node, reading: node };
};
const apart =
  (reader: 'loading' | 'invalidating'): Cast =>
  async (stage) => {
    const loading = await stage.node();
    const invalidating = await stage.node();
    return { loading, invalidating, reading: reader === 'loading' ? loading : invalidating };
  };

/**
 * The load reads the old value, the truth changes, the invalidation is acknowledged, the load comes back. With
 * `joining`, the read starts between the last two, while the flight is under way.
 */
function race(name: string, label: string, cast: Cast, joining: boolean): Scenario {
  return {
    name,
    labels: [label],
    timeout: 15_000,
    async run(stage) {
      const { loading, invalidating, reading } = await cast(stage);
      const truth = new Truth();
      const slow = truth.slowLoad();
      const first = loading.get(KEY, slow.load);
      await slow.started;
      truth.change();
      const invalidated = invalidating.invalidate(KEY);
      // A library may make the invalidation wait for the load: then that is the order of things.
      await within(invalidated, PATIENCE);
      await settle();
      const joined = joining ? reading.get(KEY, truth.load) : undefined;
      await settle();
      slow.release();
      await Promise.all([first, invalidated]);
      if (joined !== undefined) return [verdict((await joined) === truth.value)];
      await settle();
      return [verdict((await reading.get(KEY, truth.load)) === truth.value)];
    },
  };
}

export const overtakenFills: readonly Scenario[] = [
  race('overtaken-fill', 'invalidated while a load is under way: read again', alone, false),
  race('overtaken-fill-joined', '… a caller who joins after the invalidation', alone, true),
  race('overtaken-fill-read-there', 'A loads, B invalidates meanwhile: read on A', apart('loading'), false),
  race('overtaken-fill-read-here', '… read on B', apart('invalidating'), false),
  race('overtaken-fill-joined-there', '… a caller who joins on A after it', apart('loading'), true),
];
