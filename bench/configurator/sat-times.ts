import { allowedBy, type Click, type ClickSequence } from './click-sequences.ts';
import { satModel } from './sat-domains.ts';
import { type DecodedModel, timed } from './shipped-model.ts';

/** Milliseconds of the same clicks, one after the other, by both. */
export interface SatTimes {
  readonly buildMs: readonly number[];
  readonly theirs: readonly number[];
  readonly ours: readonly number[];
}

/** From here on a click takes the other solver about a second: it is asked after some of the first sequence only. */
const LARGE = 1_000;
const CLICKS_PER_QUESTION = 8;
const MOST_OF_SMALL = 40;

/** Throws where the two do not find the same values. `most`: clicks after which both are asked. */
export function satTimes(
  decoded: DecodedModel,
  sequences: readonly ClickSequence[],
  most = Number.POSITIVE_INFINITY,
): SatTimes {
  const isLarge = decoded.model.variables.length > LARGE;
  const every = isLarge ? CLICKS_PER_QUESTION : 1;
  const limit = Math.min(most, MOST_OF_SMALL);
  const times = { buildMs: [] as number[], theirs: [] as number[], ours: [] as number[] };
  for (const { clicks } of isLarge ? sequences.slice(0, 1) : sequences) {
    if (times.theirs.length >= limit) break;
    const [sat, buildMs] = timed(() => satModel(decoded.model));
    times.buildMs.push(buildMs);
    for (const [index, click] of clicks.entries()) {
      if (times.theirs.length >= limit) break;
      sat.choose(click);
      if ((index + 1) % every > 0) continue;
      const done = clicks.slice(0, index + 1);
      const allowed = allowedBy(decoded, done);
      const [found, ours] = timed(() => decoded.engines.scope.reasoner.alternatives(allowed));
      const [other, theirs] = timed(() => sat.domains());
      requireSame(decoded, found, other, done);
      times.ours.push(ours);
      times.theirs.push(theirs);
    }
  }
  return times;
}

function requireSame(
  { model }: DecodedModel,
  ours: Uint8Array,
  theirs: Uint8Array,
  done: readonly Click[],
): void {
  const chosen = new Set(done.map(({ variable }) => variable));
  let at = 0;
  for (const [variable, { id, kind, values }] of model.variables.entries())
    for (const value of values) {
      if (kind !== 'auxiliary' && !chosen.has(variable) && ours[at] !== theirs[at])
        throw new Error(`${id} = ${value}: ${ours[at]} and ${theirs[at]} after ${done.length} clicks`);
      at += 1;
    }
}
