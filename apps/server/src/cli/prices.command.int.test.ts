import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aNamedCatalog } from '@quotewright/catalog/testing';
import { newUuid, tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import { loadConfig } from '@quotewright/platform/config';
import { describeOnEachEngine, type TestDatabase, testServer } from '@quotewright/platform/testing';
import { PRICE_LIST_FORMAT, priceCategories } from '@quotewright/pricing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Installation, openInstallation } from '../compose/installation.ts';
import { pricesCommand } from './prices.command.ts';

const acme = tenantId('acme');
const actor = systemPrincipal(acme, 'test');
const seller = { tenant: 'acme', subject: 'sally', roles: ['admin'] };

/** What the command prints, and what it ends with. */
async function run(...words: string[]) {
  process.exitCode = undefined;
  const lines: string[] = [];
  const print = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  const progress = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const command = pricesCommand();
  for (const sub of command.commands) sub.exitOverride();
  try {
    await command.parseAsync(['node', 'prices', 'verify', ...words]);
    return { text: lines.join('\n'), exitCode: process.exitCode ?? 0 };
  } finally {
    print.mockRestore();
    progress.mockRestore();
    process.exitCode = undefined;
  }
}

describe('the command line of quotewright prices verify', () => {
  it.each([
    ['2026-02-30', 'there is no such day'],
    ['yesterday', 'write a day, such as 2026-03-01, or how long ago: 90s, 15m, 12h, 7d'],
    ['', 'write a day, such as 2026-03-01, or how long ago'],
    ['2999-01-01', 'nothing was priced in the future'],
  ])('refuses "%s" as the time since when', async (time, reason) => {
    await expect(run('--since', time)).rejects.toMatchObject({
      code: 'commander.invalidArgument',
      message: expect.stringContaining(reason),
    });
  });

  it('asks for that time, and refuses a sample of none', async () => {
    await expect(run()).rejects.toMatchObject({ code: 'commander.missingMandatoryOptionValue' });
    await expect(run('--since', '1h', '--sample', '0')).rejects.toMatchObject({
      code: 'commander.invalidArgument',
    });
  });
});

describeOnEachEngine('quotewright prices verify', (engine) => {
  let database: TestDatabase | undefined;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quotewright-prices-'));
    // The command opens an installation of its own: the embedded one by its folder, which nobody else may have open.
    database = engine.name === 'postgres' ? await engine.open({ migrations: [] }) : undefined;
    vi.stubEnv('DATABASE_URL', database?.url);
    vi.stubEnv('QUOTEWRIGHT_DATA_DIR', folder);
    vi.stubEnv('REDIS_URL', undefined);
    vi.stubEnv('KAFKA_BROKERS', undefined);
    await opened(sell);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await database?.close();
    await rm(folder, { recursive: true });
  });

  async function opened<T>(work: (installation: Installation) => Promise<T>): Promise<T> {
    const installation = await openInstallation(loadConfig(process.env));
    try {
      return await work(installation);
    } finally {
      await installation.close();
    }
  }

  /** A tenant with one offering at 100.00 USD, and two quotes about it: one priced, one draft. */
  async function sell({ modules, database: db }: Installation): Promise<void> {
    await db.withTenant(acme, 'write', (tx) => modules.tenancy.createTenant(tx, actor, { name: 'Acme' }));
    const work = { tenant: acme, actor };
    await modules.catalog.commands.importCatalog(
      work,
      Buffer.from(JSON.stringify(aNamedCatalog('name', 'seat'))),
    );
    await modules.catalog.commands.publishCatalog(work);
    const charge = { id: 'fee', name: 'Fee', type: 'recurring', period: 'month' };
    await modules.pricing.commands.importPriceList(actor, {
      priceListId: 'standard',
      document: {
        format: PRICE_LIST_FORMAT,
        priceList: { id: 'standard', name: 'Standard', currency: 'USD' },
        prices: [{ id: 'seat:fee', offeringId: 'seat', charge, model: 'flat', amount: '100' }],
      },
    });
    await modules.pricing.commands.publishPriceList(actor, { priceListId: 'standard' });
    const { authorizer } = modules.tenancy;
    const server = await testServer({ modules: modules.contexts, database: db, authorizer });
    const send = async (path: string, body?: object, etag?: string) => {
      const headers = { 'idempotency-key': newUuid(), ...(etag !== undefined && { 'if-match': etag }) };
      const answer = await server.request('POST', path, { as: seller, headers, body });
      if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`);
      return answer;
    };
    const account = await send('/accounts', {
      name: 'Customer',
      type: 'customer',
      segment: 'smb',
      customerType: 'business',
    });
    const body = { accountId: account.json.id, items: [{ offeringId: 'seat', quantity: '2' }] };
    await send('/quotes', body);
    const quote = await send('/quotes', body);
    await send(`/quotes/${quote.json.id}/price`, undefined, quote.headers['etag']);
    await server.close();
  }

  const asOwner = (...statements: readonly string[]) =>
    opened(({ database: db }) =>
      db.asOwner(async (session) => {
        const results = [];
        for (const statement of statements) results.push(await session.query(statement));
        return results.at(-1)?.rows ?? [];
      }),
    );

  const quarantined = () =>
    asOwner(
      `select category from platform.cache_generation where quarantined and tenant_id = 'acme' order by 1`,
    );

  it('ends with 0 where everything is proven', async () => {
    const found = await run('--since', '24h');
    expect(found.text).toMatch(/^1 prices proven, 0 diverged, .* of 1 tenants; \d+ per second\.$/);
    expect(found.exitCode).toBe(0);
    expect((await run('--since', '1s', '--tenant', 'acme')).exitCode).toBe(0);
  });

  it('refuses an unknown tenant', async () => {
    await expect(run('--since', '24h', '--tenant', 'globex')).rejects.toMatchObject({
      code: 'TENANT_UNKNOWN',
    });
  });

  it('names a quote whose kept price was changed by hand, ends with 1, and takes copies of prices out of use', async () => {
    const replaced = (from: string, to: string) =>
      `update quoting.quote_revision
       set price_result = convert_to(replace(convert_from(price_result, 'UTF8'), '${from}', '${to}'), 'UTF8')
       where price_result is not null`;
    await asOwner(replaced('200.00', '20.00'));
    const spared = await run('--since', '7d', '--no-quarantine');
    expect([spared.exitCode, await quarantined()]).toEqual([1, []]);

    const found = await run('--since', '7d', '--sample', '10', '--seed', 'a');
    await asOwner(replaced('20.00', '200.00'));
    expect(found.exitCode).toBe(1);
    const [line, summary] = found.text.split('\n');
    expect(line).toMatch(
      /^RESULT_CHANGED {2}acme {2}quote \S+ revision 1 \([0-9a-f-]{36}\), priced \S+: [0-9a-f]{64}$/,
    );
    expect(summary).toContain('0 prices proven, 1 diverged');
    expect(summary).toContain('(a sample, seed a)');
    expect(found.text).not.toContain('20.00');
    expect((await quarantined()).map(({ category }) => category)).toEqual(
      [...priceCategories, 'catalog.offering'].sort(),
    );
  });

  it('finds a published price that was changed by hand, and says so as JSON', async () => {
    // With the hash of each entry, as somebody would who knows how they are kept.
    const cheaper = `convert_to(replace(convert_from(document, 'UTF8'), '"100"', '"90"'), 'UTF8')`;
    await asOwner(
      `update pricing.price_row set body = replace(body::text, '"100"', '"90"')::jsonb`,
      'alter table pricing.price_index_entry disable trigger compiled_is_sealed',
      `update pricing.price_index_entry
       set document = ${cheaper}, content_hash = encode(sha256(${cheaper}), 'hex')`,
    );
    const { text, exitCode } = await run('--since', '24h', '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(text)).toMatchObject({
      proven: 0,
      diverged: 1,
      tenants: 1,
      stopped: false,
      divergences: [{ tenant: 'acme', revision: 1, reason: expect.stringMatching(/^PRICE_/) }],
    });
  });
});
