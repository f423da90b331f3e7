import { contentHash, DomainError, tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Answer, noContent, ok, sendBytes } from '../http/answer.ts';
import { nextNumber } from '../numbering/index.ts';
import { describeOnEachEngine, type TestDatabase } from '../testing/index.ts';
import { bytesOf, command, effectsOf, isReplay, keptKeys, takesNumber } from './fixtures/commands.ts';
import { runIdempotent } from './index.ts';

const another = { requestHash: contentHash({ quote: 'Q-2' }) };
const reused = expect.objectContaining({
  code: 'IDEMPOTENCY_KEY_REUSED_WITH_DIFFERENT_PAYLOAD',
  kind: 'conflict',
});

describeOnEachEngine('a command with an idempotency key', (engine) => {
  const clock = new ManualClock();
  let database: TestDatabase;

  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
  });
  afterAll(() => database.close());

  it('is answered again as it was the first time, byte by byte, and said to be', async () => {
    const first = await runIdempotent(database.db, command('again'), takesNumber('again'));
    const repeat = await runIdempotent(database.db, command('again'), takesNumber('again'));

    expect(first).toMatchObject({ status: 201, headers: { etag: '"1"' } });
    expect(isReplay(first)).toBe(false);
    expect(repeat.status).toBe(201);
    expect(bytesOf(repeat)).toBe(bytesOf(first));
    expect(JSON.parse(bytesOf(repeat))).toEqual({ number: 'again-2026-000001', total: '16.80' });
    expect(repeat.bytes?.contentType).toBe('application/json; charset=utf-8');
    expect(repeat.headers).toEqual({
      location: '/api/v1/orders/again-2026-000001',
      etag: '"1"',
      'idempotency-replayed': 'true',
    });
    expect(await effectsOf(database.db, 'again')).toBe(1);
  });

  it('is refused when the key comes with another payload', async () => {
    await runIdempotent(database.db, command('other'), takesNumber('other'));
    const other = runIdempotent(database.db, command('other', another), takesNumber('other'));
    await expect(other).rejects.toThrow(reused);
    expect(await effectsOf(database.db, 'other')).toBe(1);
  });

  it('never meets the same key of another tenant, caller or operation', async () => {
    const other = [
      { tenant: tenantId('globex') },
      { principal: 'user-2' },
      { operation: 'acceptQuote' },
      { principal: 'user-1","convertQuote' },
    ];
    await runIdempotent(database.db, command('shared'), takesNumber('shared'));
    for (const over of other) {
      const answer = await runIdempotent(database.db, command('shared', over), takesNumber('shared'));
      expect(isReplay(answer)).toBe(false);
    }
  });

  it('leaves nothing behind when it fails, so that a repeat tries again', async () => {
    const failing = runIdempotent(database.db, command('failing'), async (tx) => {
      await nextNumber(tx, 'failing');
      throw new DomainError('QUOTE_EXPIRED', 'conflict', 'too late');
    });
    await expect(failing).rejects.toThrow(expect.objectContaining({ code: 'QUOTE_EXPIRED' }));
    expect(await keptKeys(database.db)).not.toContain('failing');
    expect(await effectsOf(database.db, 'failing')).toBe(0);

    const repeat = await runIdempotent(database.db, command('failing', another), takesNumber('failing'));
    expect(isReplay(repeat)).toBe(false);
  });

  it('undoes and does not keep an answer that is no success', async () => {
    const refusing = () =>
      runIdempotent(database.db, command('refusing'), async (tx): Promise<Answer> => {
        await nextNumber(tx, 'refusing');
        return { status: 409, body: { code: 'NOT_NOW' } };
      });
    expect(await refusing()).toMatchObject({ status: 409, body: { code: 'NOT_NOW' } });
    expect(await refusing()).toMatchObject({ status: 409 });
    expect(await keptKeys(database.db)).not.toContain('refusing');
    expect(await effectsOf(database.db, 'refusing')).toBe(0);
  });

  it.each([
    ['no body', noContent()],
    ['bytes', sendBytes(Buffer.from([0, 255, 10, 128]), 'application/octet-stream', { etag: 'b' })],
    ['a body that is null', ok(null)],
    ['a body with every kind of text', ok({ text: '€ \u0000 😀 \ud800 "', list: [1.5, -0, null] })],
  ])('keeps an answer with %s', async (what, answer) => {
    const first = await runIdempotent(database.db, command(what), async () => answer);
    const repeat = await runIdempotent(database.db, command(what), async () => ok('ran twice'));
    expect(repeat.status).toBe(answer.status);
    expect(repeat.bytes?.contentType).toBe(first.bytes?.contentType);
    expect(bytesOf(repeat)).toBe(bytesOf(first));
  });

  it('is forgotten after its retention, at least a day, and makes room for the next effect', async () => {
    const repeat = (over = {}) => runIdempotent(database.db, command('daily', over), takesNumber('daily'));
    await repeat({ retentionHours: 1 });
    clock.advance(24 * 3_600_000 - 1);
    expect(isReplay(await repeat())).toBe(true);
    clock.advance(1);
    expect(isReplay(await repeat(another))).toBe(false);
    await expect(repeat()).rejects.toThrow(reused);
    expect(await effectsOf(database.db, 'daily')).toBe(2);
  });

  it('takes expired rows of others away, two for each new one', async () => {
    for (const key of ['old-1', 'old-2', 'old-3']) {
      await runIdempotent(database.db, command(key), async () => noContent());
    }
    clock.advance(48 * 3_600_000);
    const before = await keptKeys(database.db);
    await runIdempotent(database.db, command('new'), async () => noContent());
    const after = await keptKeys(database.db);
    expect(after).toContain('new');
    expect(after.length).toBe(before.length - 1);
  });

  it('has one effect however many callers ask at once, and everybody gets its answer', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => runIdempotent(database.db, command('storm'), takesNumber('storm'))),
    );
    expect(answers.filter(isReplay)).toHaveLength(49);
    expect(new Set(answers.map(bytesOf)).size).toBe(1);
    expect(await effectsOf(database.db, 'storm')).toBe(1);
  });

  it('has at most one effect per key in any interleaving of keys, payloads and failures', async () => {
    let run = 0;
    const attempt = fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      payload: fc.constantFrom(1, 2),
      fails: fc.boolean(),
      after: fc.nat({ max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(attempt, { minLength: 2, maxLength: 12 }), async (attempts) => {
        run += 1;
        const kind = (key: string) => `any-${run}-${key}`;
        const outcomes = await Promise.allSettled(
          attempts.map(async ({ key, payload, fails, after }) => {
            for (let turn = 0; turn < after; turn += 1) await Promise.resolve();
            const request = command(kind(key), { requestHash: contentHash(payload) });
            const answer = await runIdempotent(database.db, request, async (tx) => {
              const taken = await takesNumber(kind(key))(tx);
              if (fails) throw new DomainError('REFUSED', 'conflict', 'no');
              return taken;
            });
            return { key, text: bytesOf(answer) };
          }),
        );
        const answered = outcomes.flatMap((outcome) =>
          outcome.status === 'fulfilled' ? [outcome.value] : [],
        );
        for (const key of ['a', 'b', 'c']) {
          const texts = answered.filter((answer) => answer.key === key).map((answer) => answer.text);
          expect(new Set(texts).size).toBe(await effectsOf(database.db, kind(key)));
        }
      }),
      { numRuns: 25 },
    );
  });
});
