import { createAcceleration, createRegistry, namespaceOf } from '@quotewright/acceleration';
import { MemoryEngine, memoryStores } from '@quotewright/acceleration/memory';
import { testKeyRing } from '@quotewright/acceleration/testing';
import { aNamedCatalog } from '@quotewright/catalog/testing';
import { canonicalJson, type JsonObject, newUuid, tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { systemPrincipal } from '@quotewright/platform/auth';
import { type Caches, type Discrepancy, reconcileCopies } from '@quotewright/platform/cache';
import type { CommittedEvent, IdempotentConsumer } from '@quotewright/platform/messaging';
import { queries, type Tx } from '@quotewright/platform/postgres';
import {
  describeOnEachEngine,
  type TestDatabase,
  type TestServer,
  testServer,
} from '@quotewright/platform/testing';
import { PRICE_LIST_FORMAT } from '@quotewright/pricing';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeModules } from './describe-modules.ts';
import { composeModules, type Modules } from './modules.ts';

/** The longest that a copy of a pointer lives, whatever becomes of its event. */
const POINTER_MS = 60_000;
const TEN_MINUTES = 600_000;
const GIVEN = { adjustment: { type: 'percent', value: '-10' }, reason: 'asked for' } as const;
const LINE = { id: '1', offeringId: 'seat', quantity: '1', manualAdjustments: [GIVEN] };
/** With a promotion that one quote may have. */
const LIMITED = { lines: [LINE], currency: 'USD', promotionCodes: ['LIMITED'] };

interface CacheNode {
  readonly modules: Modules;
  readonly caches: Caches;
  close(): Promise<void>;
}

/*
 * One process changes everything and drops no copy, as if all others were cut off from it: nothing but its events can tell them. They
 * go to the consumers by hand, past the inbox, which would take doubled ones away.
 */
