import type { RaceNode } from '../peers/peer.ts';
import { COMMAND_TIMEOUT, KEY, type Scenario, type Stage, verdict } from './scenario.ts';
import { Truth } from './truth.ts';
import { type Outcome, settle, within } from './waiting.ts';

/** The bound within which another node's memory has to follow, milliseconds. */
const BOUND = 2_000;

/** Reads until the truth is seen; `ok`, `ok after N ms`, or STALE at the end of the bound. */
export async function timeToSee(read: () => Promise<boolean>): Promise<string> {
  const started = performance.now();
  for (let first = true; ; first = false) {
    const asked = performance.now() - started;
    if (await read()) return first ? 'ok' : `ok after ${Math.ceil(asked)} ms`;
    if (asked > BOUND) return 'STALE';
    await settle(5);
  }
}

async function bothHold(
  stage: Stage,
  truth: Truth,
  commandTimeout?: number,
): Promise<readonly [RaceNode, RaceNode]> {
  const [a, b] = [await stage.node(commandTimeout), await stage.node(commandTimeout)];
  await a.get(KEY, truth.load);
  await settle();
  await b.get(KEY, truth.load);
  await settle();
  return [a, b];
}

function copyThere(name: string, label: string, before: (stage: Stage) => Promise<unknown>): Scenario {
  return {
    name,
    labels: [label],
    timeout: 15_000,
    async run(stage) {
      const truth = new Truth();
      const [a, b] = await bothHold(stage, truth);
      await before(stage);
      truth.change();
      await a.invalidate(KEY);
      return [await timeToSee(async () => (await b.get(KEY, truth.load)) === truth.value)];
    },
  };
}

function told(read: Outcome<string>, truth: Truth): string {
  if (read.kind === 'done') return verdict(read.value === truth.value);
  return read.kind === 'hangs' ? 'HANGS' : 'refused';
}

/** Both nodes hold the value; the server is frozen, the truth changes, A invalidates; the server goes on. */
const whileFrozen = (name: string, client: string, commandTimeout?: number): Scenario => ({
  name,
  labels: [
    `Redis frozen${client}: what the invalidation says within 3 s`,
    '… it said done: read on B, still frozen',
    '… Redis back, invalidation over: read on A',
    '… read on B',
  ],
  timeout: 30_000,
  async run(stage) {
    const truth = new Truth();
    const [a, b] = await bothHold(stage, truth, commandTimeout);
    stage.freeze();
    truth.change();
    const invalidated = a.invalidate(KEY);
    const frozen = await within(invalidated, 3_000);
    const meanwhile = frozen.kind === 'done' ? told(await within(b.get(KEY, truth.load), 3_000), truth) : '–';
    stage.thaw();
    const inTheEnd = await within(invalidated, 8_000);
    await settle(500);
    const answers = await Promise.all(
      [a, b].map((node) => timeToSee(async () => (await node.get(KEY, truth.load)) === truth.value)),
    );
    if (inTheEnd.kind === 'hangs') return ['never ends', meanwhile, ...answers];
    const said = { done: 'done', failed: 'refused', hangs: 'waits' } as const;
    // Who was told that it failed knows that the old value may still be there.
    const warned = inTheEnd.kind === 'failed';
    return [
      said[frozen.kind],
      meanwhile,
      ...answers.map((answer) => (warned ? answer.replace('STALE', 'old, as told') : answer)),
    ];
  },
});

export const localCopies: readonly Scenario[] = [
  copyThere('copy-there', 'B holds it in memory, A invalidates: read on B', async () => {}),
  copyThere('copy-there-deaf', '… the pub/sub connections were cut just before', (stage) =>
    stage.redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub'),
  ),
  whileFrozen('invalidated-while-frozen', ''),
  whileFrozen('invalidated-while-frozen-limited', ', client gives up after 1 s', COMMAND_TIMEOUT),
];
