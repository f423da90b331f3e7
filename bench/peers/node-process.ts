// The program of a node in a process of its own: does what its parent asks over IPC.
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { within } from '../races/waiting.ts';
import { peerNamed } from './index.ts';
import { type NodeTasks, truthNames } from './node-tasks.ts';
import type { Load, RaceNode } from './peer.ts';
import { soak } from './soaking.ts';

const [truthUrl = ''] = process.argv.slice(2);
const truth = new Redis(truthUrl);
const nodes = new Map<string, RaceNode>();
const gates = new Map<string, PromiseWithResolvers<void>>();

function node(namespace: string): RaceNode {
  const found = nodes.get(namespace);
  if (found === undefined) throw new Error(`no node is open as ${namespace}`);
  return found;
}

function gate(namespace: string): PromiseWithResolvers<void> {
  const found = gates.get(namespace) ?? Promise.withResolvers<void>();
  gates.set(namespace, found);
  return found;
}

/** Reads the version, counts itself, and takes its time before it comes back. */
function loadOf(namespace: string, key: string, lasting: () => Promise<unknown>): Load {
  const names = truthNames(namespace, key);
  return async () => {
    const version = await truth.get(names.version);
    await truth.incr(names.loads);
    await lasting();
    return `v${version ?? 0}`;
  };
}

const tasks: NodeTasks = {
  async open({ peer, redisUrl, namespace }) {
    nodes.set(namespace, await peerNamed(peer).open(redisUrl, namespace));
  },
  async get({ namespace, key, gated = false, answer, cap }) {
    let loaded = false;
    const asked = loadOf(namespace, key, async () => {
      loaded = true;
      if (gated) await gate(namespace).promise;
    });
    const instant = async (): Promise<string> => {
      loaded = true;
      return answer as string;
    };
    const load = answer === undefined ? asked : instant;
    const outcome = await within(node(namespace).get(key, load), cap);
    if (outcome.kind === 'failed') throw outcome.reason;
    return { value: outcome.kind === 'done' ? outcome.value : null, ms: outcome.ms, loaded };
  },
  async release({ namespace }) {
    gate(namespace).resolve();
    gates.delete(namespace);
  },
  invalidate: ({ namespace, key }) => node(namespace).invalidate(key),
  async storm({ namespace, key, callers, load, fails = false }) {
    let loads = 0;
    const started = performance.now();
    const taken = await Promise.all(
      Array.from({ length: callers }, async () => {
        const answer = node(namespace).get(key, async () => {
          loads += 1;
          await sleep(load);
          if (fails) throw new Error('the truth is down');
          return 'v1';
        });
        await (fails ? answer.catch(() => {}) : answer);
        return performance.now() - started;
      }),
    );
    return { loads, slowestMs: Math.max(...taken) };
  },
  soak: (task) => soak(node(task.namespace), truth, task),
  async close({ namespace }) {
    await within(node(namespace).close(), 1_000);
    nodes.delete(namespace);
  },
};

interface Request {
  readonly id: number;
  readonly task: keyof NodeTasks;
  readonly input: never;
}

process.on('message', async ({ id, task, input }: Request) => {
  try {
    process.send?.({ id, value: await tasks[task](input) });
  } catch (error) {
    process.send?.({ id, error: String(error) });
  }
});
process.on('disconnect', () => process.exit());
await truth.ping();
process.send?.('ready');
