import { createAcceleration, createRegistry } from '@quotewright/acceleration';
import { memoryStores } from '@quotewright/acceleration/memory';
import {
  aCategory,
  type SampleDocument,
  sampleNamespace,
  unhurried,
} from '@quotewright/acceleration/testing';
import { systemClock, type TenantId, tenantId } from '@quotewright/kernel';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { ok } from '../../http/answer.ts';
import { type Call, defineRoute } from '../../http/route.ts';
import type { HttpModule } from '../../http/route-checks.ts';
import { enqueueQuestion, type JobHandler, runDueJobs } from '../../jobs/index.ts';
import { queries, type Tx } from '../../postgres/index.ts';
import { createLogger, type LogLevel } from '../../telemetry/index.ts';
import {
  defaultRolesAuthorizer,
  describeOnEachEngine,
  principalOf,
  type TestDatabase,
  type TestServer,
  testServer,
} from '../../testing/index.ts';
import { acceleratedReads } from '../accelerated-reads.ts';
import { keyHash } from '../key-hash.ts';
import { type ExposedAnswer, type ExposureQuestion, exposure } from './exposure.ts';
import { linesOfLog } from './log-lines.ts';

const offering = aCategory();
/** Made of offerings. */
const price = aCategory({ name: 'pricing.price', service: 'pricing' });
/** Made of prices. */
const bundle = aCategory({ name: 'pricing.bundle', service: 'bundles' });
const policy = aCategory({ name: 'authz.policy', service: 'authz' });
const ann = { tenant: 'acme', subject: 'ann', roles: ['sales'] };

interface Opening {
  readonly level?: LogLevel;
  readonly onPrice?: () => Promise<void>;
}

/** A process. */
interface Node extends TestServer {
  /** Ann's question for the price, which is answered by a job. */
  answerLater(id: string): Promise<unknown>;
  rememberPolicy(tenant: TenantId): Promise<unknown>;
}

type Asking = Call<{ readonly id: string }, unknown, unknown>;

