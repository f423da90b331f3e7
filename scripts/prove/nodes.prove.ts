import type { Battery, BatteryFailure, BatteryTask } from './battery.ts';
import { castOf } from './nodes/cast.ts';
import { deedsOf, figuresOf, type RoundOutcome } from './nodes/figures.ts';
import { nextDiary } from './nodes/record.ts';
import { playRound } from './nodes/round.ts';
import { withTheatre } from './nodes/theatre.ts';
import { FIRST_VERSIONS } from './nodes/writers.ts';

const FULL_ROUNDS = 40;
const SHOWN = 5;

export const battery: Battery = {
  name: 'nodes',
  title:
    'three servers whose Redis, Kafka and selves are killed: no read is older than promised, no event is lost or out of order',
  seconds: 120,
  run: ({ seconds, seed, full, log }: BatteryTask) =>
    withTheatre(async (theatre) => {
      const cast = castOf(theatre);
      const outcomes: RoundOutcome[] = [];
      const failures: BatteryFailure[] = [];
      const end = performance.now() + seconds * 1000;
      let diary = nextDiary(FIRST_VERSIONS);
      while (full ? outcomes.length < FULL_ROUNDS : performance.now() < end) {
        const roundSeed = seed + outcomes.length;
        const outcome = await playRound(theatre, cast, diary, roundSeed);
        outcomes.push({ ...outcome, diary: { ...diary, reads: [] } });
        const { faults } = outcome;
        if (faults.length > 0) {
          const what = [`${faults.length} violations`, ...faults.slice(0, SHOWN)].join('\n  ');
          failures.push({ seed: roundSeed, what });
        }
        log(`round ${outcomes.length}: ${deedsOf(diary)}; ${faults.length} violations`);
        diary = nextDiary(diary.changes);
      }
      cast.close();
      for (const line of figuresOf(outcomes, theatre)) log(line);
      return { rounds: outcomes.length, failures };
    }),
};
