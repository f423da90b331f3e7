import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type JWK } from 'jose';
import { demoInstallation } from '../demo-installation.ts';
import { type Reply, type Sending, send } from '../http-client.ts';
import { type DocumentedRoute, routesOf } from '../routes-of-document.ts';
import { performSale } from '../sale.ts';
import { type RunningServer } from '../server-process.ts';

const ROLES = 'sales,approver,catalog-manager,pricing-manager,operator,admin,partner';

/** Places in the state of a tenant that anything written would change. What pages begins with its newest or is read whole. */
const STATE = [
  '/accounts?limit=500',
  '/quotes?limit=500',
  '/orders?limit=500',
  '/catalog/versions',
  '/catalog/draft',
  '/price-lists?limit=500',
  '/admin/users',
  '/audit?limit=500',
  '/files?limit=100',
  '/wizards',
  '/me/preferences/quotes',
  '/hub',
];

/** A guard against a request that never ends, not a promise about time. */
const HANG_MS = 20_000;

/** One server on the demo installation, with two tenants that know nothing of each other. */
export interface LiveSystem {
  readonly server: RunningServer;
  readonly routes: readonly DocumentedRoute[];
  readonly document: OpenApi;
  /** The private key of the development issuer. */
  readonly key: JWK & { readonly kid: string; readonly alg: string };
  readonly owner: string;
  readonly rival: string;
  /** Values for the parameters of every route: things of the owner. */
  readonly ids: Readonly<Record<string, string>>;
  /** One request. Throws after 20 seconds without an answer. */
  ask(method: string, path: string, sending?: Sending): Promise<Reply>;
  /** What the tenant of the token can see of itself. */
  stateOf(token: string): Promise<readonly string[]>;
  /** By default a job of the owner. */
  endOfJob(path: string, token?: string): Promise<{ readonly state: string; readonly error?: object }>;
  remove(): Promise<void>;
}

export interface OpenApi {
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export async function startLiveSystem(): Promise<LiveSystem> {
  // One caller sends thousands of requests here: whether quotas hold is asked elsewhere.
  const installation = await demoInstallation({ QUOTEWRIGHT_RATE_LIMITS: 'off' });
  await installation.command('tenant', 'create', 'rival', '--name', 'Rival');
  const server = await installation.start();
  const tokenFor = async (tenant: string) =>
    (await installation.command('token', '--tenant', tenant, '--roles', ROLES)).stdout.trim();
  const [owner, rival] = await Promise.all([tokenFor('modelmart'), tokenFor('rival')]);
  const data = installation.environment['QUOTEWRIGHT_DATA_DIR'] as string;

  const ask = async (method: string, path: string, sending: Sending = {}): Promise<Reply> => {
    const guard = new AbortController();
    const hung = sleep(HANG_MS, undefined, { signal: guard.signal }).then(
      () => Promise.reject(new Error(`${method} ${path} hangs`)),
      () => new Promise<never>(() => {}),
    );
    return Promise.race([send(server.url, method, path, sending), hung]).finally(() => guard.abort());
  };
  const document: OpenApi = (await ask('GET', '/openapi.json')).json;
  return {
    server,
    document,
    routes: routesOf(document),
    key: JSON.parse(await readFile(join(data, 'development-issuer.jwk'), 'utf8')),
    owner,
    rival,
    ids: await thingsOf(owner, server.url),
    ask,
    stateOf: (token) =>
      Promise.all(STATE.map(async (path) => (await ask('GET', `/api/v1${path}`, { token })).text)),
    async endOfJob(path, token = owner) {
      for (const end = Date.now() + HANG_MS; ; ) {
        const { json } = await ask('GET', path, { token });
        if (json.state === 'succeeded' || json.state === 'failed') return json;
        if (Date.now() > end) throw new Error(`${path} does not end: ${JSON.stringify(json)}`);
        await sleep(20);
      }
    },
    remove: () => installation.remove(),
  };
}

async function thingsOf(token: string, url: string): Promise<Readonly<Record<string, string>>> {
  const as = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    send(url, method, `/api/v1${path}`, { token, headers, ...(body === undefined ? {} : { body }) });
  const accountId: string = (await as('GET', '/accounts?limit=1')).json.items[0].id;
  const sale = await performSale(url, token, accountId, 'owned');
  const quote = (await as('GET', `/quotes/${sale.quoteId}`)).json;
  const published = await as('POST', '/price-lists/usd/publications', undefined, {
    'idempotency-key': 'x-1',
  });
  const hook = { callback: 'https://partner.example/hook', eventTypes: ['QuoteAccepted'] };
  const hub = await as('POST', '/hub', hook, { 'idempotency-key': 'x-2' });
  const ping = await as('POST', `/hub/${hub.json.id}/test`);
  const file = await as('POST', '/files', { secret: 'Acme Robotics' });
  const wizard = await as('POST', '/wizards', { type: 'quote' });
  await as('PUT', '/me/preferences/quotes', { secret: 'Acme Robotics' });
  return {
    subscriptionId: hub.json.id,
    deliveryId: ping.json.id,
    // Nothing is parked in a sound installation: an id of the right form.
    parkedEventId: hub.json.id,
    fileId: file.json.id,
    wizardId: wizard.json.id,
    step: 'account',
    view: 'quotes',
    accountId,
    quoteId: sale.quoteId,
    itemId: quote.items[0].id,
    revision: '1',
    orderId: sale.orderId,
    jobId: published.json.id,
    offeringId: 'anthropic.claude-2',
    specificationId: 'ai-model',
    priceListId: 'usd',
    version: '1',
    context: 'catalog',
    circuitId: 'billing-core.health',
    category: 'catalog.offering',
    name: 'offerings@1',
    subject: 'sam',
  };
}