describeOnEachEngine('the log of a server', (engine) => {
  let database: TestDatabase;
  let stores: ReturnType<typeof memoryStores>;
  let closing: (() => Promise<void>)[];
  let written: string[];
  beforeAll(async () => {
    database = await engine.open({ migrations: [] });
  });
  afterAll(() => database.close());
  beforeEach(() => {
    stores = memoryStores();
    closing = [() => stores.close()];
    written = [];
  });
  afterEach(async () => {
    for (const close of closing.toReversed()) await close();
  });

  /** A process with its own memory; all write one log. */
  async function open({ level = 'info', onPrice = async () => {} }: Opening = {}): Promise<Node> {
    const layer = createAcceleration({
      namespace: sampleNamespace,
      registry: createRegistry([offering, price, bundle, policy]),
      stores,
      ...unhurried,
    });
    await layer.ready();
    const caches = {
      ...layer,
      sharesChanges: true,
      generation: () => 0,
    };
    const reads = acceleratedReads({ caches, database: database.db, clock: systemClock });
    const [offerings, prices, bundles] = [reads.of(offering), reads.of(price), reads.of(bundle)];
    const policies = reads.of(policy);
    const at = (id: string) => ({ version: 42, id });
    const truth = (id: string) => async (): Promise<SampleDocument | undefined> =>
      id === 'nothing' ? undefined : { id, name: id };
    const priceOf = (id: string) => async (own: Tx) => {
      const found = await offerings.get(own, at(id), truth(id));
      await onPrice();
      return found;
    };
    const answers: Record<string, (tx: Tx, id: string) => Promise<unknown>> = {
      offerings: (tx, id) => offerings.get(tx, at(id), truth(id)),
      prices: (tx, id) => prices.get(tx, at(id), priceOf(id)),
      bundles: (tx, id) => bundles.get(tx, at(id), (own) => prices.get(own, at(id), priceOf(id))),
      pages: (tx, id) => offerings.getMany(tx, [at(id), at('other')], async () => []),
      afterwards: async (tx, id) => {
        await sql`select 1`.execute(queries(tx));
        return offerings.get(tx, at(id), truth(id));
      },
      aside: async (tx, id) => {
        const { result, noteFor } = await reads.aside(tx.tenant, priceOf(id));
        noteFor(tx);
        return result;
      },
    };
    const shop: HttpModule = {
      name: 'shop',
      errors: {},
      permissions: [{ permission: 'shop:read', title: 'See the shop', defaultRoles: ['sales'] }],
      routes: Object.entries(answers).map(([name, answer]) =>
        defineRoute({
          method: 'GET',
          path: `/${name}/:id`,
          operationId: name,
          tag: 'Shop',
          summary: name,
          permission: 'shop:read',
          limit: { class: 'read', cost: 1 },
          params: z.strictObject({ id: z.string() }),
          responses: { 200: { description: 'What was found.', schema: z.any() } },
          handler: (call: Asking) =>
            call.read(async (tx) => ok({ found: (await answer(tx, call.params.id)) ?? null })),
        }),
      ),
    };
    const { authorize } = defaultRolesAuthorizer([shop]);
    const logger = createLogger({
      level,
      format: 'json',
      destination: { write: (line) => void written.push(line) },
    });
    const pricing: JobHandler<{ id: string }> = {
      type: 'shop.price',
      input: z.strictObject({ id: z.string() }),
      run: ({ tenant, input: { id } }) =>
        database.db.withTenant(tenant, 'read', async (tx) => {
          await prices.get(tx, at(id), priceOf(id));
          return null;
        }),
    };
    const server = await testServer({
      modules: [shop],
      database: database.db,
      authorizer: {
        authorize(principal, permission, intent) {
          policies.remembered(principal.tenant, at('sales'));
          return authorize(principal, permission, intent);
        },
      },
      overrides: {
        logger,
      },
    });
    closing.push(async () => {
      await server.close();
      await layer.close();
    });
    return Object.assign(server, {
      async answerLater(id: string) {
        const actor = principalOf(ann);
        await database.db.withTenant(actor.tenant, 'write', (tx) =>
          enqueueQuestion(tx, { type: pricing.type, input: { id }, actor }),
        );
        await runDueJobs({ database: database.db, handlers: [pricing], clock: systemClock, log: logger });
      },
      rememberPolicy: (tenant: TenantId) =>
        database.db.withTenant(tenant, 'read', (tx) => policies.get(tx, at('sales'), truth('sales'))),
    });
  }

  const ask = (server: TestServer, path: string) => server.request('GET', path, { as: ann });

  /** What the line of the last request says, once it is written. */
  async function lineAfter(request: () => Promise<unknown>): Promise<any> {
    const before = written.length;
    await request();
    await expect.poll(() => written.length).toBe(before + 1);
    return JSON.parse(written.at(-1) as string);
  }

  async function exposed(question: ExposureQuestion) {
    const answers: ExposedAnswer[] = [];
    const report = await exposure(linesOfLog(written.map((line) => Buffer.from(line))), question, (one) => {
      answers.push(one);
    });
    return { report, routes: answers.map(({ line }) => line.answer.split(' ')[1]) };
  }

  const hashOf = (id: string) => keyHash(`cpq:catalog:acme:offering:v42:${id}`);
  const seat = { category: offering.name, keyHash: hashOf('seat'), version: 'v42', tenant: 'acme' };

  it('names no copy where the truth was read, then the one in memory, and elsewhere the one in the store', async () => {
    const [here, elsewhere] = [await open(), await open()];
    expect(await lineAfter(() => ask(here, '/offerings/seat'))).not.toHaveProperty('copies');
    const again = await lineAfter(() => ask(here, '/offerings/seat'));
    expect(again).toMatchObject({ tenant: 'acme', subject: 'ann', copies: [{ ...seat, source: 'l1' }] });
    const other = await lineAfter(() => ask(elsewhere, '/offerings/seat'));
    expect(other.copies).toMatchObject([{ ...seat, source: 'l2' }]);
    expect(other.copies[0].generatedAt, 'one making of it').toBe(again.copies[0].generatedAt);
  });

  it('names a copy that said "there is none"', async () => {
    const server = await open();
    await lineAfter(() => ask(server, '/offerings/nothing'));
    const { copies } = await lineAfter(() => ask(server, '/offerings/nothing'));
    expect(copies).toMatchObject([{ keyHash: hashOf('nothing'), absent: true }]);
  });

  it('names those of several read at once, and one in memory that was read beside the database', async () => {
    const server = await open();
    await lineAfter(() => ask(server, '/offerings/seat'));
    const { copies } = await lineAfter(() => ask(server, '/pages/seat'));
    expect(copies).toMatchObject([seat]);
    expect(copies).toHaveLength(1);
    expect((await lineAfter(() => ask(server, '/afterwards/seat'))).copies).toMatchObject([
      { ...seat, source: 'l1' },
    ]);
  });

  it('names what a value was made of, to each of those who waited for it, and not to those after them', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let begun = 0;
    const server = await open({
      onPrice: () => {
        begun += 1;
        return held;
      },
    });
    await lineAfter(() => ask(server, '/offerings/seat'));
    const both = [ask(server, '/prices/seat'), ask(server, '/prices/seat')];
    await expect.poll(() => begun).toBe(1);
    release();
    await Promise.all(both);
    await expect.poll(() => written.length).toBe(3);
    for (const line of written.slice(1)) {
      expect(JSON.parse(line).copies).toMatchObject([{ ...seat, into: price.name }]);
    }
    expect(begun).toBe(1);
    const { copies } = await lineAfter(() => ask(server, '/prices/seat'));
    expect(copies).toMatchObject([{ category: price.name, source: 'l1' }]);
    expect(copies).toHaveLength(1);
  });

  it('names what a value was made of at every step, and each value that was made', async () => {
    const server = await open();
    await lineAfter(() => ask(server, '/offerings/seat'));
    const { copies } = await lineAfter(() => ask(server, '/bundles/seat'));
    expect(copies).toHaveLength(2);
    expect(copies).toMatchObject([
      { ...seat, into: bundle.name },
      { ...seat, into: price.name },
    ]);
  });

  it('names what work beside the request was made of', async () => {
    const server = await open();
    await lineAfter(() => ask(server, '/offerings/seat'));
    expect((await lineAfter(() => ask(server, '/aside/seat'))).copies).toMatchObject([seat]);
  });

  it('names the copies by which the caller was let in', async () => {
    const server = await open();
    await server.rememberPolicy(tenantId('acme'));
    const { copies } = await lineAfter(() => ask(server, '/offerings/seat'));
    expect(copies).toMatchObject([{ category: policy.name, source: 'l1' }]);
    const { copies: ofRefusal } = await lineAfter(async () => {
      const { status } = await server.request('GET', '/offerings/seat', { as: { ...ann, roles: [] } });
      expect(status).toBe(403);
    });
    expect(ofRefusal).toMatchObject([{ category: policy.name }]);
  });

  it('names what a job was answered from, and for whom it worked', async () => {
    const server = await open();
    await lineAfter(() => ask(server, '/offerings/seat'));
    const line = await lineAfter(() => server.answerLater('seat'));
    const made = { ...seat, into: price.name };
    expect(line).toMatchObject({ tenant: 'acme', subject: 'ann', outcome: 'succeeded', copies: [made] });
    const again = await lineAfter(() => server.answerLater('seat'));
    expect(again.copies).toMatchObject([{ category: price.name, source: 'l1' }]);
    const answers: ExposedAnswer[] = [];
    await exposure(linesOfLog(written.map((text) => Buffer.from(text))), { suspect: {} }, (one) => {
      answers.push(one);
    });
    expect(answers.map(({ line: { jobId, answer } }) => [jobId, answer])).toEqual([
      [line.jobId, 'shop.price succeeded'],
      [again.jobId, 'shop.price succeeded'],
    ]);
  });

  it('has no key in it, and leads to the answers that a wrong copy gave', async () => {
    const server = await open();
    for (const path of [
      '/offerings/seat',
      '/offerings/seat',
      '/prices/seat',
      '/offerings/desk',
      '/offerings/desk',
    ])
      await lineAfter(() => ask(server, path));
    expect(written.join('')).not.toMatch(/offering:v42|seat|desk/);
    const { report, routes } = await exposed({
      suspect: { category: offering.name, keyHashes: new Set([hashOf('seat')]) },
    });
    expect(routes).toEqual(['/api/v1/offerings/:id', '/api/v1/prices/:id']);
    expect(report).toMatchObject({ answers: 2, malformed: 0, answered: 5 });
    expect(report.copies).toMatchObject([{ keyHash: hashOf('seat'), answers: 2, into: [price.name] }]);
  });

  it('names nothing where requests are not logged', async () => {
    const server = await open({ level: 'warn' });
    await ask(server, '/offerings/seat');
    await ask(server, '/offerings/seat');
    await server.close();
    expect(written).toEqual([]);
  });
});
