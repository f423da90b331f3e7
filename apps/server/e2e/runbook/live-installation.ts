import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, type RedisService, startRedis } from '@quotewright/acceleration/testing';
import { northstar } from '@quotewright/example-northstar';
import { tenantId } from '@quotewright/kernel';
import { DevelopmentIssuer } from '@quotewright/platform/auth';
import type { TestDatabase, TestEngine } from '@quotewright/platform/testing';
import { describeModules } from '../../src/compose/describe-modules.ts';
import { type Reply, send } from '../http-client.ts';
import { type Installation, newInstallation, type RunningServer } from '../server-process.ts';
import { type SimulatedSystems, startSimulatedSystems } from '../simulated-systems.ts';
import { until } from './rehearsal.ts';

/** What pages of the runbook are about: a server on PostgreSQL and Redis, a billing system, and the tenants that the pages name. */
export interface LiveInstallation {
  readonly installation: Installation;
  readonly database: TestDatabase;
  readonly redis: RedisService;
  readonly systems: SimulatedSystems;
  readonly url: string;
  /** For somebody of `acme` with every right. */
  readonly token: string;
  /** As that person; `path` begins behind `/api/v1`. A command has a new idempotency key. */
  ask(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Reply>;
  /** As the user of `DATABASE_URL`. */
  sql(statement: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** What the server has printed last, but for a line per request. */
  log(): string;
  /** Writes all that servers have printed to a file, and returns its name. */
  writeLog(): Promise<string>;
  /** Ends the server and starts it with these settings; one that is undefined is taken away. */
  restart(settings?: Readonly<Record<string, string | undefined>>): Promise<void>;
  /** Ends the server. */
  halt(): Promise<void>;
  start(): Promise<void>;
  /** Ends everything. */
  stop(): Promise<void>;
}

const TENANTS = ['acme', 'globex'];
const LINES_OF_LOG = 20;

export async function startLiveInstallation(engine: TestEngine): Promise<LiveInstallation> {
  const closing: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  };
  try {
    const redis = await startRedis();
    closing.push(() => redis.stop());
    const systems = await startSimulatedSystems();
    closing.push(() => systems.stop());
    const migrations = describeModules().contexts.flatMap((context) => context.migrations ?? []);
    const database = await engine.open({ migrations });
    closing.push(() => database.close());
    const installation = await newInstallation({
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      PORT: String(await freePort()),
      QUOTEWRIGHT_BILLING_URL: systems.billing.url,
    });
    closing.push(() => installation.remove());
    await makeTenants(installation);
    return { ...(await live(installation, database)), redis, systems, database, installation, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** One with a catalog and prices, and another one. */
async function makeTenants(installation: Installation): Promise<void> {
  for (const tenant of TENANTS) await installation.command('tenant', 'create', tenant, '--currency', 'EUR');
  const documents = { 'catalog.json': northstar.catalog, 'prices.json': northstar.priceLists[0] };
  for (const [name, document] of Object.entries(documents)) {
    const file = join(installation.directory, name);
    await writeFile(file, JSON.stringify(document));
    await installation.command('import', file, '--tenant', 'acme', '--publish');
  }
}

async function live(installation: Installation, database: TestDatabase) {
  let server: RunningServer = await installation.start();
  let printed = '';
  const issuer = await DevelopmentIssuer.open(join(installation.directory, 'data'));
  const roles = ['admin', 'operator'];
  const token = await issuer.mintToken({
    tenant: tenantId('acme'),
    subject: 'olga',
    roles,
    ttlSeconds: 3_600,
  });
  let keys = 0;
  const ask: LiveInstallation['ask'] = (method, path, body, headers = {}) => {
    keys += 1;
    const key = method === 'POST' ? { 'idempotency-key': `runbook-${process.pid}-${keys}` } : {};
    return send(server.url, method, `/api/v1${path}`, {
      token,
      headers: { ...key, ...headers },
      ...(body !== undefined && { body }),
    });
  };
  const halt = async () => {
    await server.stop();
    printed += server.output();
  };
  const start = async () => {
    server = await installation.start();
    await until('the server is ready', async () => (await fetch(`${server.url}/health/ready`)).ok);
  };
  return {
    url: server.url,
    token,
    ask,
    sql: (statement: string) => database.db.asOwner(async (session) => (await session.query(statement)).rows),
    log: () =>
      (printed + server.output())
        .split('\n')
        .filter((line) => !line.includes('"msg":"request"'))
        .slice(-LINES_OF_LOG)
        .join('\n'),
    async writeLog() {
      const file = join(installation.directory, 'server.log');
      await writeFile(file, printed + server.output());
      return file;
    },
    halt,
    start,
    async restart(settings: Readonly<Record<string, string | undefined>> = {}) {
      for (const [name, value] of Object.entries(settings)) {
        if (value === undefined) delete installation.environment[name];
        else installation.environment[name] = value;
      }
      await halt();
      await start();
    },
  };
}
