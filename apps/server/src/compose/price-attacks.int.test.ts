import { createKeyRing } from '@quotewright/acceleration';
import { SeededRandom } from '@quotewright/acceleration/testing';
import { tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import { purgeCache } from '@quotewright/platform/cache';
import { INSTALLATION_SECRET_ID } from '@quotewright/platform/config';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type AttackedInstallation,
  openAttackedInstallation,
  type Stage,
} from './fixtures/attacked-installation.ts';
import { commandsKeepTheTruth, nobodySees, type SaleToAccount, shownAmount } from './fixtures/kept-price.ts';
import { newAccount, simulate } from './fixtures/sale-over-http.ts';
import { readEnvelope, writeEnvelope } from './fixtures/stored-envelope.ts';

const redisUrl = process.env['REDIS_URL'];
const because = redisUrl === undefined ? ' [no REDIS_URL]' : '';
const MUTATIONS = 300;
const OPEN = ':result:';
const CONFIDENTIAL = ':confidential-result:';

describe.skipIf(redisUrl === undefined)(`attacks on copied results${because}`, () => {
  describeOnPostgres('somebody who may write everything in Redis', (engine) => {
    let installation: AttackedInstallation;
    let stage: Stage;
    let tenants = 0;
    /** Of acme: whoever has a contract, and whoever has none. */
    let agreed: SaleToAccount;
    let plain: SaleToAccount;
    /** Of a tenant with the same ids, the same versions and other prices. */
    let foreign: SaleToAccount;
    beforeAll(async () => {
      installation = await openAttackedInstallation(engine, redisUrl as string);
    });
    beforeEach(async () => {
      tenants += 1;
      const [acme, globex] = [
        await installation.newTenant(`acme-${tenants}`, '100'),
        await installation.newTenant(`globex-${tenants}`, '7'),
      ];
      const { truth } = installation;
      agreed = { tenant: acme, accountId: await newAccount(truth, acme, 'Initech') };
      plain = { tenant: acme, accountId: await newAccount(truth, acme, 'Hooli') };
      foreign = { tenant: globex, accountId: await newAccount(truth, globex, 'Initech') };
      await installation.agree(agreed, '60');
      stage = await installation.openStage();
      for (const sale of [agreed, plain, foreign]) {
        for (const node of [stage.near, stage.bare]) await simulate(node, sale);
      }
    });
    afterEach(() => stage.close());
    afterAll(() => installation.close());

    const keyOf = (sale: SaleToAccount, category = OPEN) => stage.attacker.key(`:${sale.tenant}${category}`);
    /** Neither those who ask nor those who command. */
    async function comesToNothing(sale = plain) {
      await nobodySees(installation, stage, sale);
      await commandsKeepTheTruth(installation, stage, sale);
    }
    const amounts = () =>
      Promise.all([agreed, plain, foreign].map((sale) => simulate(stage.bare, sale).then(shownAmount)));

    it('finds results of all of them to begin with, which are answered as copies', async () => {
      expect(await amounts()).toEqual(['180.00', '300.00', '21.00']);
      for (const sale of [agreed, plain, foreign])
        expect((await simulate(stage.bare, sale)).json.source).toBe('copy');
      expect((await stage.attacker.open(await keyOf(plain))).protection).toBe('sealed');
      expect((await stage.attacker.open(await keyOf(agreed, CONFIDENTIAL))).protection).toBe('encrypted');
    });

    it("copies another tenant's result under this tenant's key, byte for byte", async () => {
      const { attacker } = stage;
      await attacker.write(await keyOf(plain), await attacker.read(await keyOf(foreign)));
      await comesToNothing();
    });

    it("passes another tenant's result off as this tenant's, with the header and the sums of its own", async () => {
      await stage.attacker.passOff(await keyOf(foreign), await keyOf(plain));
      await comesToNothing();
    });

    it('gives the contract price of one account to the other', async () => {
      const { attacker } = stage;
      const [from, to] = [await keyOf(agreed, CONFIDENTIAL), await keyOf(plain)];
      await attacker.write(to, await attacker.read(from));
      await nobodySees(installation, stage, plain);
      await attacker.passOff(from, to);
      await nobodySees(installation, stage, plain);
      const stored = await attacker.open(to);
      await attacker.write(to, writeEnvelope({ ...stored, protection: 'sealed' }));
      await comesToNothing();
    });

    it('takes the contract price away from the account that has it', async () => {
      const { attacker } = stage;
      const [from, to] = [await keyOf(plain), await keyOf(agreed, CONFIDENTIAL)];
      await attacker.write(to, await attacker.read(from));
      await nobodySees(installation, stage, agreed);
      await attacker.passOff(from, to);
      await nobodySees(installation, stage, agreed);
      const stored = await attacker.open(to);
      await attacker.write(to, writeEnvelope({ ...stored, protection: 'encrypted' }));
      await comesToNothing(agreed);
    });

    it('copies a result of an old version of the price list under the key of the new one', async () => {
      const { attacker, near, bare } = stage;
      const old = await keyOf(plain);
      await installation.publishList(plain.tenant, '120', near.modules);
      await expect.poll(() => simulate(bare, plain).then(shownAmount)).toBe('360.00');
      // The newer one says so in its key.
      const now = await stage.attacker.key(`:${plain.tenant}${OPEN}v1.p2:`);
      await attacker.write(now, await attacker.read(old));
      await nobodySees(installation, stage, plain);
      await attacker.passOff(old, now);
      await comesToNothing();
    });

    describe('forges a total', () => {
      const cheap = (payload: string) => payload.replaceAll('"300.00"', '"3.00"');
      const forged = async () => {
        const stored = await stage.attacker.open(await keyOf(plain));
        const payload = Buffer.from(cheap(stored.payload.toString()));
        expect(payload.equals(stored.payload)).toBe(false);
        return { ...stored, payload };
      };
      const put = async (bytes: Buffer) => stage.attacker.write(await keyOf(plain), bytes);

      it('with the right SHA-256 and checksum, under the seal that was there', async () => {
        await put(writeEnvelope(await forged()));
        await comesToNothing();
      });

      it('with the right sums, as if this category had no seal', async () => {
        await put(writeEnvelope({ ...(await forged()), protection: 'hash' }));
        await comesToNothing();
      });

      it('with a seal of a secret of its own, under the id of ours', async () => {
        const mallory = createKeyRing({
          environment: `development/${stage.installationId}`,
          current: { id: INSTALLATION_SECRET_ID, secret: Buffer.alloc(32, 7) },
        });
        await put(writeEnvelope(await forged(), mallory.current));
        await comesToNothing();
      });

      it('with the seal of another environment that has the very same secret', async () => {
        const staging = await installation.keyRingOf(stage.installationId, 'staging');
        await put(writeEnvelope(await forged(), staging.current));
        await comesToNothing();
      });

      it('and would succeed with our own seal: so the test can fail, and commands still do not see it', async () => {
        const ours = await installation.keyRingOf(stage.installationId);
        await put(writeEnvelope(await forged(), ours.current));
        expect((await simulate(stage.bare, plain)).json.result.totals.recurring[0].amount.amount).toBe(
          '3.00',
        );
        await commandsKeepTheTruth(installation, stage, plain);
      });
    });

    it('puts the same bytes back after a purge', async () => {
      const { attacker, near } = stage;
      const key = await keyOf(plain);
      const bytes = await attacker.read(key);
      const row = await installation.database.db.withTenant(tenantId(plain.tenant), 'write', (tx) =>
        purgeCache(tx, {
          category: 'pricing.result',
          reason: 'a wrong price was seen',
          actor: systemPrincipal(tenantId(plain.tenant), 'test'),
        }),
      );
      await near.caches?.announcePurge(row);
      await expect.poll(() => stage.bare.caches?.generation()).toBe(row.generation);
      await attacker.write(key, bytes);
      for (const node of [near, stage.bare]) {
        await attacker.write(key, bytes);
        expect((await simulate(node, plain)).json.source).toBe('computed');
      }
      await attacker.write(key, bytes);
      await comesToNothing();
    });

    it('raises the generation that a result says it is of', async () => {
      const { attacker, bare } = stage;
      const key = await keyOf(plain);
      const stored = await attacker.open(key);
      stored.fixed.writeBigUInt64BE(2n ** 40n, 16);
      await attacker.write(key, writeEnvelope(stored));
      expect((await simulate(bare, plain)).json.source).toBe('computed');
      await comesToNothing();
    });

    it('puts the same bytes back after its price list went on: they are the price of another question', async () => {
      const { attacker, near, bare } = stage;
      const key = await keyOf(plain);
      const bytes = await attacker.read(key);
      await installation.publishList(plain.tenant, '120', near.modules);
      await attacker.write(key, bytes);
      await expect.poll(() => simulate(bare, plain).then(shownAmount)).toBe('360.00');
      await comesToNothing();
    });

    it('deletes everything', async () => {
      const { attacker } = stage;
      const keys = await attacker.keys(`:${plain.tenant}:`);
      expect(keys.length).toBeGreaterThan(5);
      await attacker.redis.del(...keys);
      await comesToNothing();
      await comesToNothing(agreed);
    });

    it('puts values of other kinds in the place of values', async () => {
      const { attacker } = stage;
      for (const key of await attacker.keys(`:${plain.tenant}:`)) {
        await attacker.redis.del(key);
        await attacker.redis.rpush(key, 'surprise');
      }
      await comesToNothing();
    });

    it('changes any bytes of anything, many times', async () => {
      const { attacker, bare } = stage;
      const random = new SeededRandom(20_260_301);
      const right = await simulate(installation.truth, plain);
      const keys = await attacker.keys(`:${plain.tenant}:`);
      const originals = new Map(
        await Promise.all(keys.map(async (key) => [key, await attacker.read(key)] as const)),
      );
      for (let mutation = 0; mutation < MUTATIONS; mutation += 1) {
        const key = random.pick(keys);
        const bytes = Buffer.from(originals.get(key) as Buffer);
        for (let change = random.between(1, 4); change > 0; change -= 1) {
          const at = random.between(0, bytes.length - 1);
          bytes.writeUInt8(bytes.readUInt8(at) ^ random.between(1, 255), at);
        }
        const whole = random.chance(0.2) ? bytes.subarray(0, random.between(0, bytes.length - 1)) : bytes;
        await attacker.write(key, whole);
        const { status, json } = await simulate(bare, plain);
        expect([status, json.priceHash], `mutation ${mutation} of ${key}`).toEqual([
          200,
          right.json.priceHash,
        ]);
        await attacker.write(key, originals.get(key) as Buffer);
      }
      await commandsKeepTheTruth(installation, stage, plain);
    });

    it('cuts a result anywhere, or appends to it', async () => {
      const { attacker, bare } = stage;
      const right = await simulate(installation.truth, plain);
      const key = await keyOf(plain);
      const bytes = await attacker.read(key);
      const { payload } = readEnvelope(bytes);
      const cuts = [0, 1, 3, 4, 16, 63, 64, bytes.length - payload.length, bytes.length - 1];
      for (const cut of [...cuts.map((at) => bytes.subarray(0, at)), Buffer.concat([bytes, bytes])]) {
        await attacker.write(key, cut);
        const { status, json } = await simulate(bare, plain);
        expect([status, json.priceHash, json.source]).toEqual([200, right.json.priceHash, 'computed']);
      }
    });
  });
});
