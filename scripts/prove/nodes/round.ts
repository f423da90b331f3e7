import { setTimeout as sleep } from 'node:timers/promises';
import { SeededRandom } from '@quotewright/acceleration/testing';
import type { Cast } from './cast.ts';
import { wreakHavoc } from './chaos.ts';
import { checkReads, publishToVisible } from './check-reads.ts';
import { collectEvidence } from './evidence.ts';
import type { RoundOutcome } from './figures.ts';
import type { Diary } from './record.ts';
import { faultsOfEvents, readStoredEvents } from './stored-events.ts';
import type { Theatre } from './theatre.ts';
import type { Stage } from './writers.ts';

const STORM_MS = 17_000;
/** Changes go on this long when nothing is broken any more, and reads when nothing is changed any more. */
const QUIET_MS = 3_000;
/** How long all events may take to arrive everywhere after that; a worker that was killed is missed for 15 seconds. */
const SETTLE_MS = 90_000;

/** Reads and changes while things break, then a rest; the diary is judged by what PostgreSQL and the logs say. */
export async function playRound(
  theatre: Theatre,
  { readers, writers }: Cast,
  diary: Diary,
  seed: number,
): Promise<RoundOutcome> {
  const { database, runs } = theatre;
  const random = new SeededRandom(seed % 2 ** 32);
  const known = diary.changes.length;
  let [isStormy, isWriting, isReading] = [true, true, true];
  const stage = (name: string, goesOn: () => boolean): Stage => ({
    diary,
    goesOn,
    random: random.fork(name),
  });
  const noted = (act: Promise<void>) => act.catch((error: unknown) => void diary.faults.push(String(error)));
  const reading = readers.map((reader, at) => noted(reader(stage(`reader ${at}`, () => isReading))));
  const writing = writers.map((writer, at) => noted(writer(stage(`writer ${at}`, () => isWriting))));
  const storm = noted(
    wreakHavoc(
      theatre,
      stage('chaos', () => isStormy),
    ),
  );

  await sleep(STORM_MS);
  isStormy = false;
  await storm;
  await sleep(QUIET_MS);
  isWriting = false;
  await Promise.all(writing);
  const eventFaults = await settled(theatre);
  await sleep(QUIET_MS);
  isReading = false;
  await Promise.all(reading);

  const evidence = await collectEvidence(database, await readStoredEvents(database), runs);
  const verdict = checkReads(diary, evidence);
  return {
    diary,
    verdict,
    publications: diary.changes.slice(known).filter(({ subject }) => subject === 'catalog').length,
    visible: publishToVisible(diary, evidence.publishedAt),
    faults: [...diary.faults, ...verdict.violations, ...eventFaults],
  };
}

/** Waits until every event is everywhere. What is still missing when patience ends is lost. */
async function settled({ database, listener, consumers }: Theatre): Promise<readonly string[]> {
  const patience = performance.now() + SETTLE_MS;
  for (;;) {
    const faults = faultsOfEvents(await readStoredEvents(database), listener.heard, consumers);
    if (faults.length === 0 || performance.now() > patience) return [...faults, ...listener.faults];
    await sleep(500);
  }
}
