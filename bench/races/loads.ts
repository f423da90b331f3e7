import { setTimeout as sleep } from 'node:timers/promises';
import { COMMAND_TIMEOUT, KEY, type Scenario } from './scenario.ts';
import { within } from './waiting.ts';

const PROCESSES = 4;
const CALLERS = 50;
/** Milliseconds. */
const LOAD = 100;
const HANGING = 3_000;

const coldKey: Scenario = {
  name: 'cold-key',
  labels: [`cold key, ${PROCESSES} processes × ${CALLERS} callers, load ${LOAD} ms: loads`],
  timeout: 30_000,
  async run({ namespace, process }) {
    const nodes = await Promise.all(Array.from({ length: PROCESSES }, () => process()));
    const storm = { namespace, key: KEY, callers: CALLERS, load: LOAD };
    const reports = await Promise.all(nodes.map((node) => node.ask('storm', storm)));
    return [String(reports.reduce((sum, { loads }) => sum + loads, 0))];
  },
};

const failingLoad: Scenario = {
  name: 'failing-load',
  labels: [`failing load, ${CALLERS} callers: loads`],
  timeout: 20_000,
  async run({ node }) {
    const one = await node();
    let loads = 0;
    const outcomes = await Promise.allSettled(
      Array.from({ length: CALLERS }, () =>
        one.get(KEY, async () => {
          loads += 1;
          await sleep(20);
          throw new Error('the truth is down');
        }),
      ),
    );
    const answered = outcomes.filter(({ status }) => status === 'fulfilled').length;
    return [answered === 0 ? String(loads) : `${loads}, ${answered} callers heard of no error`];
  },
};

const frozenGet = (name: string, client: string, commandTimeout?: number): Scenario => ({
  name,
  labels: [`Redis frozen${client}: a read whose load is instant (${HANGING / 1_000} s = hangs)`],
  timeout: 20_000,
  async run({ node, freeze, thaw }) {
    const one = await node(commandTimeout);
    await one.get('another', async () => 'v1');
    freeze();
    const outcome = await within(
      one.get(KEY, async () => 'v1'),
      HANGING,
    );
    thaw();
    if (outcome.kind === 'hangs') return ['HANGS'];
    return [`${Math.ceil(outcome.ms)} ms${outcome.kind === 'failed' ? ', refused' : ''}`];
  },
});

export const loads: readonly Scenario[] = [
  coldKey,
  failingLoad,
  frozenGet('get-while-frozen', ''),
  frozenGet('get-while-frozen-limited', ', client gives up after 1 s', COMMAND_TIMEOUT),
];
