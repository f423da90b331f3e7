import { truthNames } from '../peers/node-tasks.ts';
import { timeToSee } from './local-copies.ts';
import { KEY, type Scenario, verdict } from './scenario.ts';
import { settle, until, within } from './waiting.ts';

const CAP = 5_000;

const overtakenFill: Scenario = {
  name: 'overtaken-fill-between-processes',
  labels: ['two processes: A loads, B invalidates meanwhile: read on A', '… read on B'],
  timeout: 20_000,
  async run({ namespace, truth, process }) {
    const [a, b] = [await process(), await process()];
    const names = truthNames(namespace, KEY);
    await truth.set(names.version, 1);
    const first = a.ask('get', { namespace, key: KEY, gated: true, cap: 2 * CAP });
    await until(async () => (await truth.get(names.loads)) !== null);
    await truth.set(names.version, 2);
    const invalidated = b.ask('invalidate', { namespace, key: KEY });
    await within(invalidated, 1_000);
    await settle();
    await a.ask('release', { namespace });
    await Promise.all([first, invalidated]);
    await settle();
    const read = { namespace, key: KEY, cap: CAP };
    const onA = await a.ask('get', read);
    const onB = await b.ask('get', read);
    return [verdict(onA.value === 'v2'), verdict(onB.value === 'v2')];
  },
};

const copyThere: Scenario = {
  name: 'copy-between-processes',
  labels: ['two processes: B holds it in memory, A invalidates: read on B'],
  timeout: 20_000,
  async run({ namespace, truth, process }) {
    const [a, b] = [await process(), await process()];
    const { version } = truthNames(namespace, KEY);
    const read = { namespace, key: KEY, cap: CAP };
    await truth.set(version, 1);
    await a.ask('get', read);
    await settle();
    await b.ask('get', read);
    await settle();
    await truth.set(version, 2);
    await a.ask('invalidate', { namespace, key: KEY });
    return [await timeToSee(async () => (await b.ask('get', read)).value === 'v2')];
  },
};

export const betweenProcesses: readonly Scenario[] = [overtakenFill, copyThere];
