import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GOLDEN_CASES, type GoldenCase } from '@quotewright/example-northstar';
import { cacheEvents } from '@quotewright/platform/cache';
import { loadConfig } from '@quotewright/platform/config';
import { queries } from '@quotewright/platform/postgres';
import { type AppendedEvent, eventFaults } from '@quotewright/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeModules } from '../src/compose/describe-modules.ts';
import { findInstallation } from '../src/compose/installation.ts';
import { demoInstallation } from './demo-installation.ts';
import { headOf, jobDone, type Northstar, northstarPeople, QuoteWalk } from './northstar.ts';
import { type Installation } from './server-process.ts';

/** Events that need what no journey has – time that passes, a purge –, and the tests that check them by their definitions. */
const CHECKED_ELSEWHERE: Readonly<Record<string, string>> = {
  CachePurged: 'packages/platform/src/cache/purge-cache.int.test.ts',
  QuoteExpired: 'contexts/quoting/src/resources/quote-walk.int.test.ts',
};

const definitions = [...describeModules().contexts.flatMap(({ events = [] }) => events), ...cacheEvents];

const goldenCase = (id: string) => GOLDEN_CASES.find((golden) => golden.id === id) as GoldenCase;

describe('the events of an installation in use', () => {
  let installation: Installation;
  let events: readonly AppendedEvent[];

  beforeAll(async () => {
    installation = await demoInstallation();
    const server = await installation.start();
    await journeys(await northstarPeople(installation, server.url));
    await server.stop();
    await installation.command('tenant', 'suspend', 'northstar', '--reason', 'the end of the tour');
    events = await appended(installation);
  }, 180_000);
  afterAll(() => installation.remove());

  it('keep their contracts, all of them', () => {
    expect(eventFaults(definitions, events)).toEqual([]);
  });

  it('are all that are defined, but for those that other tests check', async () => {
    const seen = new Set(events.map(({ type }) => type));
    const unseen = new Set(definitions.map(({ type }) => type).filter((type) => !seen.has(type)));
    expect([...unseen].toSorted()).toEqual(Object.keys(CHECKED_ELSEWHERE));
    for (const path of Object.values(CHECKED_ELSEWHERE)) {
      const text = await readFile(join(import.meta.dirname, '../../..', path), 'utf8');
      expect(/eventFaults|committedEvents/.test(text), path).toBe(true);
    }
  });
});

/** What people do, so that everything is told of which they can be the cause. The rest comes with the demo tenants. */
async function journeys({ sales, approver, admin, account }: Northstar): Promise<void> {
  const begin = async (golden: GoldenCase) => {
    const { account: name, items } = golden;
    return QuoteWalk.open(sales, { accountId: await account(name), ...headOf(golden), items });
  };

  // With a promotion, which its acceptance counts.
  const sold = await begin(goldenCase('F'));
  for (const command of ['price', 'submit', 'present', 'accept', 'convert']) await sold.act(sales, command);

  const argued = await begin(goldenCase('E'));
  await argued.act(sales, 'price');
  await argued.act(sales, 'submit');
  await argued.act(approver, 'decline', { reason: 'Too much' });
  await argued.act(sales, 'price');
  await argued.act(sales, 'submit');
  await argued.act(approver, 'approve', { reason: 'We want them' });
  await argued.act(sales, 'present');
  await argued.act(sales, 'reject', { reason: 'They want more' });
  await argued.act(sales, 'revise');
  await argued.act(sales, 'items', { offeringId: 'domain-name', quantity: '1' });
  await argued.act(sales, 'cancel', { reason: 'Nobody wants it' });

  await admin.put('/admin/rate-limits', { quotas: {}, costFactors: { simulation: 2 } }, '"0"');
  await admin.post('/admin/users', { subject: 'nils', name: 'Nils', roles: ['sales'] });
  await admin.post('/product-offerings/domain-name/retire');
  await jobDone(admin, await admin.post('/catalog/publications'));
}

async function appended({ environment }: Installation): Promise<readonly AppendedEvent[]> {
  const { database, close } = await findInstallation(loadConfig(environment));
  try {
    return await database.withSystem((tx) =>
      queries<{ 'platform.outbox': AppendedEvent }>(tx)
        .selectFrom('platform.outbox')
        .select(['type', 'schema_version', 'aggregate_type', 'data'])
        .execute(),
    );
  } finally {
    await close();
  }
}
