import { DomainError, newUuid, tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { listAudit } from '../audit/index.ts';
import { systemPrincipal } from '../auth/principal.ts';
import { runDueJobs } from '../jobs/index.ts';
import { enqueueJob } from '../jobs/job-queue.ts';
import { bucketLimiter } from '../limits/fixtures/bucket-limiter.ts';
import { quotaFields } from '../limits/fixtures/quota-fields.ts';
import { QUOTAS, requestLimits } from '../limits/index.ts';
import type { ContextModule } from '../module/context-module.ts';
import { createLogger } from '../telemetry/logger.ts';
import {
  defaultRolesAuthorizer,
  describeOnEachEngine,
  type TestAnswer,
  type TestDatabase,
  type TestPrincipal,
  type TestServer,
  testServer,
} from '../testing/index.ts';
import { expireWizards } from './expire-wizards.job.ts';
import { type SampleShelf, sampleWizard } from './fixtures/sample-wizard.ts';
import { wizardModule } from './index.ts';

const sam: TestPrincipal = { tenant: 'acme', subject: 'sam', roles: ['sales'] };
const HOUR_MS = 3_600_000;

describeOnEachEngine('wizards', (engine) => {
  const clock = new ManualClock('2026-03-01T09:00:00.000Z');
  let database: TestDatabase;
  let server: TestServer;
  let wizards: ContextModule;
  let shelf: SampleShelf;
  beforeAll(async () => {
    database = await engine.open({
      migrations: [],
      clock,
    });
    shelf = { cups: [] };
    const cups = {
      name: 'cups',
      errors: {},
      permissions: [{ permission: 'cup:write', title: 'Make cups', defaultRoles: ['sales'] }],
      routes: [],
      jobs: [],
    } as const;
    wizards = wizardModule({
      database: database.db,
      authorizer: defaultRolesAuthorizer([cups]),
      definitions: [sampleWizard(shelf)],
    });
    const rateLimits = requestLimits({
      limiter: bucketLimiter(),
      clock,
      registry: new Registry(),
      logger: { warn: () => {} },
    });
    server = await testServer({
      modules: [cups, wizards],
      database: database.db,
      clock,
      overrides: { rateLimits },
    });
  });
  beforeEach(() => {
    shelf.cups.length = 0;
    delete shelf.failure;
    clock.advance(9 * HOUR_MS);
  });
  afterAll(async () => {
    await server.close();
    await database.close();
  });

  const begin = (as = sam, type = 'cup') => server.request('POST', '/wizards', { as, body: { type } });
  const send = (method: string, last: TestAnswer, path: string, more: object = {}) =>
    server.request(method, `/wizards/${last.json.id}${path}`, {
      as: sam,
      headers: { 'if-match': last.headers['etag'] ?? '', 'idempotency-key': newUuid() },
      ...more,
    });
  const step = (last: TestAnswer, name: string, body: object, more: object = {}) =>
    send('POST', last, `/steps/${name}`, { body, ...more });
  const painted = async () =>
    step(await step(await begin(), 'name', { name: 'Cup' }), 'paint', { colour: 'red' });
  const commit = (last: TestAnswer, key: string = newUuid()) =>
    send('POST', last, '/commit', {
      headers: { 'if-match': last.headers['etag'] ?? '', 'idempotency-key': key },
    });
  const read = async (last: TestAnswer, as = sam) =>
    server.request('GET', `/wizards/${last.json.id}`, { as });

  it('lead step by step to a commit that does it all', async () => {
    const begun = await begin();
    expect(begun).toMatchObject({
      status: 201,
      json: {
        type: 'cup',
        state: 'open',
        currentStep: 'name',
        steps: [
          { name: 'name', title: 'Name it', done: false },
          { name: 'paint', done: false },
        ],
        validationSummary: {},
        version: 1,
      },
    });
    expect(begun.headers['location']).toBe(`/api/v1/wizards/${begun.json.id}`);
    const file = newUuid();
    const named = await step(begun, 'name', { name: 'Cup', file });
    expect(named).toMatchObject({
      status: 200,
      json: { currentStep: 'paint', uploadedFileRef: file, validationSummary: { name: { letters: 3 } } },
    });
    const ready = await step(named, 'paint', { colour: 'red' });
    expect(ready.json).toMatchObject({ version: 3, validationSummary: { paint: { painted: 'Cup in red' } } });
    expect(ready.json).not.toHaveProperty('currentStep');
    expect((await read(begun)).json).toEqual(ready.json);
    expect(shelf.cups).toEqual([]);
    const done = await commit(ready);
    expect(done).toMatchObject({ status: 201, json: { cup: 'Cup/red/sam' } });
    expect(done.headers['location']).toBe('/api/v1/cups/1');
    expect(shelf.cups).toEqual(['Cup/red/sam']);
    expect((await read(begun)).json).toMatchObject({
      state: 'committed',
      outcome: { status: 201, location: '/api/v1/cups/1' },
    });
    const { items } = await database.db.withTenant(tenantId('acme'), 'read', (tx) =>
      listAudit(tx, { entity: { type: 'wizard', id: begun.json.id } }, { limit: 9 }),
    );
    expect(items).toMatchObject([{ action: 'wizard.commit', detail: { wizardType: 'cup' } }]);
  });

  it('refuse steps out of order, unknown ones and wrong input, and stay as they were', async () => {
    const begun = await begin();
    expect(await step(begun, 'paint', { colour: 'red' })).toMatchObject({
      status: 409,
      json: { code: 'WIZARD_STEP_NOT_REACHED', missing: ['name'] },
    });
    expect(await step(begun, 'glaze', {})).toMatchObject({
      status: 404,
      json: { code: 'WIZARD_STEP_UNKNOWN' },
    });
    expect(await step(begun, 'name', { name: '', size: 1 })).toMatchObject({
      status: 400,
      json: { code: 'REQUEST_INVALID', errors: [{ pointer: '/name' }, { pointer: '/size' }] },
    });
    expect(await commit(begun)).toMatchObject({
      status: 409,
      json: { code: 'WIZARD_INCOMPLETE', missing: ['name', 'paint'] },
    });
    expect((await read(begun)).json).toEqual(begun.json);
  });

  it('forget the steps behind one that is done again', async () => {
    const again = await step(await painted(), 'name', { name: 'Mug' });
    expect(again.json).toMatchObject({ currentStep: 'paint', validationSummary: { name: { letters: 3 } } });
    expect(again.json.validationSummary).not.toHaveProperty('paint');
    expect(await commit(again)).toMatchObject({ status: 409, json: { missing: ['paint'] } });
    await commit(await step(again, 'paint', { colour: 'blue' }));
    expect(shelf.cups).toEqual(['Mug/blue/sam']);
  });

  it('change for whoever saw them last, and for one of two who change them at once', async () => {
    const begun = await begin();
    const tries = await Promise.all(['One', 'Two'].map((name) => step(begun, 'name', { name })));
    expect(tries.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(await step(begun, 'name', { name: 'Late' })).toMatchObject({
      status: 412,
      json: { code: 'WIZARD_VERSION_MISMATCH', currentVersion: 2 },
    });
    expect(await step(begun, 'name', { name: 'x' }, { headers: {} })).toMatchObject({ status: 428 });
  });

  it('are committed once: a repeat of the command has the same answer, another command is refused', async () => {
    const ready = await painted();
    const key = newUuid();
    const first = await commit(ready, key);
    const again = await commit(ready, key);
    expect([again.status, again.text, again.headers['idempotency-replayed']]).toEqual([
      201,
      first.text,
      'true',
    ]);
    expect(await commit(ready)).toMatchObject({ status: 409, json: { code: 'WIZARD_COMMITTED' } });
    expect(await commit(await read(ready))).toMatchObject({ status: 409 });
    expect(await step(await read(ready), 'name', { name: 'x' })).toMatchObject({ status: 409 });
    expect(await send('DELETE', ready, '')).toMatchObject({ status: 409 });
    expect(shelf.cups).toHaveLength(1);
  });

  it('are committed by one of many who try at once', async () => {
    const ready = await painted();
    const tries = await Promise.all(Array.from({ length: 6 }, () => commit(ready)));
    expect(tries.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    expect(shelf.cups).toHaveLength(1);
  });

  it('cost at their commit what they do, beside the commit itself', async () => {
    const left = ({ headers }: TestAnswer) => quotaFields(headers).map(({ name, r }) => [name, r]);
    const as = { ...sam, tenant: 'initech' };
    const headers = { 'if-match': '"3"', 'idempotency-key': newUuid() };
    const begun = await begin(as);
    await step(begun, 'name', { name: 'Cup' }, { as, headers: { 'if-match': '"1"' } });
    const ready = await step(begun, 'paint', { colour: 'red' }, { as, headers: { 'if-match': '"2"' } });
    const { tenantTotal, expensiveComputation } = QUOTAS;
    expect(left(ready)).toEqual([
      ['tenantTotal', tenantTotal.burst - 11],
      ['expensiveComputation', expensiveComputation.burst - 10],
    ]);
    expect(left(await send('POST', begun, '/commit', { as, headers }))).toEqual([
      ['tenantTotal', tenantTotal.burst - 19],
      ['expensiveComputation', expensiveComputation.burst - 17],
    ]);
  });

  it('are as before when their commit is refused', async () => {
    const ready = await painted();
    shelf.failure = new DomainError('NO_CLAY', 'conflict', 'there is no clay');
    expect(await commit(ready)).toMatchObject({ status: 409, json: { code: 'NO_CLAY' } });
    expect((await read(ready)).json).toEqual(ready.json);
    delete shelf.failure;
    expect(await commit(ready)).toMatchObject({ status: 201 });
  });

  it('are over after their time, have changed nothing, and are begun again', async () => {
    const ready = await painted();
    clock.advance(8 * HOUR_MS);
    const gone = { status: 410, json: { code: 'WIZARD_EXPIRED' } };
    expect(await commit(ready)).toMatchObject(gone);
    expect(await step(ready, 'paint', { colour: 'red' })).toMatchObject(gone);
    expect((await read(ready)).json).toMatchObject({ state: 'expired', version: 3 });
    expect(shelf.cups).toEqual([]);
    expect(await commit(await painted())).toMatchObject({ status: 201 });
  });

  it('are forgotten a week later', async () => {
    const ready = await painted();
    const acme = tenantId('acme');
    const night = async () => {
      const { type, input } = expireWizards(database.db).schedule;
      await database.db.withTenant(acme, 'write', (tx) =>
        enqueueJob(tx, { type, input, actor: systemPrincipal(acme, 'test') }),
      );
      const log = createLogger({ level: 'silent', format: 'json' });
      await runDueJobs({ database: database.db, handlers: wizards.jobs, clock, log });
    };
    clock.advance(8 * HOUR_MS + 7 * 24 * HOUR_MS);
    await night();
    expect(await read(ready)).toMatchObject({ status: 200 });
    clock.advance(1);
    await night();
    expect(await read(ready)).toMatchObject({ status: 404 });
  });

  it('are seen and worked on by their subject alone', async () => {
    const ready = await painted();
    for (const as of [
      { ...sam, subject: 'olga' },
      { ...sam, tenant: 'globex' },
    ]) {
      expect(await read(ready, as)).toMatchObject({ status: 404, json: { code: 'WIZARD_NOT_FOUND' } });
      const headers = { 'if-match': '"3"', 'idempotency-key': newUuid() };
      expect(await step(ready, 'name', { name: 'x' }, { as, headers })).toMatchObject({ status: 404 });
      expect(await send('POST', ready, '/commit', { as, headers })).toMatchObject({ status: 404 });
      expect(await send('DELETE', ready, '', { as })).toMatchObject({ status: 404 });
      const { items } = (await server.request('GET', '/wizards', { as })).json;
      expect(items).toEqual([]);
    }
    const { items } = (await server.request('GET', '/wizards?limit=1', { as: sam })).json;
    expect(items).toMatchObject([{ id: ready.json.id }]);
  });

  it('need the permission for what they do, at every step', async () => {
    const operator = { ...sam, roles: ['operator'] };
    expect(await begin(operator)).toMatchObject({ status: 403 });
    const ready = await painted();
    const headers = { 'if-match': ready.headers['etag'] as string, 'idempotency-key': newUuid() };
    expect(await step(ready, 'name', { name: 'x' }, { as: operator, headers })).toMatchObject({
      status: 403,
    });
    expect(await send('POST', ready, '/commit', { as: operator, headers })).toMatchObject({ status: 403 });
    expect(await begin(sam, 'saucer')).toMatchObject({ status: 422, json: { code: 'WIZARD_TYPE_UNKNOWN' } });
  });

  it('are open 20 at a time, and remember 64 KiB', async () => {
    const many = { ...sam, subject: 'many' };
    for (let count = 0; count < 20; count += 1) expect((await begin(many)).status).toBe(201);
    const full = await begin(many);
    expect(full).toMatchObject({ status: 409, json: { code: 'WIZARD_LIMIT_REACHED' } });
    const { items } = (await server.request('GET', '/wizards', { as: many })).json;
    await server.request('DELETE', `/wizards/${items[0].id}`, { as: many });
    const begun = await begin(many);
    expect(begun.status).toBe(201);
    const headers = { 'if-match': '"1"' };
    expect(await step(begun, 'name', { name: 'x'.repeat(65_536) }, { as: many, headers })).toMatchObject({
      status: 422,
      json: { code: 'WIZARD_TOO_LARGE' },
    });
  });
});
