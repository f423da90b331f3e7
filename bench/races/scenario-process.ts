// The program that plays one scenario with one peer: a library that hangs or dies takes only this process with it.
import { Redis } from 'ioredis';
import { peerNamed } from '../peers/index.ts';
import { startNodeProcess } from '../peers/node-processes.ts';
import type { ScenarioOrder } from './run-scenario.ts';
import type { Stage } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { soak } from './soak.ts';
import { settle } from './waiting.ts';

const order = JSON.parse(process.argv[2] ?? '') as ScenarioOrder;
const { namespace, redisUrl, redisPid, truthUrl, soakSeconds } = order;
const scenario = [...scenarios, soak].find(({ name }) => name === order.scenario);
if (scenario === undefined) throw new Error(`no scenario is called ${order.scenario}`);
const peer = peerNamed(order.peer);

const stage: Stage = {
  peer,
  namespace,
  redis: new Redis(redisUrl),
  truth: new Redis(truthUrl),
  soakSeconds,
  async node(commandTimeout) {
    const node = await peer.open(redisUrl, namespace, commandTimeout);
    // Some say that they are open before they listen to their bus.
    await settle();
    return node;
  },
  async process() {
    const node = await startNodeProcess(truthUrl);
    await node.ask('open', { peer: peer.name, redisUrl, namespace });
    await settle();
    return node;
  },
  freeze: () => process.kill(redisPid, 'SIGSTOP'),
  thaw: () => process.kill(redisPid, 'SIGCONT'),
};

const cells = await scenario.run(stage);
// Everything that was opened ends with the process.
process.send?.(cells, () => process.exit());
