import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '@quotewright/kernel';
import type { Caches } from '@quotewright/platform/cache';
import { type Job, runDueJobs } from '@quotewright/platform/jobs';
import type { Database } from '@quotewright/platform/postgres';
import { createLogger } from '@quotewright/platform/telemetry';
import {
  type TestAnswer,
  type TestDatabase,
  type TestEngine,
  type TestPrincipal,
  type TestServer,
  testServer,
} from '@quotewright/platform/testing';
import { tenancyInMemory } from '@quotewright/tenancy/testing';
import { catalogMigrations } from '../migrations.ts';
import { type CatalogModule, catalogModule } from '../module.ts';
import type { PublicationStep } from '../ports/publication-step.ts';

export interface CatalogOverHttp {
  readonly database: TestDatabase;
  readonly catalog: CatalogModule;
  readonly server: TestServer;
  request(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<TestAnswer>;
  /** The same catalog as somebody else sees it. */
  as(principal: TestPrincipal): CatalogOverHttp;
  /** Sends the command with a fresh key, runs the job it makes, and answers with how the job ended. */
  finish(path: '/catalog/imports' | '/catalog/publications', body?: unknown): Promise<Job>;
  /** Imports the document and publishes it; answers with the new version. */
  publish(document: object): Promise<number>;
  runJobs(): Promise<number>;
  close(): Promise<void>;
}

interface Options {
  readonly engine: TestEngine;
  readonly clock?: Clock;
  readonly steps?: readonly PublicationStep[];
}

const MANAGER: TestPrincipal = { tenant: 'acme', subject: 'cato', roles: ['admin'] };

/** The context on a database of its own, behind the real HTTP server; jobs run when a test says so. */
export async function runCatalogOverHttp({ engine, clock, steps }: Options): Promise<CatalogOverHttp> {
  const database = await engine.open({ migrations: [catalogMigrations], ...(clock && { clock }) });
  return catalogOn(database, { ...(clock && { clock }), ...(steps && { steps }) });
}

interface ProcessOptions {
  readonly clock?: Clock;
  readonly steps?: readonly PublicationStep[];
  readonly caches?: Caches;
  /** The database as this process sees it; default: as it is. */
  readonly seen?: Database;
}

/** A process of the context on a database that may have others. `close` closes the database, too. */
export async function catalogOn(
  database: TestDatabase,
  { clock = systemClock, steps = [], caches, seen = database.db }: ProcessOptions,
): Promise<CatalogOverHttp> {
  const catalog = catalogModule({
    database: seen,
    tenancy: tenancyInMemory(),
    publicationSteps: steps,
    ...(caches && { caches }),
  });
  const server = await testServer({ modules: [catalog], database: seen, clock });
  const log = createLogger({ level: 'silent', format: 'json' });
  const runJobs = () => runDueJobs({ database: database.db, handlers: catalog.jobs, clock, log });

  const seenAs = (principal: TestPrincipal): CatalogOverHttp => {
    const request: CatalogOverHttp['request'] = (method, path, body, headers = {}) =>
      server.request(method, path, { as: principal, headers, ...(body === undefined ? {} : { body }) });
    const finish: CatalogOverHttp['finish'] = async (path, body) => {
      const taken = await request('POST', path, body, { 'idempotency-key': randomUUID() });
      if (taken.status !== 202) throw new Error(`${path} answered ${taken.status}: ${taken.text}`);
      await runJobs();
      return (await request('GET', `/jobs/${taken.json.id}`)).json;
    };
    return {
      database,
      catalog,
      server,
      request,
      as: seenAs,
      finish,
      runJobs,
      async publish(document) {
        const imported = await finish('/catalog/imports', document);
        const published = await finish('/catalog/publications');
        const failed = [imported, published].find(({ state }) => state !== 'succeeded');
        if (failed !== undefined) throw new Error(JSON.stringify(failed.problem));
        return (published.result as { catalogVersion: number }).catalogVersion;
      },
      async close() {
        await server.close();
        await database.close();
      },
    };
  };
  return seenAs(MANAGER);
}
