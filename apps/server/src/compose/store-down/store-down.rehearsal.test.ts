import { redisMissing } from '@quotewright/acceleration/testing';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newAccount, simulate } from '../fixtures/sale-over-http.ts';
import { countingRehearsals } from './fixtures/counting-rehearsals.ts';
import { decidingRehearsals } from './fixtures/deciding-rehearsals.ts';
import { readingRehearsals } from './fixtures/reading-rehearsals.ts';
import { counted, type Rehearsal, type Scene } from './fixtures/scene.ts';
import { OPEN_TROUBLE, type TroubledStore } from './fixtures/store-troubles.ts';
import {
  openTroubledInstallation,
  type TroubledInstallation,
  type TroubledNode,
} from './fixtures/troubled-installation.ts';
import { STORE_DOWN, STORE_TROUBLES, type StoreDownUse, type StoreTroubleName } from './store-down-table.ts';

const noRedis = redisMissing();
const because = noRedis === undefined ? '' : ` [${noRedis}]`;

const REHEARSALS: Readonly<Record<StoreDownUse, Rehearsal>> = {
  ...readingRehearsals,
  ...decidingRehearsals,
  ...countingRehearsals,
};
const TROUBLES = Object.keys(STORE_TROUBLES) as StoreTroubleName[];
const USES = Object.keys(STORE_DOWN) as StoreDownUse[];
const ASKED = 30;

/** Operations that were sent to the store for somebody. */
function operations(node: TroubledNode): number {
  const sent = [...counted(node, 'redis_command_latency_ms')].filter(([name]) => name !== 'probe');
  return sent.reduce((sum, [, count]) => sum + count, 0);
}

/** What a process has noticed of the store's trouble. */
function troubles(node: TroubledNode): number {
  const failed = [...counted(node, 'redis_cache_trouble_total')].filter(([name]) => !name.endsWith(' open'));
  const lost = [...counted(node, 'redis_bus_event_total')].filter(([name]) => name !== 'trusted');
  return [...failed, ...lost].reduce((sum, [, count]) => sum + count, 0);
}

describe.skipIf(noRedis !== undefined)(`while the store is in trouble${because}`, () => {
  describeOnPostgres('every use of it goes on', (engine) => {
    let installation: TroubledInstallation;
    beforeAll(async () => {
      installation = await openTroubledInstallation(engine);
    });
    afterAll(() => installation.close());

    describe.each(TROUBLES.map((trouble) => [STORE_TROUBLES[trouble].name, trouble] as const))(
      '%s',
      (_name, trouble) => {
        const { silent } = STORE_TROUBLES[trouble];
        let store: TroubledStore;
        let scene: Scene;
        let before: number;
        const closing: (() => Promise<void>)[] = [];
        const rehearse = new Map<StoreDownUse, () => Promise<void>>();
        beforeAll(async () => {
          store = await OPEN_TROUBLE[trouble]();
          closing.push(() => store.stop());
          const { truth } = installation;
          const tenant = await installation.newTenant(`acme-${trouble.toLowerCase()}`, '100');
          const sale = { tenant, accountId: await newAccount(truth, tenant, 'Initech') };
          const near = await installation.openNode(store.settings);
          closing.push(() => near.close());
          const bare = await installation.openNode(store.settings, '0KiB');
          closing.push(() => bare.close());
          scene = { installation, truth, near, bare, sale, silent };
          for (const use of USES) rehearse.set(use, await REHEARSALS[use](scene));
          before = troubles(near) + troubles(bare);
          await store.begin(async () => {
            for (const node of [near, bare]) await simulate(node, { ...sale, promotionCodes: ['SPRING'] });
          });
        });
        afterAll(async () => {
          for (const close of closing.toReversed()) await close();
        });

        it.each(USES.map((use) => [STORE_DOWN[use].use, use] as const))('%s', async (_title, use) => {
          await rehearse.get(use)?.();
        });

        // Copies that are gone are like copies that never were: nobody has to notice.
        it.each([trouble].filter((one) => one !== 'flushed'))('is in trouble indeed: %s', () => {
          expect(troubles(scene.near) + troubles(scene.bare)).toBeGreaterThan(before);
        });

        it.each([trouble].filter(() => silent))(
          'is asked nothing more, once it was found to be silent: %s',
          async () => {
            const { near, bare, sale } = scene;
            for (const node of [near, bare]) {
              const layer = node.installation.caches?.layer;
              await expect
                .poll(async () => {
                  await simulate(node, sale);
                  return [layer?.health.store, layer?.health.coordination];
                })
                .not.toContain('closed');
              const sent = operations(node);
              for (let number = 0; number < ASKED; number += 1) {
                expect((await simulate(node, sale)).status).toBe(200);
              }
              expect(operations(node)).toBe(sent);
            }
          },
        );

        it('is used again when it is well', async () => {
          const { near, bare, sale } = scene;
          await store.end();
          for (const node of [near, bare]) {
            await expect
              .poll(async () => (await simulate(node, sale)).json.source, { timeout: 10_000 })
              .toBe('copy');
          }
          for (const node of [near, bare]) {
            const layer = node.installation.caches?.layer;
            await expect
              .poll(() => [layer?.health.store, layer?.health.coordination], { timeout: 10_000 })
              .toEqual(['closed', 'closed']);
          }
        });
      },
    );
  });
});
