import { setTimeout as sleep } from 'node:timers/promises';
import { SeededRandom } from '@quotewright/acceleration/testing';
import {
  type ConversionNode,
  type NodeAnswer,
  type NodeRequest,
  startConversionNode,
} from '@quotewright/ordering/testing';
import { type QuoteSupply, startQuoteSupply } from '../../bench/conversion-quotes.ts';
import type { Battery, BatteryFailure, BatteryTask } from './battery.ts';

const FULL_ATTEMPTS = 100_000;
const QUOTES = 8;
const ATTEMPTS = 200;
const KEYS_PER_QUOTE = 2;
const MOST_CUTS = 6;

interface Attempt extends NodeRequest {
  readonly quoteId: string;
  readonly key: string;
}

export const battery: Battery = {
  name: 'conversion-storm',
  title: 'however many processes convert a quote, under whatever keys, while connections are cut: one order',
  seconds: 180,
  async run({ seconds, seed, full, log }: BatteryTask) {
    const supply = await startQuoteSupply();
    const nodes = await Promise.all([startConversionNode(supply.url), startConversionNode(supply.url)]);
    const failures: BatteryFailure[] = [];
    const end = performance.now() + seconds * 1000;
    let rounds = 0;
    let unanswered = 0;
    try {
      while (full ? rounds * ATTEMPTS < FULL_ATTEMPTS : performance.now() < end) {
        const roundSeed = seed + rounds;
        const storm = await oneStorm(supply, nodes, randomFrom(roundSeed));
        failures.push(...storm.findings.map((what) => ({ seed: roundSeed, what })));
        rounds += 1;
        unanswered += storm.unanswered;
        if (rounds % 50 === 0) log(`${rounds * ATTEMPTS} attempts, ${unanswered} had to ask again`);
      }
    } finally {
      await Promise.all(nodes.map((node) => node.stop()));
      await supply.stop();
    }
    return { rounds, failures };
  },
};

type Random = (below: number) => number;

interface Storm {
  readonly findings: readonly string[];
  /** How many attempts a cut connection left without an answer. */
  readonly unanswered: number;
}

async function oneStorm(
  supply: QuoteSupply,
  nodes: readonly ConversionNode[],
  random: Random,
): Promise<Storm> {
  const quotes = await supply.accepted(QUOTES);
  const attempts = Array.from({ length: ATTEMPTS }, () =>
    attemptOf(supply, quotes[random(QUOTES)] as string, random),
  );
  const stormy = Promise.all(
    nodes.map((node, index) =>
      run(
        node,
        attempts.filter((_, turn) => turn % nodes.length === index),
      ),
    ),
  );
  await cutConnections(supply, random);
  // Everybody asks again, now that nothing is cut: whoever got no answer gets one.
  const answers = [...(await stormy).flat(), ...(await run(nodes[0] as ConversionNode, attempts))];
  return {
    findings: [...contradictions(answers, attempts.length), ...(await miscounted(supply, attempts))],
    unanswered: answers.filter(({ answer }) => answer.status === 503).length,
  };
}

function attemptOf({ etag }: QuoteSupply, quoteId: string, random: Random): Attempt {
  const key = `${quoteId}-${random(KEYS_PER_QUOTE)}`;
  const headers = { 'if-match': etag, 'idempotency-key': key };
  return { quoteId, key, path: `/quotes/${quoteId}/convert`, headers };
}

interface Answered {
  readonly attempt: Attempt;
  readonly answer: NodeAnswer;
}

async function run(node: ConversionNode, attempts: readonly Attempt[]): Promise<readonly Answered[]> {
  const { answers } = await node.run({ requests: attempts, probing: false });
  return attempts.map((attempt, index) => ({ attempt, answer: answers[index] as NodeAnswer }));
}

async function cutConnections({ database }: QuoteSupply, random: Random): Promise<void> {
  for (let cuts = random(MOST_CUTS + 1); cuts > 0; cuts -= 1) {
    await sleep(random(15));
    await database.asOwner((session) =>
      session.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle' limit 1`,
      ),
    );
  }
}

/** One order, one event and one audit entry of it for each quote that was asked for, as PostgreSQL has it. */
async function miscounted(
  { database }: QuoteSupply,
  attempts: readonly Attempt[],
): Promise<readonly string[]> {
  const asked = [...new Set(attempts.map(({ quoteId }) => quoteId))];
  const { rows } = await database.asOwner((session) =>
    session.query(
      `select asked.id, count(distinct o.id)::int as orders,
              count(distinct e.event_id)::int as events, count(distinct a.id)::int as audits
       from unnest($1::uuid[]) as asked (id)
       left join ordering.sales_order o on o.quote_id = asked.id
       left join platform.outbox e on e.aggregate_type = 'order' and e.aggregate_id = o.id::text
       left join platform.audit_entry a on a.action = 'order.create' and a.entity_id = o.id::text
       group by asked.id
       having (count(distinct o.id), count(distinct e.event_id), count(distinct a.id)) <> (1, 1, 1)`,
      [asked],
    ),
  );
  return rows.map((row) => `not one order, one event, one audit entry: ${JSON.stringify(row)}`);
}

/** While connections are cut, no answer is an answer; the last ones are final. All successes of a quote are the same. */
function contradictions(answers: readonly Answered[], final: number): readonly string[] {
  const unexpected = answers.flatMap(({ attempt, answer }, index) => {
    const allowed = index < answers.length - final ? [201, 409, 412, 503] : [201, 412];
    return allowed.includes(answer.status) ? [] : [`${attempt.key}: ${answer.status} ${answer.text}`];
  });
  const successes = Map.groupBy(
    answers.filter(({ answer }) => answer.status === 201),
    ({ attempt }) => attempt.quoteId,
  );
  const different = [...successes].flatMap(([quoteId, group]) => {
    const bodies = new Set(group.map(({ answer }) => answer.text));
    const keys = new Set(group.map(({ attempt }) => attempt.key));
    const first = group.filter(({ answer }) => answer.headers['idempotency-replayed'] !== 'true');
    if (bodies.size === 1 && keys.size === 1 && first.length <= 1) return [];
    return [
      `quote ${quoteId}: ${bodies.size} answers under ${keys.size} keys, ${first.length} of them not replayed`,
    ];
  });
  return [...unexpected, ...different];
}

/** A whole number below `below`, the same for the same seed. */
function randomFrom(seed: number): Random {
  const random = new SeededRandom(seed % 2 ** 32);
  return (below) => random.between(0, below - 1);
}
