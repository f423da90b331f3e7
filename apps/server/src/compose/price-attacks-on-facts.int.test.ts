import { tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import { purgeCache } from '@quotewright/platform/cache';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type AttackedInstallation,
  type AttackedNode,
  openAttackedInstallation,
  type Stage,
} from './fixtures/attacked-installation.ts';
import { commandsKeepTheTruth, nobodySees, type SaleToAccount, shownAmount } from './fixtures/kept-price.ts';
import { command, newAccount, pricedQuote, send, simulate } from './fixtures/sale-over-http.ts';
import { readEnvelope, writeEnvelope } from './fixtures/stored-envelope.ts';

const redisUrl = process.env['REDIS_URL'];
const because = redisUrl === undefined ? ' [no REDIS_URL]' : '';
const PROMOTIONS = 'quotewright/promotions@1';
const POLICY = 'quotewright/discount-policy@1';
/** Place of the time of a load in an envelope: six bytes. */
const GENERATED_AT = 24;

/*
 * What a price is made from is copied under the seal of the installation: a forged copy is none. Who may write to the store can take
 * copies away, and put back one that was there before, under its own key and as long as it would have lived: a minute, where that says
 * anything else than the truth. These tests say what those who only ask see then, and that no command ever does.
 */
describe.skipIf(redisUrl === undefined)(`attacks on copies that prices are made from${because}`, () => {
  describeOnPostgres('somebody who may write everything in Redis', (engine) => {
    let installation: AttackedInstallation;
    let stage: Stage;
    let tenants = 0;
    let sale: SaleToAccount;
    /** Names no account, so that it never takes a connection before it has asked its copies. */
    let anonymous: { readonly tenant: string };
    beforeAll(async () => {
      installation = await openAttackedInstallation(engine, redisUrl as string);
    });
    beforeEach(async () => {
      tenants += 1;
      const tenant = await installation.newTenant(`acme-${tenants}`, '100');
      sale = { tenant, accountId: await newAccount(installation.truth, tenant, 'Initech') };
      anonymous = { tenant };
      stage = await installation.openStage();
    });
    afterEach(() => stage.close());
    afterAll(() => installation.close());

    /** Twice: whoever asks which version is active is told the version, too, and leaves no copy of it. */
    const warm = async () => {
      await simulate(stage.bare, anonymous);
      return shownAmount(await simulate(stage.bare, anonymous));
    };
    const key = (...parts: readonly string[]) => stage.attacker.key(`:${sale.tenant}:`, ...parts);
    /** Results that were made before stand in the way of what they are made from. */
    const forgetResults = async () => {
      const keys = await stage.attacker.keys(`:${sale.tenant}:`, 'result:');
      if (keys.length > 0) await stage.attacker.redis.del(...keys);
    };
    const shown = (node: AttackedNode = stage.bare) => simulate(node, anonymous).then(shownAmount);
    /** By a process that has priced nothing yet: the others remember charges that are right. */
    const shownElsewhere = async () => shown(await stage.open());
    const commandsAreRight = () => commandsKeepTheTruth(installation, stage, sale);
    const automatic = (more: object = {}) => ({
      id: 'spring',
      name: 'Spring',
      combination: 'stackable',
      adjustment: { type: 'percent', value: '-10' },
      ...more,
    });
    const publishPromotion = (more?: object) =>
      installation.publishRules(sale.tenant, {
        kind: 'promotions',
        document: { format: PROMOTIONS, promotions: [automatic(more)] },
      });
    async function purge(category: string): Promise<void> {
      const tenant = tenantId(sale.tenant);
      const order = { category, reason: 'forged', actor: systemPrincipal(tenant, 'test') };
      const { db } = installation.database;
      const row = await db.withTenant(tenant, 'write', (tx) => purgeCache(tx, order));
      await stage.near.caches?.announcePurge(row);
      await expect.poll(() => stage.bare.caches?.generation()).toBe(row.generation);
    }

    describe('forges a pointer', () => {
      it('to an older price list, or to one that was never published', async () => {
        await installation.publishList(sale.tenant, '120');
        expect(await warm()).toBe('360.00');
        const pointer = await key('active-version:USD');
        const right = await stage.attacker.read(pointer);
        for (const version of [1, 99]) {
          await stage.attacker.write(pointer, right);
          await stage.attacker.forge(pointer, (text) => text.replace('"version":2', `"version":${version}`));
          const { json } = await simulate(stage.bare, anonymous);
          expect(json.result.priceLists).toEqual([{ id: 'standard', version: 2 }]);
          expect(await shownElsewhere()).toBe('360.00');
        }
        await commandsAreRight();
      });

      it('to a catalog that was never published', async () => {
        await warm();
        await stage.attacker.forge(
          await stage.attacker.key(`catalog:${sale.tenant}:active-version`),
          (text) => text.replace('"version":1', '"version":99'),
        );
        expect(await shown()).toBe('300.00');
        expect(await shownElsewhere()).toBe('300.00');
        await commandsAreRight();
      });

      it('of promotions back to none', async () => {
        await publishPromotion();
        expect(await warm()).toBe('270.00');
        await stage.attacker.forge(await key('promotions:active'), (text) =>
          text.replace('"version":1', '"version":0'),
        );
        expect(await shown()).toBe('270.00');
        expect(await shownElsewhere()).toBe('270.00');
        await commandsAreRight();
      });
    });

    describe('puts the pointer of before back after a publication', () => {
      const outdated = async () => {
        await warm();
        const pointer = await key('active-version:USD');
        const bytes = await stage.attacker.read(pointer);
        await installation.publishList(sale.tenant, '120', stage.near.modules);
        return { pointer, bytes };
      };

      it('in the minute that it may live: who asks gets the price of before, which says of which version it is', async () => {
        const { pointer, bytes } = await outdated();
        await stage.attacker.write(pointer, bytes);
        const { json } = await simulate(stage.bare, anonymous);
        expect(json.result.priceLists).toEqual([{ id: 'standard', version: 1 }]);
        expect(shownAmount({ json } as never)).toBe('300.00');
        await commandsAreRight();
      });

      it('as if it had been read later than it was: the time is under the seal', async () => {
        const { pointer, bytes } = await outdated();
        const stored = readEnvelope(bytes);
        const readAt = stored.fixed.readUIntBE(GENERATED_AT, 6);
        stored.fixed.writeUIntBE(readAt + 1_000, GENERATED_AT, 6);
        await stage.attacker.write(pointer, writeEnvelope(stored));
        expect(await shown()).toBe('360.00');
        await commandsAreRight();
      });

      it('after its category was purged: it is of before', async () => {
        const { pointer, bytes } = await outdated();
        await purge('pricing.active-version');
        await stage.attacker.write(pointer, bytes);
        expect(await shown()).toBe('360.00');
        await commandsAreRight();
      });
    });

    describe('forges', () => {
      it('a price in the index', async () => {
        await warm();
        await stage.attacker.forge(await key('price-index:'), (text) => text.replace('"100"', '"1"'));
        await forgetResults();
        expect(await shownElsewhere()).toBe('300.00');
        await commandsAreRight();
      });

      it('the rules of a price list', async () => {
        await warm();
        await stage.attacker.forge(await key('price-rules:'), () => '[{"surprise":true}]');
        await forgetResults();
        expect(await shown()).toBe('300.00');
        expect(await shownElsewhere()).toBe('300.00');
        await commandsAreRight();
      });

      it("another tenant's price in the index, with the header of this one", async () => {
        const globex = await installation.newTenant(`globex-${tenants}`, '7');
        await warm();
        await simulate(stage.bare, { tenant: globex });
        const theirs = await stage.attacker.key(`:${globex}:`, 'price-index:');
        await stage.attacker.write(await key('price-index:'), await stage.attacker.read(theirs));
        await forgetResults();
        expect(await shown()).toBe('300.00');
        await stage.attacker.passOff(theirs, await key('price-index:'));
        await forgetResults();
        expect(await shownElsewhere()).toBe('300.00');
        await commandsAreRight();
      });

      it('the discount of a promotion', async () => {
        await publishPromotion();
        expect(await warm()).toBe('270.00');
        await stage.attacker.forge(await key('promotions:v1'), (text) => text.replace('"-10"', '"-90"'));
        await forgetResults();
        expect(await shownElsewhere()).toBe('270.00');
        await commandsAreRight();
      });

      it('the configuration of the tenant', async () => {
        const { truth } = installation;
        const path = '/admin/tenant-config';
        const { json, headers } = await send(truth, sale.tenant, 'GET', path);
        const { version: _v, createdBy: _b, createdAt: _a, ...body } = json;
        const changed = { ...body, quoteValidityDays: 31 };
        await send(truth, sale.tenant, 'PUT', path, { body: changed, etag: headers['etag'] });
        await warm();
        await stage.attacker.forge(await stage.attacker.key(`tenancy:config:${sale.tenant}:v`), (text) =>
          text.replace('"defaultCurrency":"USD"', '"defaultCurrency":"EUR"'),
        );
        expect(await shown()).toBe('300.00');
        await commandsAreRight();
      });

      it('an offering of the catalog', async () => {
        await warm();
        await stage.attacker.forge(await key('offering:v1:seat'), (text) =>
          text.replace(/"name":"[^"]*"/, '"name":"gold"'),
        );
        await forgetResults();
        for (const node of [stage.bare, await stage.open()])
          expect((await simulate(node, anonymous)).text).not.toContain('gold');
        await commandsAreRight();
      });

      it('nonsense of the right kind into everything', async () => {
        await publishPromotion();
        await warm();
        const misled: string[] = [];
        for (const stored of await stage.attacker.keys(`:${sale.tenant}:`)) {
          const before = await stage.attacker.read(stored);
          for (const nonsense of ['{}', '[]', 'null', '"', '[{}]', '{"version":-1}', '{"charges":[{}]}']) {
            await stage.attacker.forge(stored, () => nonsense);
            if ((await shown()) !== '270.00') misled.push(`${stored}: ${nonsense}`);
          }
          await stage.attacker.write(stored, before);
        }
        expect(misled).toEqual([]);
        await commandsAreRight();
      });
    });

    it('forges a discount policy that asks for nobody: the quote waits for its approval all the same', async () => {
      const rules = [{ id: 'all', thresholds: [{ abovePercent: '1', level: 3 }] }];
      await installation.publishRules(sale.tenant, {
        kind: 'discountPolicy',
        document: { format: POLICY, rules },
      });
      const given = { ...sale, discount: '-30' };
      await warm();
      await stage.attacker.forge(await key('discount-policy:active'), (text) =>
        text.replace('"version":1', '"version":0'),
      );
      for (const node of [stage.near, stage.bare]) {
        const submitted = await command(node, given, await pricedQuote(node, given), 'submit');
        const truly = await command(
          installation.truth,
          given,
          await pricedQuote(installation.truth, given),
          'submit',
        );
        expect(submitted.json.state).toBe(truly.json.state);
        expect(submitted.json.state).not.toBe('approved');
      }
    });

    describe('forges the counter of a promotion', () => {
      const sellOnce = async () => {
        let quote = await pricedQuote(installation.truth, sale);
        for (const name of ['submit', 'present', 'accept'])
          quote = await command(installation.truth, sale, quote, name);
      };

      it('that has run out: nobody sees it again', async () => {
        await publishPromotion({ limits: { redemptions: 1 } });
        await sellOnce();
        expect(await warm()).toBe('300.00');
        await stage.attacker.forge(await key('promotion-budget:spring'), (text) =>
          text.replace('"redemptions":1', '"redemptions":0'),
        );
        expect(await shown()).toBe('300.00');
        await commandsAreRight();
      });

      it('that had not run out, by putting it back: it is shown for the minute that it may live, and no quote gets it', async () => {
        await publishPromotion({ limits: { redemptions: 1 } });
        const early = await pricedQuote(stage.bare, sale);
        expect(early.json.totals.recurring[0].amount.amount).toBe('270.00');
        expect(await warm()).toBe('270.00');
        const counter = await key('promotion-budget:spring');
        const bytes = await stage.attacker.read(counter);
        await sellOnce();
        await stage.attacker.write(counter, bytes);
        expect(await shown()).toBe('270.00');
        await commandsAreRight();
        let quote = early;
        for (const name of ['submit', 'present']) quote = await command(stage.bare, sale, quote, name);
        await expect(command(stage.bare, sale, quote, 'accept')).rejects.toThrow('PROMOTION_EXHAUSTED');
      });

      it('that has not run out: nobody misses it', async () => {
        await publishPromotion({ limits: { redemptions: 100 } });
        expect(await warm()).toBe('270.00');
        await stage.attacker.forge(await key('promotion-budget:spring'), (text) =>
          text.replace('"redemptions":0', '"redemptions":100'),
        );
        expect(await shown()).toBe('270.00');
        await commandsAreRight();
      });

      it('to owe money: a budget is what PostgreSQL says it is', async () => {
        await publishPromotion({ currency: 'USD', limits: { budget: '40' } });
        await sellOnce();
        expect(await warm()).toBe('300.00');
        await stage.attacker.forge(await key('promotion-budget:spring'), (text) =>
          text.replace('"30"', '"-1000000"'),
        );
        expect(await shown()).toBe('300.00');
        await commandsAreRight();
      });
    });

    describe('forges a price with our own seal, because somebody gave away the secret', () => {
      /** Everything that this node has was made from the forged price. */
      const poisoned = async () => {
        await warm();
        const index = await key('price-index:');
        const right = await stage.attacker.read(index);
        const { current } = await installation.keyRingOf(stage.installationId);
        await stage.attacker.forge(index, (text) => text.replace('"100"', '"1"'), current);
        await forgetResults();
        const node = await stage.open();
        expect(await shown(node)).toBe('3.00');
        return { node, index, right };
      };

      it('shows it, so the tests above can fail: a command of the same process does not meet what that remembers', async () => {
        const { node } = await poisoned();
        await commandsKeepTheTruth(installation, { near: node, bare: node }, sale);
      });

      it('no kept price is proven or refuted by it', async () => {
        const { node } = await poisoned();
        const { input } = (await simulate(installation.truth, anonymous)).json;
        const { db } = installation.database;
        const derived = await db.withTenant(tenantId(sale.tenant), 'write', (tx) =>
          node.modules.pricing.api.derive(tx, input),
        );
        expect(derived.result.totals.recurring[0]?.amount.amount).toBe('300.00');
        let quote = await pricedQuote(installation.truth, sale);
        for (const name of ['submit', 'present', 'accept']) quote = await command(node, sale, quote, name);
        expect(quote.json).toMatchObject({
          state: 'accepted',
          totals: { recurring: [{ amount: { amount: '300.00' } }] },
        });
      });

      it('a result of it is shown until results, facts and memory are purged', async () => {
        const { node, index, right } = await poisoned();
        await stage.attacker.write(index, right);
        expect(await shown()).toBe('3.00');
        const [result] = await stage.attacker.keys(`:${sale.tenant}:result:`);
        const bytes = await stage.attacker.read(result as string);
        await purge('pricing.price-index');
        await purge('pricing.result');
        for (const one of [node, stage.near, stage.bare]) {
          await stage.attacker.write(result as string, bytes);
          await expect.poll(() => shown(one)).toBe('300.00');
        }
        await nobodySees(installation, stage, anonymous);
        await commandsKeepTheTruth(installation, { near: node, bare: stage.bare }, sale);
      });
    });
  });
});
