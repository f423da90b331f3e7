import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Scenario } from './scenario.ts';
import { within } from './waiting.ts';

/** What the process that plays a scenario is told. */
export interface ScenarioOrder {
  readonly peer: string;
  readonly scenario: string;
  readonly namespace: string;
  readonly redisUrl: string;
  readonly redisPid: number;
  readonly truthUrl: string;
  readonly soakSeconds: number;
}

const PROGRAM = fileURLToPath(new URL('./scenario-process.ts', import.meta.url));

/** The cells of the scenario's labels; a process that dies or hangs says so in the first. */
export async function runScenario(
  scenario: Scenario,
  order: Omit<ScenarioOrder, 'scenario'>,
): Promise<readonly string[]> {
  const child = fork(PROGRAM, [JSON.stringify({ ...order, scenario: scenario.name })], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.on('data', (text: Buffer) => {
    complaint = `${complaint}${text.toString()}`.slice(-8_000);
  });
  const exited = once(child, 'exit');
  const played = new Promise<readonly string[]>((resolve, reject) => {
    child.once('message', (cells) => resolve(cells as readonly string[]));
    child.once('exit', () => reject(new Error(reasonIn(complaint))));
  });
  const outcome = await within(played, scenario.timeout);
  child.kill('SIGKILL');
  await exited;
  process.kill(order.redisPid, 'SIGCONT');
  if (outcome.kind === 'done') return outcome.value;
  const failure = outcome.kind === 'hangs' ? 'HANGS' : `error: ${(outcome.reason as Error).message}`;
  return scenario.labels.map((_, at) => (at === 0 ? failure : '–'));
}

/** The line of a crash that names the error. */
export function reasonIn(complaint: string): string {
  const line = complaint.split('\n').findLast((text) => /^\w*(Error|Exception)\b/.test(text.trim()));
  return (line ?? 'the process ended').trim().slice(0, 60);
}
