import { anOffering } from '@quotewright/catalog/testing';
import { canonicalJson, tenantId } from '@quotewright/kernel';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningConfiguration, runConfiguration } from '../testing/running-configuration.ts';

const enumOf = (id: string, values: readonly string[]) => ({
  id,
  name: id,
  type: 'enum',
  minCardinality: 1,
  values: values.map((value) => ({ id: value })),
});

/** A branch in a plan that follows from its users, with sites of their own, and a cable without anything to choose. */
function documentOf(plans: readonly string[]) {
  return {
    format: 'quotewright/catalog@1',
    sections: {
      'catalog/specifications@1': {
        items: [
          { id: 'plain', name: 'Plain' },
          {
            id: 'branch',
            name: 'Branch',
            characteristics: [
              enumOf('plan', plans),
              {
                id: 'users',
                name: 'Users',
                type: 'integer',
                minCardinality: 1,
                range: { min: 1, max: 9_000 },
              },
            ],
          },
          { id: 'site', name: 'Site', characteristics: [enumOf('region', ['r1', 'r2', 'r3'])] },
        ],
      },
      'catalog/offerings@1': {
        items: [
          anOffering('cable', { specificationId: 'plain' }),
          anOffering('firewall', { specificationId: 'plain' }),
          anOffering('site', { specificationId: 'site' }),
          anOffering('support', { specificationId: 'plain', validity: { until: '2026-03-02' } }),
          anOffering('branch', {
            specificationId: 'branch',
            children: [
              { offeringId: 'firewall', lower: 0, upper: 3 },
              { offeringId: 'support', lower: 0, upper: 1 },
              { offeringId: 'site', lower: 1, upper: 1, instances: { lower: 0, upper: 4 } },
            ],
          }),
        ],
      },
      'configuration/rules@1': {
        items: [
          {
            id: 'branch',
            rules: [
              {
                id: 'small',
                kind: 'constraint',
                then: "plan = 'silver' iff users < 50",
                message: 'Silver is for fewer than 50 users.',
              },
              {
                id: 'partners',
                kind: 'eligibility',
                variable: 'firewall/@quantity',
                when: "context.channel = 'partner'",
              },
            ],
          },
        ],
      },
    },
  };
}

