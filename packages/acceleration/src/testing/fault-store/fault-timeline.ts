import { SeededRandom } from '../seeded-random.ts';
import { type FaultName, type FaultTerms, faultNames, faults } from './faults.ts';

export interface FaultOccurrence<Name extends FaultName = FaultName> {
  readonly fault: Name;
  /** Milliseconds after the start; `until` equals `from` for what is over at once. */
  readonly from: number;
  readonly until: number;
  /** Which wrapped store it strikes; absent: all of them. */
  readonly node?: number;
  readonly terms: FaultTerms[Name];
}

/** Plain data: `JSON.stringify` keeps it, and the seed with the same options makes it again. */
export interface FaultTimeline {
  readonly seed: number;
  readonly occurrences: readonly FaultOccurrence[];
}

export interface TimelineOptions {
  /** Milliseconds. All faults are over by then. */
  readonly duration: number;
  /** Default: all. */
  readonly faults?: readonly FaultName[];
  /** Wrapped stores: half of the occurrences strike one alone. Default 1. */
  readonly nodes?: number;
  /** Faults at the same time, at most. Default 2. */
  readonly atOnce?: number;
  /** Longest fault, and longest pause between two, in milliseconds. Default 2,000. */
  readonly longest?: number;
}

export function faultTimeline(seed: number, options: TimelineOptions): FaultTimeline {
  const random = new SeededRandom(seed);
  const occurrences = Array.from({ length: options.atOnce ?? 2 }, (_, track) =>
    trackOf(random.fork(`track ${track}`), options),
  ).flat();
  return { seed, occurrences: occurrences.toSorted((one, other) => one.from - other.from) };
}

function trackOf(random: SeededRandom, options: TimelineOptions): FaultOccurrence[] {
  const { duration, nodes = 1, longest = 2000 } = options;
  const track: FaultOccurrence[] = [];
  let from = random.between(0, longest);
  while (from < duration) {
    const fault = random.pick(options.faults ?? faultNames);
    const until = faults[fault].momentary
      ? from
      : Math.min(duration, from + random.between(1, Math.max(1, longest)));
    const terms = faults[fault].draw?.(random) ?? faults[fault].terms;
    const alone = nodes > 1 && random.chance(0.5);
    const node = random.between(0, nodes - 1);
    track.push({ fault, from, until, terms, ...(alone && !faults[fault].momentary ? { node } : {}) });
    from = until + 1 + random.between(0, longest);
  }
  return track;
}

/** A line for each occurrence, to be printed beside a failure. */
export function describeTimeline({ seed, occurrences }: FaultTimeline): string {
  const lines = occurrences.map(({ fault, from, until, node, terms }) => {
    const where = node === undefined ? '' : ` on node ${node}`;
    return `  ${from}–${until} ms  ${fault}${where}  ${JSON.stringify(terms)}`;
  });
  return [`Faults of seed ${seed}:`, ...lines].join('\n');
}
