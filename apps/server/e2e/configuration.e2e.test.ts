import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoInstallation } from './demo-installation.ts';
import { type Reply, send } from './http-client.ts';
import { type Installation, type RunningServer } from './server-process.ts';

/** Somebody of a demo tenant, asking the configurator. */
interface Configurator {
  ask(what: 'evaluate' | 'complete' | 'explain', body: object): Promise<Reply>;
  post(path: string, body?: object, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  get(path: string): Promise<Reply>;
}

describe('configuring over HTTP', () => {
  let installation: Installation;
  let server: RunningServer;
  let carworks: Configurator;
  let northstar: Configurator;

  const configurator = async (tenant: string): Promise<Configurator> => {
    const { stdout } = await installation.command('token', '--tenant', tenant, '--roles', 'sales');
    const token = stdout.trim();
    const base = server.url;
    return {
      ask: (what, body) => send(base, 'POST', `/api/v1/configurations/${what}`, { token, body }),
      post: (path, body, headers = {}) =>
        send(base, 'POST', `/api/v1${path}`, { token, headers, ...(body === undefined ? {} : { body }) }),
      get: (path) => send(base, 'GET', `/api/v1${path}`, { token }),
    };
  };

  beforeAll(async () => {
    installation = await demoInstallation();
    server = await installation.start();
    carworks = await configurator('carworks');
    northstar = await configurator('northstar');
  }, 180_000);
  afterAll(() => installation.remove());

  describe('the car with 2,513 features', () => {
    const CAR = { offeringId: 'automotive01' };

    it('has as many configurations as published: a number of 211 digits', async () => {
      const { status, json } = await carworks.ask('evaluate', { ...CAR, only: [], count: true });
      expect(status).toBe(200);
      expect(json.graph).toMatchObject({ mode: 'graph', ruleSetVersion: 1 });
      expect(json.remaining).toMatch(/^\d{211}$/);
    });

    it('is configured click by click without a dead end, and each click leaves fewer', async () => {
      const choices: { variable: string; value: unknown }[] = [];
      let remaining = 10n ** 211n;
      for (let click = 0; click < 12; click++) {
        const { json } = await carworks.ask('evaluate', { ...CAR, choices, count: true });
        expect(json.status).toBe('VALID_INCOMPLETE');
        expect(BigInt(json.remaining)).toBeLessThan(remaining);
        remaining = BigInt(json.remaining);
        const open = json.variables.filter((one: any) => one.domain.length > 1 && one.source !== 'USER');
        const next = open[(click * 37) % open.length];
        choices.push({ variable: next.id, value: next.domain.at(-1) });
      }
      const { json } = await carworks.ask('complete', { ...CAR, choices });
      expect([json.status, json.missing]).toEqual(['VALID_COMPLETE', []]);
    });

    it('answers the same bytes to the same question', async () => {
      const first = await carworks.ask('evaluate', CAR);
      expect((await carworks.ask('evaluate', CAR)).text).toBe(first.text);
    });

    it('says why something cannot be had: rules that exist, and no fewer would do', async () => {
      const evaluated = await carworks.ask('evaluate', CAR);
      const [{ reasonRef }] = evaluated.json.variables.flatMap((one: any) => one.excluded);
      const { json } = await carworks.ask('explain', { ...CAR, reasonRef });
      expect(json).toMatchObject({ kind: 'dead', minimal: true });
      expect(json.rules.length).toBeGreaterThan(0);
    });

    it('is sold: what is chosen and what follows from it is on the order', async () => {
      const { json: whole } = await carworks.ask('complete', CAR);
      const characteristics = Object.fromEntries(
        whole.variables.filter(({ value }: any) => value !== null).map(({ id, value }: any) => [id, [value]]),
      );
      const account = (await carworks.get('/accounts?limit=1')).json.items[0].id;
      const opened = await carworks.post('/quotes', {
        accountId: account,
        items: [{ ...CAR, quantity: '1', characteristics }],
      });
      expect(opened.status).toBe(201);
      const priced = await carworks.post(`/quotes/${opened.json.id}/price`, undefined, {
        'if-match': opened.headers.get('etag') ?? '',
        'idempotency-key': 'price-the-car',
      });
      expect([priced.status, priced.json.state]).toEqual([200, 'priced']);
      expect(priced.json.snapshot.configurationHash).toBe(whole.graph.hash);
    });
  });

  describe('a branch network', () => {
    const branch = (more: object) => ({ offeringId: 'secure-branch', ...more });
    const valueOf = ({ json }: Reply, id: string) => json.variables.find((one: any) => one.id === id);

    it.each([
      [1, 'silver'],
      [49, 'silver'],
      [50, 'gold'],
      [249, 'gold'],
      [250, 'platinum'],
      [10_000, 'platinum'],
    ])('of %i users has the plan %s, and services for all of them', async (users, plan) => {
      const choices = [{ variable: 'users', value: users }];
      const answer = await northstar.ask('evaluate', branch({ choices }));
      expect(valueOf(answer, 'plan')).toMatchObject({ value: plan, source: 'FORCED', domain: [plan] });
      expect(valueOf(answer, 'secure-seat/@quantity')).toMatchObject({ value: users, source: 'FORCED' });
      expect(valueOf(answer, 'cloud-firewall/@quantity').domain).toEqual([0, { min: users, max: users }]);
      expect(valueOf(answer, 'zero-trust-cloud/@quantity').domain).toEqual([0, { min: 1, max: users }]);
    });

    it('has no 1,000 Mbit/s in R3, no appliance at 100 Mbit/s, and at most one for each site', async () => {
      const site = (id: string, ...choices: readonly (readonly [string, unknown])[]) => ({
        path: 'site-access',
        id,
        choices: choices.map(([variable, value]) => ({ variable, value })),
      });
      const instances = [
        site('rural', ['region', 'r3'], ['@quantity', 2]),
        site('slow', ['bandwidth', '100']),
        site('city', ['region', 'r1'], ['bandwidth', '500'], ['@quantity', 3]),
      ];
      const { json } = await northstar.ask('evaluate', branch({ instances }));
      const domain = (id: string, variable: string) =>
        json.instances.find((one: any) => one.id === id).variables.find((one: any) => one.id === variable)
          .domain;
      expect(domain('rural', 'bandwidth')).toEqual(['100', '500']);
      expect(domain('slow', 'edge-appliance/@quantity')).toEqual([0]);
      expect(domain('city', 'edge-appliance/@quantity')).toEqual([0, 1, 2, 3]);
    });

    it('has at most 200 sites, over all lines', async () => {
      const site = (id: string, quantity: number) => ({
        path: 'site-access',
        id,
        choices: [{ variable: '@quantity', value: quantity }],
      });
      const { json } = await northstar.ask(
        'evaluate',
        branch({ instances: [site('a', 150), site('b', 51)] }),
      );
      expect(json.status).toBe('CONFLICT');
      expect(json.conflict.rules).toEqual([
        { ruleId: 'sites-in-total', origin: 'rule', message: 'A branch network has at most 200 sites.' },
      ]);
    });

    it('is told what is in the way, and how to get out of it', async () => {
      const choices = [
        { variable: 'users', value: 60 },
        { variable: 'plan', value: 'silver' },
      ];
      const { status, json } = await northstar.ask('evaluate', branch({ choices, only: ['plan'] }));
      expect([status, json.status]).toEqual([200, 'CONFLICT']);
      expect(json.conflict.choices).toEqual([
        { variable: 'users', value: 60 },
        { variable: 'plan', value: 'silver' },
      ]);
      expect(json.conflict.rules.map(({ message }: any) => message)).toEqual([
        'Silver is the plan from 1 users to 49.',
      ]);
      expect(json.repairs).toContainEqual([{ variable: 'plan', value: 'silver' }]);
    });

    it('is recommended a firewall when it is large', async () => {
      const choices = [{ variable: 'users', value: 250 }];
      const { json } = await northstar.ask('evaluate', branch({ choices, only: [] }));
      expect(json.advice.map(({ ruleId }: any) => ruleId)).toEqual(['firewall-for-many']);
    });
  });

  it('reports with a version what was compiled, and how large it is', async () => {
    const { json } = await carworks.get('/catalog/versions/1');
    expect(json.steps['configuration/rules@1']).toMatchObject({
      compiled: 1,
      offerings: [{ offeringId: 'automotive01', scopes: [{ path: '', mode: 'graph', variables: 1_459 }] }],
    });
  });
});