describeOnEachEngine('copies of all contexts, whatever becomes of events', (engine) => {
  const clock = new ManualClock();
  let database: TestDatabase;
  let store: MemoryEngine;
  let silent: Modules;
  let server: TestServer;
  /** Keeps its memory through a test. */
  let near: CacheNode;
  /** Has no memory: every copy comes out of the store. */
  let bare: CacheNode;
  let tenant: ReturnType<typeof tenantId>;
  let tenants = 0;
  let step = 0;
  /** Whose quote has taken the limited promotion. */
  let taken: { readonly quoteId: string; readonly revision: number } | undefined;
  beforeAll(async () => {
    const described = describeModules();
    const migrations = described.contexts.flatMap((context) => context.migrations ?? []);
    await described.close();
    database = await engine.open({ migrations, clock });
    store = new MemoryEngine({ clock });
    silent = composeModules({ database: database.db });
    const { authorizer } = silent.tenancy;
    server = await testServer({ modules: silent.contexts, database: database.db, clock, authorizer });
    near = await openNode();
    bare = await openNode({ localBytes: 0 });
  });
  beforeEach(async () => {
    tenants += 1;
    tenant = tenantId(`tenant-${tenants}`);
    taken = undefined;
    await database.db.withTenant(tenant, 'write', (tx) =>
      silent.tenancy.createTenant(tx, systemPrincipal(tenant, 'test'), { name: 'Acme' }),
    );
    const user = { subject: 'sam', name: 'Sam', roles: ['admin'] };
    await put('POST', '/admin/users', user);
    for (const subject of ['lee', 'ann'])
      await put('POST', '/admin/users', { subject, name: 'Somebody', roles: [] });
    await changeEverything();
  });
  afterAll(async () => {
    await near.close();
    await bare.close();
    await server.close();
    await silent.close();
    await database.close();
  });

  async function openNode(options: { readonly localBytes?: number } = {}): Promise<CacheNode> {
    const described = describeModules();
    const categories = described.caches.map(({ category }) => category);
    await described.close();
    const stores = memoryStores({ engine: store });
    const namespace = namespaceOf({ env: 'test', installationId: 'i-1', truthEpoch: 1 });
    const registry = createRegistry(categories);
    const keyRing = testKeyRing;
    const layer = createAcceleration({ namespace, registry, stores, keyRing, clock, ...options });
    await layer.ready();
    const caches: Caches = { ...layer, sharesChanges: true, generation: () => layer.health.generation };
    const modules = composeModules({ database: database.db, caches });
    return {
      modules,
      caches,
      async close() {
        await modules.close();
        await layer.close();
        await stores.close();
      },
    };
  }

  const boss = () => ({ tenant, subject: 'boss', roles: ['admin'] });
  async function put(method: string, path: string, body: object, headers = {}): Promise<void> {
    const { status, text } = await server.request(method, path, { as: boss(), body, headers });
    if (status >= 300) throw new Error(`${method} ${path}: ${text}`);
  }
  async function change(method: string, path: string, changed: (now: any) => object): Promise<void> {
    const { json, headers } = await server.request('GET', path, { as: boss() });
    await put(method, path, changed(json), { 'if-match': headers['etag'] as string });
  }

  /** A new value of everything that a consumer of cache events answers for. */
  async function changeEverything(): Promise<void> {
    step += 1;
    const odd = step % 2 === 1;
    await change(
      'PUT',
      '/admin/tenant-config',
      ({ version: _v, createdBy: _b, createdAt: _a, ...settings }) => ({
        ...settings,
        quoteValidityDays: 30 + step,
      }),
    );
    await change('PUT', '/admin/flags', () => ({ flags: { [`flag-${step}`]: true } }));
    await change('PATCH', '/admin/users/sam', () => ({ state: odd ? 'suspended' : 'active' }));
    await change('PATCH', '/admin/users/ann', () => ({ managerSubject: odd ? 'lee' : null }));
    await change('PUT', '/admin/authorization/policies', ({ roles }) => ({
      roles: { ...roles, seller: odd ? ['tenant:read'] : ['catalog:read'], chief: ['tenant:read'] },
      reach: { chief: 'team' },
    }));
    const actor = systemPrincipal(tenant, 'test');
    const work = { tenant, actor };
    const document = Buffer.from(JSON.stringify(aNamedCatalog(`name ${step}`, 'seat')));
    await silent.catalog.commands.importCatalog(work, document);
    await silent.catalog.commands.publishCatalog(work);
    const { importPriceList, publishPriceList, publishRuleSet } = silent.pricing.commands;
    const charge = { id: 'fee', name: 'Fee', type: 'recurring', period: 'month' };
    const price = { id: 'seat:fee', offeringId: 'seat', charge, model: 'flat', amount: `${100 * step}` };
    const priceList = { id: 'standard', name: 'Standard', currency: 'USD' };
    await importPriceList(actor, {
      priceListId: 'standard',
      document: { format: PRICE_LIST_FORMAT, priceList, prices: [price] },
    });
    await publishPriceList(actor, { priceListId: 'standard' });
    const promotion = {
      id: 'spring',
      name: 'Spring',
      combination: 'stackable',
      adjustment: { type: 'percent', value: `-${step}` },
    };
    const limited = { ...promotion, id: 'limited', code: 'LIMITED', limits: { redemptions: 1 } };
    await publishRuleSet(actor, {
      kind: 'promotions',
      document: { format: 'quotewright/promotions@1', promotions: [promotion, limited] },
    });
    await takeOrGiveBack();
    const thresholds = [{ abovePercent: '1', level: (step % 9) + 1 }];
    await publishRuleSet(actor, {
      kind: 'discountPolicy',
      document: { format: 'quotewright/discount-policy@1', rules: [{ id: 'all', thresholds }] },
    });
  }

  async function takeOrGiveBack(): Promise<void> {
    const { price, redeemPromotions, releasePromotions } = silent.pricing.api;
    const held = taken;
    const quote = { quoteId: newUuid(), revision: 1 };
    await asking('write', async (tx) =>
      held === undefined
        ? redeemPromotions(tx, { ...quote, priced: await price(tx, LIMITED) })
        : releasePromotions(tx, held),
    );
    taken = held === undefined ? quote : undefined;
  }

  const asking = <T>(access: 'read' | 'write', work: (tx: Tx) => Promise<T>) =>
    database.db.withTenant(tenant, access, work);
  const allowed = ({ tenancy }: Modules, subject: string, role: string) =>
    tenancy.authorizer.authorize({ tenant, subject, roles: [role] }, 'tenant:read', 'read').then(
      () => 'allowed',
      ({ code }) => code,
    );
  const team = ({ tenancy }: Modules, access: 'read' | 'write') =>
    tenancy.authorizer.authorize(
      { tenant, subject: 'lee', roles: ['chief'] },
      'tenant:read',
      access === 'read' ? 'read' : 'change',
    );
  const priced = (modules: Modules, access: 'read' | 'write' = 'read') =>
    asking(access, (tx) => modules.pricing.api.price(tx, { lines: [LINE], currency: 'USD' }));

  /** What a process answers, each part on its own. */
  async function answers(modules: Modules, access: 'read' | 'write' = 'read') {
    const { tenancy, catalog } = modules;
    const config = await asking(access, (tx) => tenancy.api.tenantConfig(tx));
    const { flags } = await asking(access, (tx) => tenancy.api.featureFlags(tx));
    const catalogVersion = await asking(access, (tx) => catalog.api.activeVersion(tx));
    const name = await asking(access, async (tx) => {
      const found = await catalog.api.findOfferings(tx, catalogVersion ?? 0, ['seat']);
      return found.get('seat')?.name;
    });
    const { result, input } = await priced(modules, access);
    const signals = await asking(access, (tx) =>
      modules.pricing.api.discountSignals(tx, ['sales'], { input, result }),
    );
    return {
      days: config.quoteValidityDays,
      flags: Object.keys(flags).join(),
      catalogVersion,
      name,
      list: result.lines[0]?.charges[0]?.unitPrice.amount,
      signals: canonicalJson(signals),
      total: result.totals.recurring[0]?.amount.amount,
      limited: await asking(access, (tx) => modules.pricing.api.price(tx, LIMITED)).then(
        () => 'to be had',
        ({ code }) => code,
      ),
      team: canonicalJson(await team(modules, access)),
      ...(access === 'read' && {
        sam: await allowed(modules, 'sam', 'admin'),
        seller: await allowed(modules, 'sally', 'seller'),
      }),
    };
  }
  const truth = (access: 'read' | 'write' = 'read') => answers(silent, access);

  /** Of this tenant since a place in the outbox, in their order. */
  async function eventsSince(place = 0): Promise<readonly CommittedEvent[]> {
    const { rows } = await database.db.withSystem((tx) =>
      sql<{
        id: string;
        type: string;
        version: number;
        kind: string;
        of: string;
        place: number;
        data: JsonObject;
      }>`
        select event_id as id, type, schema_version as version, aggregate_type as kind, aggregate_id as of,
          id::integer as place, data
        from platform.outbox where tenant_id = ${tenant} and id > ${place} order by platform.outbox.id
      `.execute(queries(tx)),
    );
    return rows.map(({ id, type, version, kind, of, place: sequence, data }) => ({
      id,
      tenant,
      type,
      schemaVersion: version,
      aggregate: { type: kind, id: of },
      sequence,
      data,
      occurredAt: clock.now(),
    }));
  }
  const placeOf = (events: readonly CommittedEvent[]) => events.at(-1)?.sequence ?? 0;

  /** To the consumers of one node: a group has each event once. */
  async function deliver({ modules }: CacheNode, events: readonly CommittedEvent[]): Promise<void> {
    for (const consumer of modules.consumers) {
      if (!consumer.name.endsWith('-caches')) continue;
      const wanted = events.filter(({ type }) => consumer.events.includes(type));
      if (wanted.length > 0) await (consumer as IdempotentConsumer).apply(wanted);
    }
  }

  const warm = async () => {
    for (let round = 0; round < 2; round += 1) {
      for (const { modules } of [near, bare]) await answers(modules);
    }
  };
  /** Without memory at once; with memory a moment later, when the bus has told of what another node has dropped. */
  const everyoneTellsTheTruth = async () => {
    const expected = await truth();
    await expect.poll(() => answers(near.modules)).toEqual(expected);
    expect(await answers(bare.modules)).toEqual(expected);
  };
  /** Everything was copied, and no copy was dropped: what is said is what was true then. A command is never told it. */
  async function changesUnheard() {
    await warm();
    const before = await truth();
    await changeEverything();
    for (const { modules } of [near, bare]) {
      expect(await answers(modules)).toEqual(before);
      expect(await answers(modules, 'write')).toEqual(await truth('write'));
    }
  }

  it('are right when events are doubled, and when those of long ago come again', async () => {
    const start = placeOf(await eventsSince());
    await changesUnheard();
    const news = await eventsSince(start);
    await deliver(bare, [...news, ...news]);
    await deliver(near, news);
    await everyoneTellsTheTruth();
    await deliver(near, await eventsSince());
    await everyoneTellsTheTruth();
  });

  it('are right when events come in any order', async () => {
    const start = placeOf(await eventsSince());
    await changesUnheard();
    const first = await eventsSince(start);
    await changeEverything();
    const second = await eventsSince(placeOf(first));
    await deliver(near, second.toReversed());
    await everyoneTellsTheTruth();
    await warm();
    await deliver(bare, first.toReversed());
    await everyoneTellsTheTruth();
  });

  it('are right a minute after a change whose events are ten minutes late, and stay so when they come', async () => {
    const start = placeOf(await eventsSince());
    const old = await priced(silent);
    await changesUnheard();
    const late = await eventsSince(start);
    clock.advance(POINTER_MS + 1);
    await everyoneTellsTheTruth();
    clock.advance(TEN_MINUTES - POINTER_MS);
    await warm();
    await changeEverything();
    await deliver(near, late);
    await everyoneTellsTheTruth();
    for (const { modules } of [near, bare, { modules: silent }]) {
      const derived = await asking('read', (tx) => modules.pricing.api.derive(tx, old.input));
      expect(canonicalJson(derived)).toBe(canonicalJson(old));
    }
  });

  it('are right at once when the events are lost and somebody reconciles', async () => {
    await changesUnheard();
    const reconcile = async (repair: boolean) => {
      const found: [string, Discrepancy, boolean][] = [];
      await reconcileCopies(tenant, {
        database: database.db,
        caches: bare.caches,
        categories: bare.modules.caches,
        repair,
        onUnreadable: (category, cause) => {
          throw new Error(category, { cause });
        },
        onFound: ({ category, discrepancy, dropped }) => void found.push([category, discrepancy, dropped]),
      });
      return found.sort();
    };
    const stale = [
      'authz.hierarchy-active',
      'authz.standing',
      'authz.user',
      'catalog.active-version',
      'pricing.active-version',
      'pricing.discount-policy-active',
      'pricing.promotion-budget',
      'pricing.promotions-active',
      'tenancy.config-active',
      'tenancy.flags-active',
    ];
    expect(await reconcile(true)).toEqual(stale.map((category) => [category, 'differs', true]));
    await everyoneTellsTheTruth();
    expect(await reconcile(false)).toEqual([]);
  });
});
