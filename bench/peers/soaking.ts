import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { within } from '../races/waiting.ts';
import { type SoakReport, type SoakTask, truthNames } from './node-tasks.ts';
import type { RaceNode } from './peer.ts';

const READERS = 16;
const WRITERS = 2;
/** Milliseconds a load takes at most, after it has read the truth: the time in which it is overtaken. */
const SLOWEST_LOAD = 10;
/** Milliseconds between two writes of a writer, at most. */
const LONGEST_PAUSE = 20;
const PATIENCE = 5_000;
/** The bound that our layer gives for another node's memory; see `staleLate`. */
const LATE = 2_000;

/**
 * Readers and writers at random until the time is over. Every key has one writing process, so that its versions only
 * rise and the newest acknowledged one is a floor: a read that starts after the acknowledgement may not see less.
 */
export async function soak(node: RaceNode, truth: Redis, task: SoakTask): Promise<SoakReport> {
  const { namespace, seconds, keys, process, processes } = task;
  const report = {
    reads: 0,
    writes: 0,
    loads: 0,
    staleHere: 0,
    staleThere: 0,
    staleLate: 0,
    longestStale: 0,
    failedReads: 0,
    unacknowledged: 0,
  };
  const deadline = performance.now() + seconds * 1_000;
  const going = () => performance.now() < deadline;
  const below = (limit: number) => Math.floor(Math.random() * limit);

  async function read(): Promise<void> {
    const number = below(keys);
    const names = truthNames(namespace, String(number));
    const floor = Number(await truth.get(names.acknowledged));
    const startedAt = Date.now();
    const outcome = await within(
      node.get(String(number), async () => {
        report.loads += 1;
        const version = await truth.get(names.version);
        await sleep(below(SLOWEST_LOAD));
        return `v${version ?? 0}`;
      }),
      PATIENCE,
    );
    if (outcome.kind !== 'done') {
      report.failedReads += 1;
      return;
    }
    report.reads += 1;
    const seen = Number(outcome.value.slice(1));
    if (seen >= floor) return;
    if (number % processes === process) report.staleHere += 1;
    else report.staleThere += 1;
    const newer = Array.from({ length: floor - seen }, (_, at) => String(seen + 1 + at));
    const times = await truth.hmget(names.times, ...newer);
    const age = startedAt - Number(times.find((time) => time !== null));
    report.longestStale = Math.max(report.longestStale, age);
    if (age > LATE) report.staleLate += 1;
  }

  async function write(writer: number): Promise<void> {
    // A key has one writer: those of this process share its keys out among themselves.
    const own = Array.from({ length: keys }, (_, key) => key).filter(
      (key) => key % processes === process && Math.floor(key / processes) % WRITERS === writer,
    );
    const key = String(own[below(own.length)]);
    const names = truthNames(namespace, key);
    const version = await truth.incr(names.version);
    report.writes += 1;
    const outcome = await within(node.invalidate(key), PATIENCE);
    if (outcome.kind === 'done') {
      await truth
        .multi()
        .hset(names.times, String(version), Date.now())
        .set(names.acknowledged, version)
        .exec();
    } else report.unacknowledged += 1;
    await sleep(below(LONGEST_PAUSE));
  }

  const repeat = async (step: () => Promise<void>): Promise<void> => {
    while (going()) await step();
  };
  await Promise.all([
    ...Array.from({ length: READERS }, () => repeat(read)),
    ...Array.from({ length: WRITERS }, (_, writer) => repeat(() => write(writer))),
  ]);
  return report;
}
