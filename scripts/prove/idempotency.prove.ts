import type { Acceleration } from '@quotewright/acceleration';
import { SeededRandom, startRedis } from '@quotewright/acceleration/testing';
import { systemClock } from '@quotewright/kernel';
import { commandPointers } from '@quotewright/platform/idempotency';
import { migrate, openPostgres } from '@quotewright/platform/postgres';
import { createMetrics } from '@quotewright/platform/telemetry';
import { commitCutter } from '@quotewright/platform/testing';
import { startPostgres } from '../services/postgres.ts';
import type { Battery, BatteryFailure, BatteryTask } from './battery.ts';
import { disturb } from './idempotency/disturb.ts';
import { type Answered, contradictions } from './idempotency/judge.ts';
import { openStormLayer, requestOf } from './idempotency/storm-layer.ts';
import type { Attempt, Death, Outcome } from './idempotency/storm-messages.ts';
import { type StormNode, startStormNode } from './idempotency/storm-nodes.ts';

const FULL_ATTEMPTS = 100_000;
const ATTEMPTS = 600;
const KEYS = 30;
const PAYLOADS = [1, 1, 1, 1, 2];
const DEATHS: readonly Death[] = ['before-commit', 'before-answer'];
/** Of rounds: a process takes a second to come back. */
const DEADLY = 0.15;
/** A process that has just come back, on a busy machine, may take longer than a caller waits. */
const MOST_TIMES = 10;
/** Of attempts: their keys have a pointer before anybody asks. */
const FORGED = 0.01;

export const battery: Battery = {
  name: 'idempotency',
  title:
    'two processes, a store that comes and goes, connections cut at COMMIT and processes killed: one effect per key, and one answer',
  seconds: 60,
  async run({ seconds, seed, full, log }: BatteryTask) {
    const closing: (() => unknown)[] = [];
    const failures: BatteryFailure[] = [];
    let rounds = 0;
    try {
      const postgres = await startPostgres();
      closing.push(() => postgres.stop());
      const redis = await startRedis();
      closing.push(() => redis.stop());
      const database = openPostgres({ url: postgres.url, clock: systemClock });
      closing.push(() => database.close());
      await migrate(database, []);
      const cutters = [await commitCutter(postgres.url), await commitCutter(postgres.url)];
      closing.push(() => Promise.all(cutters.map((cutter) => cutter.close())));
      const nodes = await Promise.all(cutters.map(({ url }) => startStormNode(url, redis.url)));
      closing.push(() => nodes.forEach((node) => node.stop()));
      const forger = await openStormLayer(database, redis.url);
      closing.push(() => forger.stop());
      const forge = forgePointers(forger.layer);
      const figures = () => {
        const cuts = cutters.reduce((total, cutter) => total + cutter.cuts, 0);
        const deaths = nodes.reduce((total, node) => total + node.deaths, 0);
        const of = (path: 'hit' | 'stale') => nodes.reduce((total, node) => total + node.fastPaths[path], 0);
        return `${rounds * ATTEMPTS} attempts on ${rounds * KEYS} keys, ${cuts} commits cut, ${deaths} processes killed; pointers: ${of('hit')} hits, ${of('stale')} stale`;
      };
      const end = performance.now() + seconds * 1000;
      while (full ? rounds * ATTEMPTS < FULL_ATTEMPTS : performance.now() < end) {
        const random = new SeededRandom((seed + rounds) % 2 ** 32);
        const attempts = attemptsOf(`${seed}-${rounds}`, random);
        await forge(attempts, random);
        const [stormy] = await Promise.all([
          storm(nodes, attempts),
          disturb(redis, cutters, random.fork('disturb')),
        ]);
        for (const cutter of cutters) cutter.cutNext('never');
        const found = await contradictions(database, [...stormy, ...(await askAgain(nodes, attempts))]);
        if (found.length > 0) failures.push({ seed: seed + rounds, what: found.slice(0, 10).join('\n') });
        rounds += 1;
        if (rounds % 20 === 0) log(figures());
      }
      log(figures());
    } finally {
      for (const close of closing.toReversed()) await close();
    }
    return { rounds, failures };
  },
};

function attemptsOf(round: string, random: SeededRandom): readonly Attempt[] {
  const deadly = random.chance(DEADLY) ? random.between(0, ATTEMPTS - 1) : -1;
  return Array.from({ length: ATTEMPTS }, (_, index) => ({
    key: `k-${round}-${random.between(0, KEYS - 1)}`,
    payload: random.pick(PAYLOADS),
    // Only who comes first has an effect to die with: all that come after it on its node have the same order.
    ...(deadly >= 0 && index >= deadly && { dies: DEATHS[deadly % 2] as Death }),
  }));
}

/** Pointers, as good as true ones, to rows that are not there: as if they had been written before a commit that failed. */
function forgePointers(caches: Acceleration) {
  const { remember } = commandPointers({ caches, registry: createMetrics().registry });
  const answer = { status: 201, headers: { location: '/orders/none' }, body: null };
  return async (attempts: readonly Attempt[], random: SeededRandom): Promise<void> => {
    const some = attempts.filter(() => random.chance(FORGED));
    await Promise.all(
      some
        .map(requestOf)
        .map((request) =>
          remember(request, { requestHash: request.requestHash, answer, createdAt: Date.now() }),
        ),
    );
  };
}

async function storm(
  nodes: readonly StormNode[],
  attempts: readonly Attempt[],
): Promise<readonly Answered[]> {
  const shares = nodes.map((_, at) => attempts.filter((_one, turn) => turn % nodes.length === at));
  const outcomes = await Promise.all(nodes.map((node, at) => node.run(shares[at] as readonly Attempt[])));
  return shares.flatMap((share, at) =>
    share.map((attempt, turn) => ({ attempt, outcome: outcomes[at]?.[turn], final: false })),
  );
}

/** Every request once more on each node, now that nothing is broken. Who is told to come back does, a bounded number of times. */
async function askAgain(
  nodes: readonly StormNode[],
  attempts: readonly Attempt[],
): Promise<readonly Answered[]> {
  const requests = new Map(attempts.map(({ key, payload }) => [`${key} ${payload}`, { key, payload }]));
  const answered: Answered[] = [];
  for (const node of nodes) {
    let open: readonly Attempt[] = [...requests.values()];
    for (let times = 1; open.length > 0; times += 1) {
      const outcomes = await node.run(open);
      const told = open.map((attempt, at) => {
        const outcome = outcomes[at];
        return { attempt, outcome, final: times === MOST_TIMES || !isInProgress(outcome) };
      });
      answered.push(...told);
      open = told.filter(({ final }) => !final).map(({ attempt }) => attempt);
    }
  }
  return answered;
}

const isInProgress = (outcome: Outcome | undefined) =>
  outcome?.kind === 'refused' && outcome.code === 'IDEMPOTENCY_IN_PROGRESS';
