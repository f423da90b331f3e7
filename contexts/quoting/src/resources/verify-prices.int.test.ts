import { contentHash, DomainError, sha256, tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import { queries } from '@quotewright/platform/postgres';
import { describeOnEachEngine, type TestAnswer } from '@quotewright/platform/testing';
import { type RawBuilder, sql } from 'kysely';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { VerifyKeptPrices } from '../application/verify-kept-prices.ts';
import type { PriceDivergence } from '../domain/price-divergence.ts';
import { quotingModule } from '../module.ts';
import { type RunningQuoting, runQuoting } from '../testing/index.ts';

const acme = tenantId('acme');
const actor = systemPrincipal(acme, 'test');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface Alarmed {
  proven: number;
  readonly diverged: PriceDivergence[];
  readonly quarantined: string[];
}

describeOnEachEngine('the proof of kept prices', (engine) => {
  let running: RunningQuoting;
  let alarmed: Alarmed;
  let quarantineFails = false;
  let quoting: ReturnType<typeof quotingModule>;
  beforeEach(async () => {
    running = await runQuoting(engine);
    quarantineFails = false;
    alarmed = { proven: 0, diverged: [], quarantined: [] };
    quoting = quotingModule({
      ...running.upstream,
      database: running.database.db,
      priceAlarm: {
        proven: (count) => {
          alarmed.proven += count;
        },
        diverged: (_tenant, divergence) => void alarmed.diverged.push(divergence),
        async quarantine(tenant, reason) {
          if (quarantineFails) throw new Error('no quarantine now');
          alarmed.quarantined.push(`${tenant} ${reason}`);
        },
      },
    });
  });
  afterEach(() => running.close());

  const verify = (query: Partial<VerifyKeptPrices> = {}, watch = {}) =>
    quoting.commands.verifyKeptPrices(actor, { since: 0, quarantine: true, ...query }, watch);

  const job = () => {
    const found = quoting.jobs.find(({ type }) => type === 'quoting.verify-prices');
    if (found === undefined) throw new Error('there is no such job');
    return found;
  };

  const runJob = async (input: object = {}) => {
    const signal = new AbortController().signal;
    const about = { id: 'job-1', tenant: acme, actor, attempt: 1, signal, progress: () => {} };
    return (await job().run({ ...about, input: job().input.parse(input) })) as any;
  };

  it('finds every price of a healthy tenant proven, whatever became of the quote', async () => {
    for (const state of ['draft', 'priced', 'approved', 'presented', 'accepted', 'rejected'] as const)
      await running.quotes.quoteIn(state);
    const revised = await running.quotes.command(await running.quotes.quoteIn('presented'), 'revise');
    await running.quotes.command(revised, 'price');
    const progress: unknown[] = [];
    const report = await verify({}, { progress: (...told: unknown[]) => progress.push(told) });
    expect(report).toEqual({ proven: 7, diverged: 0, known: 0, divergences: [] });
    expect(progress.at(-1)).toEqual([7, 7, 'prices']);
    expect(alarmed).toEqual({ proven: 7, diverged: [], quarantined: [] });
  });

  it('takes what was priced since the time that is asked about', async () => {
    await running.quotes.quoteIn('priced');
    running.clock.advance(HOUR_MS);
    const since = running.clock.now();
    await running.quotes.quoteIn('priced');
    expect((await verify({ since })).proven).toBe(1);
    expect((await verify({ since: since + 1 })).proven).toBe(0);
  });

  it('knows no price that a change of its quote has dropped', async () => {
    const priced = await running.quotes.quoteIn('priced');
    await running.quotes.change('PATCH', priced, '', { body: { name: 'Other' } });
    const [item] = priced.json.items;
    const changed = await running.quotes.read(priced);
    await running.quotes.change('PATCH', changed, `items/${item.id}`, { body: { quantity: '3' } });
    expect((await running.quotes.read(priced)).json.state).toBe('draft');
    expect(await verify()).toMatchObject({ proven: 0, diverged: 0 });
  });

  it('asks as a command does, so that no copy has a say', async () => {
    await running.quotes.quoteIn('priced');
    const derive = vi.spyOn(running.upstream.pricing, 'derive');
    await verify();
    expect(derive.mock.calls.map(([tx]) => tx.access)).toEqual(['write']);
  });

  it('finds a published version that was changed by hand, and changes nothing about the quote', async () => {
    const quotes = [await running.quotes.quoteIn('presented'), await running.quotes.quoteIn('accepted')];
    running.upstream.pricing.falsify(1, '1');
    const [{ json }] = quotes as [TestAnswer];
    const found: PriceDivergence[] = [];
    const report = await verify({}, { diverged: (one: PriceDivergence) => found.push(one) });
    expect(report).toMatchObject({ proven: 0, diverged: 2 });
    expect(report.divergences[0]).toEqual({
      quoteId: json.id,
      number: json.number,
      revision: 1,
      pricedAt: json.snapshot.pricedAt,
      priceHash: json.snapshot.priceHash,
      derivedPriceHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      reason: 'PRICE_DIFFERS',
    });
    expect(found).toEqual(report.divergences);
    expect(alarmed.diverged).toEqual(report.divergences);
    expect(alarmed.quarantined).toEqual([
      `acme PRICE_DIFFERS: revision 1 of quote ${json.number} is not proven`,
    ]);
    for (const quote of quotes) {
      const after = await running.quotes.read(quote);
      expect([after.text, after.headers['etag']]).toEqual([quote.text, quote.headers['etag']]);
      const [entry] = (await running.quotes.read(quote, '/history')).json.items;
      expect(entry).toMatchObject({ action: 'quote.price-diverged', actor: { subject: 'system:test' } });
      expect(JSON.stringify(entry)).not.toContain('amount');
    }
  });

  it('raises the alarm once: what the history of a quote has is named again, and takes no copies out of use again', async () => {
    const quote = await running.quotes.quoteIn('accepted');
    running.upstream.pricing.falsify(1, '1');
    expect(await verify()).toMatchObject({ diverged: 1, known: 0 });
    expect(await verify()).toMatchObject({ diverged: 1, known: 1 });
    expect([alarmed.diverged.length, alarmed.quarantined.length]).toEqual([1, 1]);
    const { items } = (await running.quotes.read(quote, '/history')).json;
    expect(items.filter(({ action }: { action: string }) => action === 'quote.price-diverged')).toHaveLength(
      1,
    );
  });

  it('tells of what it found, also where copies cannot be taken out of use, and tries that again', async () => {
    await running.quotes.quoteIn('accepted');
    running.upstream.pricing.falsify(1, '1');
    quarantineFails = true;
    await expect(verify()).rejects.toThrow('no quarantine now');
    expect(alarmed.diverged).toHaveLength(1);
    quarantineFails = false;
    expect(await verify()).toMatchObject({ diverged: 1, known: 0 });
    expect(alarmed.quarantined).toHaveLength(1);
  });

  it('leaves copies in use where it is told so', async () => {
    await running.quotes.quoteIn('priced');
    running.upstream.pricing.falsify(1, '1');
    expect(await verify({ quarantine: false })).toMatchObject({ diverged: 1 });
    expect([alarmed.diverged.length, alarmed.quarantined]).toEqual([1, []]);
  });

  const bytes = (text: string) => sql`convert_to(${text}::text, 'UTF8')`;
  const replaced = (column: string, from: string, to: string) =>
    sql`convert_to(replace(convert_from(${sql.ref(column)}, 'UTF8'), ${from}::text, ${to}::text), 'UTF8')`;

  it('finds every sealed revision in which somebody has changed anything that its price rests on or shows', async () => {
    const changes: readonly (readonly [PriceDivergence['reason'], RawBuilder<unknown>])[] = [
      ['RESULT_CHANGED', sql`price_result = ${replaced('price_result', '4.00', '0.40')}`],
      ['RESULT_CHANGED', sql`price_hash = ${contentHash('other')}`],
      ['INPUT_CHANGED', sql`price_input = ${replaced('price_input', 'direct', 'online')}`],
      ['INPUT_CHANGED', sql`price_input = price_input || ${bytes(' ')}`],
      ['INPUT_CHANGED', sql`price_input = ${bytes('{')}, input_hash = ${sha256('{')}`],
      ['PRICE_UNDERIVABLE', sql`price_input = ${bytes('null')}, input_hash = ${contentHash(null)}`],
      ['INPUT_CHANGED', sql`input_hash = ''`],
      ['RESULT_CHANGED', sql`price_hash = ''`],
      ['PRICE_DIFFERS', sql`price_result = ${bytes('{}')}, price_hash = ${contentHash({})}`],
      ['SHOWN_AMOUNTS_DIFFER', sql`totals = replace(totals::text, '4.00', '0.40')::jsonb`],
      ['SHOWN_AMOUNTS_DIFFER', sql`items = replace(items::text, '4.00', '0.40')::jsonb`],
    ];
    await asOwner(sql`alter table quoting.quote_revision disable trigger sealed`);
    await running.quotes.quoteIn('accepted');
    const expected: [string, PriceDivergence['reason']][] = [];
    for (const [reason, change] of changes) {
      const { id } = (await running.quotes.quoteIn('accepted')).json;
      expected.push([id, reason]);
      await asOwner(sql`update quoting.quote_revision set ${change} where quote_id = ${id}::uuid`);
    }
    const { proven, diverged, divergences } = await verify();
    expect([proven, diverged]).toEqual([1, changes.length]);
    expect(divergences.map(({ quoteId, reason }) => [quoteId, reason]).sort()).toEqual(expected.sort());
  });

  it('goes on where pricing cannot read what it derives from, and stops where it is not available', async () => {
    await running.quotes.quoteIn('priced');
    await running.quotes.quoteIn('priced');
    const derive = vi.spyOn(running.upstream.pricing, 'derive');
    derive.mockRejectedValueOnce(new TypeError('cannot read a price'));
    expect(await verify()).toMatchObject({
      proven: 1,
      diverged: 1,
      divergences: [{ reason: 'PRICE_UNDERIVABLE' }],
    });
    derive.mockRejectedValueOnce(new DomainError('DATABASE_UNAVAILABLE', 'unavailable', 'away'));
    await expect(verify()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });

  it('goes through more prices than a page, although they were made at the same time', async () => {
    await copies(await running.quotes.quoteIn('accepted'), 230);
    const totals: unknown[] = [];
    const report = await verify(
      {},
      { progress: (done: number, total: number) => totals.push(`${done}/${total}`) },
    );
    expect(report.proven).toBe(231);
    expect(new Set(running.upstream.pricing.derivations).size).toBe(1);
    expect(totals.at(-1)).toBe('231/231');
  });

  it('stops at the next price when it is told to', async () => {
    await copies(await running.quotes.quoteIn('accepted'), 20);
    const stop = new AbortController();
    const stopping = verify({}, { signal: stop.signal, progress: () => stop.abort(new Error('enough')) });
    await expect(stopping).rejects.toThrow('enough');
    expect(alarmed.proven).toBe(5);
  });

  it('proves a sample, the same for the same seed', async () => {
    await copies(await running.quotes.quoteIn('accepted'), 60);
    const falsified: Record<string, readonly number[]> = {};
    running.upstream.pricing.falsify(1, '1');
    for (const [name, seed] of [
      ['first', 'a'],
      ['again', 'a'],
      ['other', 'b'],
    ] as const) {
      const { divergences } = await verify({ sample: { size: 10, older: 0, seed } });
      falsified[name] = divergences.map(({ revision }) => revision);
    }
    expect(falsified['first']).toHaveLength(10);
    expect(falsified['again']).toEqual(falsified['first']);
    expect(falsified['other']).not.toEqual(falsified['first']);
  });

  it('has some older prices in a sample', async () => {
    for (let day = 0; day < 5; day += 1) {
      await running.quotes.quoteIn('priced');
      running.clock.advance(DAY_MS);
    }
    const since = running.clock.now();
    const seed = 'a';
    expect((await verify({ since, sample: { size: 10, older: 0, seed } })).proven).toBe(0);
    const { proven } = await verify({ since, sample: { size: 10, older: 20, seed } });
    expect(proven).toBeGreaterThan(1);
    expect(proven).toBeLessThanOrEqual(5);
  });

  it('is done every night by a job, whose result is the report', async () => {
    expect(quoting.schedules).toMatchObject([{ type: 'quoting.verify-prices', every: 'day' }]);
    expect(job().input.safeParse(quoting.schedules?.[0]?.input).success).toBe(true);
    const priced = await running.quotes.quoteIn('priced');
    expect(await runJob()).toEqual({ proven: 1, diverged: 0, known: 0, seed: 'job-1', divergences: [] });
    running.upstream.pricing.falsify(1, '1');
    expect(await runJob({ sample: 1, seed: 'x' })).toMatchObject({
      diverged: 1,
      seed: 'x',
      divergences: [{ quoteId: priced.json.id, reason: 'PRICE_DIFFERS' }],
    });
    expect([alarmed.diverged.length, alarmed.quarantined.length]).toEqual([1, 1]);
  });

  it('sees nothing of other tenants', async () => {
    await running.quotes.quoteIn('priced');
    const globex = systemPrincipal(tenantId('globex'), 'test');
    const query = { since: 0, quarantine: true };
    expect(await quoting.commands.verifyKeptPrices(globex, query)).toMatchObject({ proven: 0, diverged: 0 });
  });

  /** The accepted revision once more as so many ended ones, two of each microsecond. */
  async function copies(accepted: TestAnswer, count: number): Promise<void> {
    await asOwner(sql`
      insert into quoting.quote_revision
      select (r).* from (
        select jsonb_populate_record(q, jsonb_build_object(
          'revision', n + 1,
          'priced_at', q.priced_at + (n / 2) * interval '1 microsecond',
          'ended_as', 'superseded', 'ended_at', q.sealed_at
        )) as r
        from quoting.quote_revision as q cross join generate_series(1, ${count}::integer) as n
        where q.quote_id = ${accepted.json.id}::uuid
      ) as made`);
  }

  /** What only somebody with the owner's password could do. */
  async function asOwner(statement: RawBuilder<unknown>): Promise<void> {
    await running.database.db.withTenant(acme, 'write', async (tx) => {
      await sql`reset role`.execute(queries(tx));
      await statement.execute(queries(tx));
    });
  }
});
