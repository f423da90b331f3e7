import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { redisMissing, startRedis } from '@quotewright/acceleration/testing';
import { kafkaMissing, prepareKafka, startKafka } from '@quotewright/platform/testing/kafka';
import { postgresMissing, startPostgres } from '../services/postgres.ts';
import { onDemand } from './on-demand.ts';

/*
 * Runs once, before the test workers exist; what it puts into the environment they inherit. Services that
 * the caller provides are used, the others are started here if this machine has their programs.
 */

const run = `r${process.pid}`;

type Stop = () => Promise<void>;

interface Service {
  readonly title: string;
  readonly variable: string;
  /** Of what is started here, where that is not what the caller would provide. */
  readonly startedVariable?: string;
  missing(): Promise<string | undefined>;
  start(): Promise<{ readonly url: string; stop(): Promise<void> }>;
  /** Removes what this run left on a service that outlives it. */
  tidy(url: string): Promise<void>;
}

const SERVICES: readonly Service[] = [
  {
    title: 'PostgreSQL',
    variable: 'DATABASE_URL',
    missing: postgresMissing,
    start: () => startPostgres(),
    async tidy(url) {
      const { dropTestDatabases } = await import('@quotewright/platform/testing');
      await dropTestDatabases(url, run);
    },
  },
  {
    title: 'Redis',
    variable: 'REDIS_URL',
    missing: async () => redisMissing(),
    start: () => startRedis(),
    tidy: async () => {},
  },
  {
    title: 'Kafka',
    variable: 'KAFKA_BROKERS',
    startedVariable: 'QUOTEWRIGHT_TEST_KAFKA',
    missing: kafkaMissing,
    async start() {
      // Without a network, for example: the suites that want it will say so.
      await prepareKafka().catch((error: unknown) => console.warn('Kafka cannot be prepared:', error));
      return onDemand(startKafka);
    },
    tidy: async () => {},
  },
];

export async function setup(): Promise<Stop> {
  process.env['QUOTEWRIGHT_TEST_RUN'] = run;
  for (const service of SERVICES) await announce(service);
  const stops = await Promise.all(SERVICES.map(provide));
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
    await rm(join(tmpdir(), `quotewright-demo-${run}`), { recursive: true, force: true });
  };
}

const givenUrl = ({ variable }: Service) => process.env[variable] || undefined;

/** Says what the run goes without, before anything is started; refuses where no skips are allowed. */
async function announce(service: Service): Promise<void> {
  const missing = givenUrl(service) === undefined ? await service.missing() : undefined;
  if (missing === undefined) return;
  const { title, variable } = service;
  const consequence = `the suites that need ${title} are skipped: ${missing} (or set ${variable})`;
  if (process.env['QUOTEWRIGHT_TEST_NO_SKIPS'] === '1') {
    throw new Error(`no skips are allowed here, but ${consequence}`);
  }
  console.warn(`${title}: ${consequence}`);
}

async function provide(service: Service): Promise<Stop> {
  const given = givenUrl(service);
  if (given !== undefined) return () => service.tidy(given);
  if ((await service.missing()) !== undefined) return async () => {};
  const { url, stop } = await service.start();
  process.env[service.startedVariable ?? service.variable] = url;
  return stop;
}
