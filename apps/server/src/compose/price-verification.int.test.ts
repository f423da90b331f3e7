import { createRecorder, systemRandom, systemTimers } from '@quotewright/acceleration';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type AttackedInstallation,
  openAttackedInstallation,
  type Stage,
} from './fixtures/attacked-installation.ts';
import { simulate } from './fixtures/sale-over-http.ts';

const redisUrl = process.env['REDIS_URL'];
const because = redisUrl === undefined ? ' [no REDIS_URL]' : '';
/** Milliseconds: a busy machine may answer late. */
const PATIENCE = { timeout: 20_000 };

/**
 * A copied result is right if what it was made from was. So the verification of a result asks no copy at all: these tests put a wrong fact
 * into the store, sealed as only the installation itself can, as a defect of ours would.
 */
describe.skipIf(redisUrl === undefined)(`verification of copied prices over Redis${because}`, () => {
  describeOnPostgres('a copied price', (engine) => {
    let installation: AttackedInstallation;
    let stage: Stage;
    let tenants = 0;
    let anonymous: { readonly tenant: string };
    beforeAll(async () => {
      installation = await openAttackedInstallation(engine, redisUrl as string);
    });
    beforeEach(async () => {
      tenants += 1;
      anonymous = { tenant: await installation.newTenant(`verified-${tenants}`, '100') };
      const promotion = {
        id: 'spring',
        name: 'Spring',
        combination: 'stackable',
        adjustment: { type: 'percent', value: '-10' },
      };
      await installation.publishRules(anonymous.tenant, {
        kind: 'promotions',
        document: { format: 'quotewright/promotions@1', promotions: [promotion] },
      });
      stage = await installation.openStage();
      // Twice: whoever asks which version is active is told the version, too, and leaves no copy of it.
      for (const _ of [1, 2]) await simulate(stage.bare, anonymous);
    });
    afterEach(() => stage.close());
    afterAll(() => installation.close());

    /** Verifies every hit, and waits not as long between its two looks at the truth. */
    async function openVerifying() {
      const telemetry = createRecorder();
      const node = await stage.open({
        telemetry,
        random: { ...systemRandom, fraction: () => 0.000_5 },
        timers: { after: (ms, call) => systemTimers.after(ms === 5_000 ? 100 : ms, call) },
      });
      const verdicts = () =>
        telemetry
          .snapshot()
          .metrics.filter(({ definition }) => definition.name === 'redis_cache_shadow_total')
          .flatMap(({ samples }) => samples)
          .filter(({ labels, value }) => value > 0 && labels['cache_name'] === 'pricing.result')
          .map(({ labels }) => labels['outcome']);
      return { node, verdicts };
    }
    async function forgetResults(): Promise<void> {
      await stage.attacker.redis.del(...(await stage.attacker.keys(`:${anonymous.tenant}:result:`)));
    }
    async function forge(name: string, change: (payload: string) => string): Promise<void> {
      const { current } = await installation.keyRingOf(stage.installationId);
      await stage.attacker.forge(await stage.attacker.key(`:${anonymous.tenant}:`, name), change, current);
      await forgetResults();
    }

    it('that is right is found to be the same', async () => {
      const { node, verdicts } = await openVerifying();
      expect((await simulate(node, anonymous)).json.source).toBe('copy');
      await expect.poll(verdicts, PATIENCE).toEqual(['same']);
    });

    it.each([
      ['promotions', 'diverged', 'promotions:v1', '"-10"', '"-90"'],
      ['the price index', 'diverged', 'price-index:', '"100"', '"1"'],
      // The hash of the wrong offering is in the input, which the catalog refuses: of such an input there is no price.
      ['an offering', 'diverged', 'offering:v1:seat', '"name":"', '"name":"wrong '],
    ])(
      'that was made from a wrong copy of %s is not confirmed: %s',
      async (_what, verdict, key, from, to) => {
        await forge(key, (payload) => payload.replace(from, to));
        const truly = await simulate(installation.truth, anonymous);
        const { node, verdicts } = await openVerifying();
        const wrong = await simulate(node, anonymous);
        expect(wrong.json.source).toBe('computed');
        expect(wrong.json.priceHash).not.toBe(truly.json.priceHash);
        expect(await simulate(node, anonymous).then(({ json }) => [json.source, json.priceHash])).toEqual([
          'copy',
          wrong.json.priceHash,
        ]);
        await expect.poll(verdicts, PATIENCE).toEqual([verdict]);
      },
    );
  });
});
