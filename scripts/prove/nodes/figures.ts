import { percentileOf } from '../../../bench/percentile.ts';
import type { ReadVerdict } from './check-reads.ts';
import type { Diary } from './record.ts';
import type { Theatre } from './theatre.ts';

const SHOWN_ERRORS = 5;

/** What a round came to. */
export interface RoundOutcome {
  readonly diary: Diary;
  readonly publications: number;
  readonly verdict: ReadVerdict;
  /** Milliseconds from publications to their first sight on each node. */
  readonly visible: readonly number[];
  readonly faults: readonly string[];
}

export const deedsOf = ({ deeds }: Diary) =>
  [...deeds].map(([deed, count]) => `${count} × ${deed}`).join(', ');

/** The figures of all rounds together, for people. */
export function figuresOf(
  outcomes: readonly RoundOutcome[],
  { listener, errors }: Pick<Theatre, 'listener' | 'errors'>,
): readonly string[] {
  const sum = (count: (outcome: RoundOutcome) => number) =>
    outcomes.reduce((total, outcome) => total + count(outcome), 0);
  const most = (measure: (verdict: ReadVerdict) => number) =>
    Math.max(...outcomes.map(({ verdict }) => measure(verdict)));
  const visible = outcomes.flatMap((outcome) => outcome.visible);
  const deeds = sum(({ diary }) => [...diary.deeds.values()].reduce((total, count) => total + count, 0));
  return [
    `${sum(({ diary }) => diary.requests)} requests, ${sum(({ publications }) => publications)} publications, ${deeds} times something was broken`,
    `another node was at most ${most(({ longestStale }) => longestStale)} ms behind while Redis answered, ${most(({ longestStaleEver }) => longestStaleEver)} ms ever; ${sum(({ verdict }) => verdict.stepsBack)} steps back within the bounds`,
    `published to visible on a node: median ${percentileOf(visible, 0.5)} ms, p99 ${percentileOf(visible, 0.99)} ms`,
    `${listener.heard.size} events in ${listener.deliveries} deliveries to somebody outside`,
    `${sum(({ faults }) => faults.length)} violations; nodes logged ${errors.length} errors`,
    ...errors.slice(0, SHOWN_ERRORS),
  ];
}