describeOnPostgres('configuring over HTTP', (engine) => {
  let running: RunningConfiguration;
  let post: RunningConfiguration['post'];

  beforeAll(async () => {
    running = await runConfiguration(engine);
    ({ post } = running);
    await running.catalog.publish(documentOf(['silver', 'gold']));
    await running.catalog.publish(documentOf(['silver', 'platinum']));
  });
  afterAll(() => running.close());

  const choose = (chosen: Readonly<Record<string, unknown>>) =>
    Object.entries(chosen).map(([variable, value]) => ({ variable, value }));
  const evaluate = (chosen: Readonly<Record<string, unknown>>, more: object = {}) =>
    post('evaluate', { offeringId: 'branch', choices: choose(chosen), ...more });
  const variable = (answer: { json: any }, id: string) =>
    answer.json.variables.find((candidate: { id: string }) => candidate.id === id);

  it('answers what can still be chosen, with the rules it comes from', async () => {
    const answer = await evaluate({ users: 10 }, { count: true });
    expect(answer.status).toBe(200);
    expect(answer.headers['x-catalog-version']).toBe('2');
    expect(answer.headers['content-type']).toContain('application/json');
    expect(answer.json).toMatchObject({ catalogVersion: 2, status: 'VALID_COMPLETE', missing: [] });
    expect(answer.json.graph).toMatchObject({
      key: 'cpq:config:acme:rule-graph:v2:branch:2',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      mode: 'graph',
      ruleSetVersion: 2,
    });
    expect(variable(answer, 'plan')).toMatchObject({ value: 'silver', source: 'FORCED' });
    expect(BigInt(answer.json.remaining)).toBeGreaterThan(0n);
  });

  it('answers the same bytes to the same question, in the form the engine gave them', async () => {
    const first = await evaluate({ users: 10 });
    expect((await evaluate({ users: 10 })).text).toBe(first.text);
    const { catalogVersion: _, graph: __, ...answer } = first.json;
    expect(first.text.endsWith(canonicalJson(answer).slice(1))).toBe(true);
  });

  it('shows only what was asked for', async () => {
    const answer = await evaluate({ users: 10 }, { only: ['plan'] });
    expect(answer.json.variables.map(({ id }: { id: string }) => id)).toEqual(['plan']);
  });

  it('complaint: rules that cannot be debugged: a conflict is an answer that names choices and rules', async () => {
    const answer = await evaluate({ users: 10, plan: 'platinum' });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      status: 'CONFLICT',
      conflict: {
        choices: [
          { variable: 'users', value: 10 },
          { variable: 'plan', value: 'platinum' },
        ],
        rules: [{ ruleId: 'small', message: 'Silver is for fewer than 50 users.' }],
      },
    });
  });

  it('explains why a value cannot be chosen', async () => {
    const { excluded } = variable(await evaluate({ users: 10 }), 'plan');
    const explained = await post('explain', {
      offeringId: 'branch',
      choices: choose({ users: 10 }),
      reasonRef: excluded[0].reasonRef,
    });
    expect(explained).toMatchObject({ status: 200, headers: { 'x-catalog-version': '2' } });
    expect(explained.json).toMatchObject({
      kind: 'excluded',
      conflict: { choices: [{ variable: 'users' }], rules: [{ ruleId: 'small' }] },
    });
  });

  it('completes what is open, as cheap as can be', async () => {
    const completed = await post('complete', {
      offeringId: 'branch',
      choices: [],
      objective: 'cheapest',
      costs: [{ variable: 'plan', value: 'silver', amount: '10.50' }],
    });
    expect(completed.json).toMatchObject({
      status: 'VALID_COMPLETE',
      completion: { cost: '0', optimal: true },
    });
    expect(variable(completed, 'plan')).toMatchObject({ value: 'platinum' });
  });

  it('configures each instance by itself, under the id that the client gave it', async () => {
    const sites = [
      { path: 'site', id: 'north', choices: choose({ region: 'r1', '@quantity': 1 }) },
      { path: 'site', id: 'south' },
    ];
    const answer = await evaluate({ users: 10 }, { instances: sites });
    expect(answer.json).toMatchObject({
      status: 'VALID_INCOMPLETE',
      instances: [{ id: 'north' }, { id: 'south' }],
      missing: [{ variable: 'region', instance: { path: 'site', id: 'south' } }],
    });
  });

  it('sells to those alone who are eligible, and fails closed', async () => {
    const ofPartners = await evaluate({ users: 10 }, { context: { channel: 'partner' } });
    expect(variable(ofPartners, 'firewall/@quantity').domain).toEqual([0, 1, 2, 3]);
    for (const context of [{}, { channel: 'direct' }]) {
      const others = await evaluate({ users: 10 }, { context });
      expect(variable(others, 'firewall/@quantity').domain).toEqual([0]);
    }
  });

  it('takes the date of the tenant, not of the server', async () => {
    const today = await evaluate({ users: 10 });
    expect(variable(today, 'support/@quantity').domain).toEqual([0]);
    const dayBefore = await evaluate({ users: 10 }, { date: '2026-03-01' });
    expect(variable(dayBefore, 'support/@quantity').domain).toEqual([0, 1]);
  });

  it('is complete where there is nothing to configure, and knows no variable there', async () => {
    const cable = await post('evaluate', { offeringId: 'cable' });
    expect(cable.json).toMatchObject({ status: 'VALID_COMPLETE', graph: null, variables: [] });
    const refused = await post('evaluate', { offeringId: 'cable', choices: choose({ colour: 'red' }) });
    expect(refused.json).toMatchObject({
      status: 422,
      errors: [{ pointer: '/choices/0/variable', code: 'UNKNOWN_VARIABLE' }],
    });
  });

  it.each([
    [{ colour: 'red' }, 'UNKNOWN_VARIABLE', '/choices/0/variable'],
    [{ users: 10, plan: 'gold' }, 'UNKNOWN_VALUE', '/choices/1/value'],
    [{ plan: 7 }, 'VALUE_TYPE', '/choices/0/value'],
    [{ users: 9_001 }, 'QUANTITY_OUT_OF_RANGE', '/choices/0/value'],
    [{ 'firewall/@quantity': 4 }, 'QUANTITY_OUT_OF_RANGE', '/choices/0/value'],
  ])('refuses %j with 422 %s at its place', async (chosen, code, pointer) => {
    const answer = await evaluate(chosen);
    expect(answer.json).toMatchObject({
      status: 422,
      code: 'CONFIGURATION_INVALID',
      errors: [{ code, pointer }],
    });
  });

  it('names the first of many wrong choices, and how many there are', async () => {
    const many = Array.from({ length: 300 }, (_, index) => ({ variable: `v${index}`, value: true }));
    const answer = await post('evaluate', { offeringId: 'branch', choices: many });
    expect(answer.json).toMatchObject({ status: 422, errorCount: 300 });
    expect(answer.json.errors).toHaveLength(100);
  });

  it('has the rules of each version for ever', async () => {
    const old = await evaluate({ users: 90, plan: 'gold' }, { catalogVersion: 1 });
    expect(old).toMatchObject({ headers: { 'x-catalog-version': '1' } });
    expect(old.json).toMatchObject({ status: 'VALID_COMPLETE', graph: { ruleSetVersion: 1 } });
  });

  it('tells whoever began with other rules which choices are gone', async () => {
    const begun = await evaluate({ users: 90, plan: 'gold' }, { catalogVersion: 1 });
    const now = await evaluate({ users: 90 });
    const { hash } = begun.json.graph;
    const stale = await evaluate({ users: 90, plan: 'gold' }, { graphHash: hash });
    expect(stale.json).toMatchObject({
      status: 409,
      code: 'STALE_VERSION',
      catalogVersion: 2,
      graphHash: now.json.graph.hash,
      gone: [{ pointer: '/choices/1/value', variable: 'plan', value: 'gold' }],
    });
    const instances = [{ path: 'site', id: 'a', choices: choose({ region: 'r9' }) }];
    expect((await evaluate({ users: 90 }, { graphHash: hash, instances })).json).toMatchObject({
      code: 'STALE_VERSION',
      gone: [{ pointer: '/instances/0/choices/0/value', variable: 'region', value: 'r9' }],
    });
    expect((await evaluate({ users: 90 }, { graphHash: hash })).json).toMatchObject({
      code: 'STALE_VERSION',
      gone: [],
    });
    expect((await evaluate({ users: 90 }, { graphHash: now.json.graph.hash })).status).toBe(200);
  });

  it.each([
    ['an offering that the version does not have', { offeringId: 'nothing' }, 404, 'OFFERING_UNKNOWN'],
    ['a version that was never published', { catalogVersion: 99 }, 404, 'CATALOG_VERSION_UNKNOWN'],
  ])('knows nothing of %s', async (_what, change, status, code) => {
    expect((await evaluate({}, change)).json).toMatchObject({ status, code });
  });

  it("complaint: another tenant's rules are never met", async () => {
    const stranger = { tenant: 'other', subject: 'olga', roles: ['sales'] };
    for (const catalogVersion of [undefined, 1]) {
      const body = { offeringId: 'branch', ...(catalogVersion && { catalogVersion }) };
      expect((await post('evaluate', body, stranger)).status).toBe(404);
    }
    await running.catalog.as({ ...stranger, roles: ['admin'] }).publish(documentOf(['silver', 'gold']));
    const own = await post('evaluate', { offeringId: 'branch' }, stranger);
    expect(own.json.graph).toMatchObject({ key: 'cpq:config:other:rule-graph:v1:branch:1' });
  });

  it('is never answered by a version older than the one that was asked at least', async () => {
    const body = { offeringId: 'branch' };
    const ahead = await post('evaluate', body, undefined, { 'quotewright-min-version': 'catalog=9' });
    expect(ahead.json).toMatchObject({ status: 409, code: 'VERSION_NOT_PUBLISHED' });
    const here = await post('evaluate', body, undefined, { 'quotewright-min-version': 'catalog=2' });
    expect(here.status).toBe(200);
  });

  it.each([
    ['an account', { accountId: 'account-1' }],
    ['choices that are no list', { choices: { plan: 'silver' } }],
    ['a value that is a list', { choices: [{ variable: 'plan', value: ['silver'] }] }],
    ['a text too long', { choices: [{ variable: 'plan', value: 'x'.repeat(501) }] }],
    ['too many choices', { choices: Array.from({ length: 5_001 }, () => ({ variable: 'v', value: 1 })) }],
    ['too many instances', { instances: Array.from({ length: 2_001 }, () => ({ path: 'p', id: 'i' })) }],
    ['too much context', { context: Object.fromEntries(Array.from({ length: 101 }, (_, at) => [at, 1])) }],
    ['a context with structure', { context: { market: ['EU'] } }],
    ['a hash that is none', { graphHash: "' or 1=1" }],
    ['a day that is none', { date: '2026-02-30' }],
  ])('refuses %s with 400', async (_what, change) => {
    expect((await evaluate({}, change)).status).toBe(400);
  });

  it.each(['__proto__', 'constructor', 'toString', '../site', 'site/region', '='])(
    'knows no variable %j',
    async (name) => {
      const choices = [{ variable: name, value: 'x' }];
      const answer = await post('evaluate', { offeringId: 'branch', choices });
      expect(answer.json).toMatchObject({ status: 422, errors: [{ code: 'UNKNOWN_VARIABLE' }] });
    },
  );

  it('refuses a reason that no answer gave', async () => {
    const body = { offeringId: 'branch', reasonRef: 'nothing=at all' };
    expect((await post('explain', body)).json).toMatchObject({
      status: 422,
      errors: [{ pointer: '/reasonRef' }],
    });
  });

  it('is for those who may configure', async () => {
    const nobody = { tenant: 'acme', subject: 'nora', roles: [] };
    expect((await post('evaluate', { offeringId: 'branch' }, nobody)).status).toBe(403);
  });

  it('gives contexts downstream the same answer in their own transaction', async () => {
    const { database } = running.catalog;
    const request = {
      choices: [{ variable: 'users', value: 10 }],
      context: { date: '2026-03-01', values: {} },
    };
    const [known, unknown] = await database.db.withTenant(tenantId('acme'), 'read', async (tx) => {
      const { evaluate: ask } = running.configuration.api;
      const asked = { catalogVersion: 2, request };
      return [
        await ask(tx, { ...asked, offeringId: 'branch' }),
        await ask(tx, { ...asked, offeringId: 'none' }),
      ] as const;
    });
    expect(known).toMatchObject({ graph: { ruleSetVersion: 2 }, result: { status: 'VALID_COMPLETE' } });
    expect(unknown).toBeUndefined();
  });
});
