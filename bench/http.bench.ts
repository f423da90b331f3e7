import type { Benchmark, BenchmarkTask, Measure } from './benchmark.ts';
import { apiClient } from './http/api-client.ts';
import { type BareProcess, startBareProcess } from './http/bare-process.ts';
import { freezeRedis } from './http/frozen-redis.ts';
import { load, type WireRequest, wireRequest } from './http/load.ts';
import { publishToVisible } from './http/publish-to-visible.ts';
import { type HttpWorld, type Rung, startHttpWorld } from './http/servers.ts';
import { type Subjects, subjects } from './http/subjects.ts';
import { percentileOf } from './percentile.ts';

const CONNECTIONS = 50;
const WARM_UP_MS = 3_000;
const ROUND_MS = 2_000;
const RUNGS = ['l1', 'l2', 'postgres'] as const satisfies readonly Rung[];

const BARE = 'bare node:http, the same bytes and headers';
const READ: Readonly<Record<(typeof RUNGS)[number], string>> = {
  l1: 'GET /product-offerings/{id} from memory (bar 0.5)',
  l2: 'GET /product-offerings/{id} from Redis (bar 0.3)',
  postgres: 'GET /product-offerings/{id} from PostgreSQL',
};
const LIST: Readonly<Record<(typeof RUNGS)[number], string>> = {
  l1: 'GET /product-offerings, 50 of 1,442, copies in memory',
  l2: 'GET /product-offerings, copies in Redis',
  postgres: 'GET /product-offerings from PostgreSQL',
};
const NOT_MODIFIED = 'GET with If-None-Match, 304, from memory';
const PUBLICATION = 'publication of 1,477 items, from the order to the end';
const VISIBLE = 'published → visible on another node';
const ASKED = 'published → read on another node with Min-Version';
const FROZEN_FIRST = 'Redis frozen: added to the slowest of the first requests (bar 50)';
const FROZEN_LATER = 'Redis frozen: added later, median (bar 1)';
const FROZEN_BACK = 'Redis thawed → answered from it again (bar 2,000)';

/** Authentication, authorization and metrics are on, limits are not there yet. Each server is a process of its own. */
export const benchmark: Benchmark = {
  name: 'http',
  title: 'what a request costs on each step of the read ladder, and how soon a publication is seen',
  async run(task) {
    const world = await startHttpWorld();
    let bare: BareProcess | undefined;
    try {
      const { url } = await world.server('postgres');
      const { paths, answer } = await subjects(url, world.token);
      bare = await startBareProcess(answer.text, answer.headers);
      return await measure(task, world, bare, paths, answer.etag);
    } finally {
      await bare?.stop();
      await world.stop();
    }
  },
};

async function measure(
  { rounds, log }: BenchmarkTask,
  world: HttpWorld,
  bare: BareProcess,
  paths: Subjects['paths'],
  etag: string,
): Promise<readonly Measure[]> {
  const { server, token, redis } = world;
  const authorization = { authorization: `Bearer ${token}` };
  const samples = new Map<string, number[]>();
  const note = (label: string, value: number) => samples.set(label, [...(samples.get(label) ?? []), value]);

  const throughput: [string, WireRequest, number][] = [
    [BARE, wireRequest(bare.url, paths.read, { headers: authorization }), 200],
  ];
  for (const rung of RUNGS) {
    const { url } = await server(rung);
    const of = (path: string, headers = {}) =>
      wireRequest(url, `/api/v1${path}`, { headers: { ...authorization, ...headers } });
    throughput.push([READ[rung], of(paths.read), 200], [LIST[rung], of(paths.list), 200]);
    if (rung === 'l1') throughput.push([NOT_MODIFIED, of(paths.read, { 'if-none-match': etag }), 304]);
  }
  for (const [, request, status] of throughput) {
    await load(request, { connections: CONNECTIONS, forMs: WARM_UP_MS, status });
  }
  const memory = await server('l1');
  const withoutMemory = await server('l2');
  const another = await world.another();
  const hot = wireRequest(withoutMemory.url, `/api/v1${paths.read}`, { headers: authorization });
  const stored = async () => {
    const { headers } = await apiClient(withoutMemory.url, token).get(paths.read);
    return /key=catalog\.offering; hit; detail=l2/.test(headers.get('cache-status') ?? '');
  };

  for (let round = 1; round <= rounds; round += 1) {
    for (const [label, request, status] of throughput) {
      const { perSecond } = await load(request, { connections: CONNECTIONS, forMs: ROUND_MS, status });
      note(label, perSecond);
    }
    const seen = await publishToVisible(memory.url, another.url, token);
    note(PUBLICATION, seen.publication);
    note(VISIBLE, seen.elsewhere);
    note(ASKED, seen.asked);
    const frozen = await freezeRedis(redis, hot, stored);
    note(FROZEN_FIRST, Math.max(...frozen.first) - frozen.before);
    note(FROZEN_LATER, percentileOf(frozen.later, 0.5) - frozen.before);
    note(FROZEN_BACK, frozen.back);
    log(`round ${round} of ${rounds}`);
  }

  const measured = (label: string, unit: string, reference?: string): Measure => ({
    label,
    unit,
    samples: samples.get(label) ?? [],
    ...(reference !== undefined && { reference }),
  });
  return [
    measured(BARE, 'req/s'),
    ...RUNGS.map((rung) => measured(READ[rung], 'req/s', BARE)),
    measured(NOT_MODIFIED, 'req/s', BARE),
    ...RUNGS.map((rung) => measured(LIST[rung], 'req/s', LIST.postgres)),
    measured(PUBLICATION, 'ms'),
    measured(VISIBLE, 'ms'),
    measured(ASKED, 'ms'),
    measured(FROZEN_FIRST, 'ms'),
    measured(FROZEN_LATER, 'ms'),
    measured(FROZEN_BACK, 'ms'),
  ];
}
