import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@quotewright/kernel';
import type { Authenticator } from '@quotewright/platform/auth';
import type { Config } from '@quotewright/platform/config';
import {
  createHttpServer,
  createMetricsServer,
  databaseHealth,
  type HealthCheck,
  type HttpServer,
} from '@quotewright/platform/http';
import { commandPointers } from '@quotewright/platform/idempotency';
import { startJobWorker, startScheduleLoop } from '@quotewright/platform/jobs';
import { sessionAuthenticator } from '@quotewright/platform/sessions';
import type { Logger, Metrics } from '@quotewright/platform/telemetry';
import { VERSION } from '../version.ts';
import { type Installation, needsHttps } from './installation.ts';
import { startMessaging } from './messaging.ts';
import { openRateLimits } from './rate-limits.ts';

export interface ServerDeps {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly authenticator: Authenticator;
}

export interface RunningServer {
  /** Where the API listens; absent for a process that only works. */
  readonly url?: string;
  readonly metricsUrl?: string;
  /** Answers what is under way, hands back unfinished jobs, closes the database. */
  close(): Promise<void>;
}

/** Ends one part; `left` is what remains of the time that all of them have together, in milliseconds. */
type End = (left: number) => Promise<void>;

/** Starts the roles of this process on an opened installation. What cannot start takes the rest, and the installation, down with it. */
export async function startServer(installation: Installation, deps: ServerDeps): Promise<RunningServer> {
  // Closed from the last to the first: outside first, so that nothing new arrives while the rest ends.
  const closing: End[] = [];
  const close = async () => {
    const { clock, config } = deps;
    const end = clock.monotonic() + config.shutdownDeadline;
    for (const one of closing.toReversed()) await one(Math.max(0, end - clock.monotonic()));
    await installation.close();
  };
  try {
    const urls = await startRoles(installation, deps, closing);
    return { ...urls, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startRoles(
  installation: Installation,
  deps: ServerDeps,
  closing: End[],
): Promise<Pick<RunningServer, 'url' | 'metricsUrl'>> {
  const { config, clock, logger, metrics } = deps;
  const { database, modules } = installation;
  const urls: { url?: string; metricsUrl?: string } = {};
  const messaging = await startMessaging(installation, deps);
  closing.push(() => messaging.close());
  const healthChecks = [
    databaseHealth(database),
    ...(installation.caches?.healthChecks ?? []),
    ...messaging.healthChecks,
  ];
  if (config.roles.includes('worker')) {
    const handlers = modules.contexts.flatMap((context) => context.jobs);
    const errors = Object.assign({}, ...modules.contexts.map((context) => context.errors));
    const worker = startJobWorker({ database, handlers, clock, log: logger, metrics, errors });
    closing.push((left) => withinDeadline(left, worker.stop()));
    const schedules = modules.contexts.flatMap((context) => context.schedules ?? []);
    const { listTenants } = modules.tenancy;
    const loop = startScheduleLoop({ database, schedules, tenants: listTenants, log: logger });
    closing.push(() => loop.close());
  }
  if (config.metricsPort !== undefined) {
    const server = createMetricsServer({ metrics, logger, clock, healthChecks });
    closing.push(() => server.close());
    urls.metricsUrl = await server.listen({ host: config.metricsHost, port: config.metricsPort });
  }
  if (config.roles.includes('api')) {
    const api = await apiServer(installation, deps, healthChecks);
    closing.push((left) => api.close(left));
    urls.url = await api.listen(config);
  }
  return urls;
}

/** A job that does not listen is left behind: its lease ends, and another run takes it up. */
async function withinDeadline(milliseconds: number, work: Promise<void>): Promise<void> {
  await Promise.race([work, sleep(milliseconds, undefined, { ref: false })]);
}

function apiServer(
  installation: Installation,
  deps: ServerDeps,
  healthChecks: readonly HealthCheck[],
): Promise<HttpServer> {
  const { database, modules, caches } = installation;
  const { registry } = deps.metrics;
  const rateLimits = openRateLimits(installation, deps);
  return createHttpServer({
    ...deps,
    modules: modules.contexts,
    database,
    authorizer: modules.tenancy.authorizer,
    sessions: sessionAuthenticator({ database, secure: needsHttps(deps.config) }),
    apiInfo: {
      title: 'Quotewright',
      version: VERSION,
      description:
        'Catalog, prices, quotes and orders. Money is a decimal string with its currency; times are UTC.',
    },
    healthChecks,
    limits: { bodyMemoryBytes: deps.config.bodyMemory },
    ...(caches && { commandPointers: commandPointers({ caches, registry }) }),
    ...(rateLimits && { rateLimits }),
  });
}
