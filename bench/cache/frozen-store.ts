import { setTimeout as sleep } from 'node:timers/promises';
import type { Measure } from '../benchmark.ts';
import type { NodeProcess } from '../peers/node-processes.ts';
import type { RacePeer } from '../peers/peer.ts';
import { medianOf } from '../summary.ts';
import { openEverywhere } from './crowds.ts';

/** Milliseconds after which a read is given up and counts as that. */
const CAP = 1_000;
const HEALTHY_READS = 20;
/** Enough for a breaker to open. */
const FROZEN_READS = 40;
const LATER_READS = 10;
/** Milliseconds until a store that answers again has to be used again. */
const PATIENCE = 5_000;
const KEYS = 400;

interface FrozenSample {
  readonly healthy: number;
  readonly first: number;
  readonly later: number;
  readonly back: number;
}

export interface FrozenServer {
  readonly url: string;
  readonly pid: number;
}

/**
 * What a read costs while the store hangs, in milliseconds more than one that hits: the first, and those after many.
 * The load is instant, every read takes another key, which another node has stored.
 */
export async function frozenStore(
  [reader, writer]: readonly [NodeProcess, NodeProcess],
  peers: readonly RacePeer[],
  server: FrozenServer,
  rounds: number,
): Promise<readonly Measure[]> {
  const samples = peers.map((): FrozenSample[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, peer] of peers.entries()) {
      const namespace = `${peer.name}-frozen-${round}`;
      await openEverywhere([writer], peer, server.url, namespace);
      for (let key = 0; key < KEYS; key += 1) {
        await writer.ask('get', { namespace, key: `key-${key}`, cap: CAP, answer: 'v1' });
      }
      // Only now: some libraries send what they store to the memory of all nodes that listen.
      await openEverywhere([reader], peer, server.url, namespace);
      samples[at]?.push(await freezeOnce(reader, namespace, server));
      await Promise.all([reader, writer].map((node) => node.ask('close', { namespace })));
    }
  }
  return peers.flatMap((peer, at) => {
    const measure = (what: string, of: (sample: FrozenSample) => number): Measure => ({
      label: `frozen store, ${what}: ${peer.name}`,
      unit: 'ms',
      samples: (samples[at] ?? []).map(of),
    });
    return [
      measure('added at first', ({ first, healthy }) => Math.max(0, first - healthy)),
      measure('added later', ({ later, healthy }) => Math.max(0, later - healthy)),
      measure('back after', ({ back }) => back),
    ];
  });
}

async function freezeOnce(
  reader: NodeProcess,
  namespace: string,
  { pid }: FrozenServer,
): Promise<FrozenSample> {
  let next = 0;
  const read = () => {
    const key = `key-${next}`;
    next += 1;
    return reader.ask('get', { namespace, key, cap: CAP, answer: 'v1' });
  };
  const healthy: number[] = [];
  while (healthy.length < HEALTHY_READS) healthy.push((await read()).ms);
  const frozen: number[] = [];
  process.kill(pid, 'SIGSTOP');
  try {
    // One that hangs shows what the others would do.
    while (frozen.length < FROZEN_READS && frozen.at(-1) !== CAP) {
      const { value, ms } = await read();
      frozen.push(value === null ? CAP : ms);
    }
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  return {
    healthy: medianOf(healthy),
    first: frozen[0] ?? Number.NaN,
    later: medianOf(frozen.slice(-LATER_READS)),
    back: await timeToHit(read),
  };
}

/** Milliseconds until a read is answered by the store again. */
async function timeToHit(
  read: () => Promise<{ readonly value: string | null; readonly loaded: boolean }>,
): Promise<number> {
  const started = performance.now();
  for (;;) {
    const { value, loaded } = await read();
    const taken = performance.now() - started;
    if ((value !== null && !loaded) || taken > PATIENCE) return taken;
    await sleep(20);
  }
}
