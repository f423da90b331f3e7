import type { Answer } from './messages.ts';

const SHOWN = 10;

/** What a battery has seen, over all its rounds. */
export interface Tally {
  readonly count: {
    distinct: number;
    publications: number;
    disturbances: number;
    computed: number;
    copy: number;
    refused: number;
    busy: number;
    failed: number;
    /** Results that were hashed again; the others were frozen objects that had been hashed before. */
    hashed: number;
  };
  readonly violations: number;
  answered(answer: Answer): void;
  violation(what: string): void;
  operations(): number;
  /** Those since the last call, the first of them in full. */
  takeViolations(): readonly string[];
}

export function newTally(): Tally {
  const count = {
    distinct: 0,
    publications: 0,
    disturbances: 0,
    computed: 0,
    copy: 0,
    refused: 0,
    busy: 0,
    failed: 0,
    hashed: 0,
  };
  let violations = 0;
  let shown: string[] = [];
  let unseen = 0;
  return {
    count,
    get violations() {
      return violations;
    },
    answered: (answer) => void (count[answer.outcome === 'priced' ? answer.source : answer.outcome] += 1),
    violation(what) {
      violations += 1;
      unseen += 1;
      // The same fault in many answers is one finding.
      const [fault = ''] = what.split('\n');
      if (shown.length < SHOWN && !shown.some((other) => other.startsWith(`${fault}\n`))) shown.push(what);
    },
    operations: () => count.computed + count.copy + count.refused + count.busy + count.failed,
    takeViolations() {
      const taken = unseen > shown.length ? [...shown, `… and ${unseen - shown.length} more`] : shown;
      [shown, unseen] = [[], 0];
      return taken;
    },
  };
}

/** For people. */
export function figuresOf(tally: Tally, seconds: number): readonly string[] {
  const { count, violations } = tally;
  const priced = Math.max(1, count.computed + count.copy);
  const share = ((100 * count.copy) / priced).toFixed(1);
  return [
    `${tally.operations()} operations, ${Math.round(tally.operations() / seconds)} a second; ${count.distinct} distinct inputs, each derived again`,
    `${count.copy} answers from copies (${share} %), ${count.computed} computed, ${count.refused} refused, ${count.busy} busy`,
    `every answer's input is hashed again; so are ${count.hashed} results, the others are the same frozen objects`,
    `${count.publications} publications, ${count.disturbances} disturbances of Redis, ${violations} violations`,
  ];
}
