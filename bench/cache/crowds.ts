import type { Measure } from '../benchmark.ts';
import type { NodeProcess } from '../peers/node-processes.ts';
import type { RacePeer } from '../peers/peer.ts';
import type { Variant } from './variant.ts';

const CALLERS = 200;
const FAILING_CALLERS = 50;
/** Milliseconds. */
const LOAD = 100;

/** Callers of one cold key in all processes at once: how often it is loaded, and how long the slowest caller waits. */
export async function coldKeys(
  nodes: readonly NodeProcess[],
  peers: readonly RacePeer[],
  redisUrl: string,
  rounds: number,
): Promise<readonly Measure[]> {
  const samples = new Map<string, number[]>();
  const note = (label: string, value: number) => samples.set(label, [...(samples.get(label) ?? []), value]);
  const labels = (peer: RacePeer) => ({
    loads: `cold key, loads: ${peer.name}`,
    slowest: `cold key, slowest caller: ${peer.name}`,
  });
  for (const peer of peers) await openEverywhere(nodes, peer, redisUrl, namespaceOf(peer));
  for (let round = -1; round < rounds; round += 1) {
    for (const peer of peers) {
      const storm = { namespace: namespaceOf(peer), key: `cold-${round}`, callers: CALLERS, load: LOAD };
      const reports = await Promise.all(nodes.map((node) => node.ask('storm', storm)));
      if (round < 0) continue;
      const { loads, slowest } = labels(peer);
      note(
        loads,
        reports.reduce((sum, report) => sum + report.loads, 0),
      );
      note(slowest, Math.max(...reports.map(({ slowestMs }) => slowestMs)));
    }
  }
  const measure = (label: string, unit: string): Measure => ({
    label,
    unit,
    samples: samples.get(label) ?? [],
  });
  return [
    ...peers.map((peer) => measure(labels(peer).loads, 'loads')),
    ...peers.map((peer) => measure(labels(peer).slowest, 'ms')),
  ];
}

/** On one node, over those that `coldKeys` has opened. */
export function failingLoads(node: NodeProcess, peers: readonly RacePeer[]): readonly Variant[] {
  return peers.map((peer) => {
    let asked = 0;
    return {
      label: `failing load, 50 callers: ${peer.name}`,
      unit: 'calls',
      async measure() {
        asked += 1;
        const key = `failing-${asked}`;
        const storm = { namespace: namespaceOf(peer), key, callers: FAILING_CALLERS, load: 20, fails: true };
        return (await node.ask('storm', storm)).loads;
      },
    };
  });
}

export async function openEverywhere(
  nodes: readonly NodeProcess[],
  peer: RacePeer,
  redisUrl: string,
  namespace: string,
): Promise<void> {
  await Promise.all(nodes.map((node) => node.ask('open', { peer: peer.name, redisUrl, namespace })));
}

const namespaceOf = ({ name }: RacePeer) => `${name}-crowds`;
