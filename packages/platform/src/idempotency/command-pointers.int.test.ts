import { MemoryEngine } from '@quotewright/acceleration/memory';
import { contentHash, sha256, tenantId } from '@quotewright/kernel';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { reconcileCopies } from '../cache/reconcile-copies.ts';
import { noContent } from '../http/answer.ts';
import { describeOnEachEngine, type TestDatabase } from '../testing/index.ts';
import { acme, bytesOf, command, effectsOf, isReplay, takesNumber } from './fixtures/commands.ts';
import { openPointerNode, type PointerNode } from './fixtures/pointer-world.ts';
import { commandId } from './idempotent-request.ts';
import { idempotencyModule } from './index.ts';
import { pointerCategory } from './pointer-category.ts';

const another = { requestHash: contentHash({ quote: 'Q-2' }) };
const reused = expect.objectContaining({ code: 'IDEMPOTENCY_KEY_REUSED_WITH_DIFFERENT_PAYLOAD' });
const FAST = ['read'];
const PROTOCOL = ['write'];

describeOnEachEngine('a pointer to a committed command', (engine) => {
  let database: TestDatabase;
  const nodes: PointerNode[] = [];

  beforeAll(async () => {
    database = await engine.open({ migrations: [] });
  });
  afterEach(() => Promise.all(nodes.splice(0).map((one) => one.close())));
  afterAll(() => database.close());

  async function node(...options: Parameters<typeof openPointerNode> extends [any, ...infer R] ? R : never) {
    const opened = await openPointerNode(database.db, ...options);
    nodes.push(opened);
    return opened;
  }

  /** Two nodes on one store, and a command that the first has committed. */
  async function committed(key: string) {
    const store = new MemoryEngine();
    const [first, second] = [await node(store), await node(store)];
    const answer = await first.run(command(key), takesNumber(key));
    return { first, second, answer };
  }

  const forget = (key: string) =>
    database.db.asOwner((session) => session.query('delete from platform.idempotency where key = $1', [key]));

  it('has the row read at once, without a lock, on every node', async () => {
    const { first, second, answer } = await committed('fast');
    expect(first.transactions()).toEqual(PROTOCOL);
    for (const on of [first, second]) {
      const repeat = await on.run(command('fast'), takesNumber('fast'));
      expect([isReplay(repeat), bytesOf(repeat)]).toEqual([true, bytesOf(answer)]);
      expect(on.transactions()).toEqual(FAST);
    }
    expect(await first.looks()).toEqual({ none: 1, hit: 1 });
    expect(await second.looks()).toEqual({ hit: 1 });
  });

  it('leaves the conflict to the row', async () => {
    const { second } = await committed('conflict');
    await expect(second.run(command('conflict', another), takesNumber('conflict'))).rejects.toThrow(reused);
    expect(second.transactions()).toEqual(FAST);
    expect(await effectsOf(database.db, 'conflict')).toBe(1);
  });

  it('is not made for a command that was refused or failed', async () => {
    const one = await node();
    const request = command('refused');
    await one.run(request, async () => ({ status: 409 }));
    await expect(one.run(request, () => Promise.reject(new Error('defect')))).rejects.toThrow('defect');
    expect(await one.layer.cache(pointerCategory).stored(one.keyOf(request))).toEqual({ outcome: 'nothing' });
    expect(await one.looks()).toEqual({ none: 2 });
  });

  it('is stale when its row is gone: the command has its effect, and is pointed to anew', async () => {
    const { second } = await committed('stale');
    await forget('stale');
    expect(isReplay(await second.run(command('stale', another), takesNumber('stale')))).toBe(false);
    expect(second.transactions()).toEqual([...FAST, ...PROTOCOL]);
    expect(await second.looks()).toEqual({ stale: 1 });
    await expect(second.run(command('stale'), takesNumber('stale'))).rejects.toThrow(reused);
  });

  it('is missed by nobody: without it the protocol finds the row, and makes it again', async () => {
    const { second, answer } = await committed('missing');
    second.stores.inject('flushed');
    const other = await node();
    for (const transactions of [PROTOCOL, FAST]) {
      const repeat = await other.run(command('missing'), takesNumber('missing'));
      expect([isReplay(repeat), bytesOf(repeat)]).toEqual([true, bytesOf(answer)]);
      expect(other.transactions()).toEqual(transactions);
    }
  });

  it.each([
    ['another command', {}],
    ['another tenant', { tenant: tenantId('globex') }],
    ['another caller', { principal: 'user-2' }],
  ])('says nothing when it is a copy of one of %s', async (what, over) => {
    const { first, second } = await committed(`theirs ${what}`);
    const theirs = command(`theirs ${what}`);
    const mine = command(`mine ${what}`, over);
    const bytes = await first.stores.entries.get(first.keyOf(theirs).data);
    if (bytes === null) throw new Error('the pointer was not stored');
    const forged = { token: 'somebody', value: bytes, ttl: 60_000 };
    await first.stores.entries.put(first.keyOf(mine), forged);
    expect(isReplay(await second.run(mine, takesNumber('mine')))).toBe(false);
    expect(second.transactions()).toEqual(PROTOCOL);
  });

  it('only costs a read when somebody has made one up', async () => {
    const one = await node();
    for (const [key, requestHash] of [
      ['made up', command('made up').requestHash],
      ['made up, other payload', another.requestHash],
    ] as const) {
      const request = command(key);
      const pointer = {
        tenantId: 'globex',
        commandKey: sha256(commandId(command('elsewhere'))),
        requestHash,
        status: 201,
        responseType: null,
        responseRef: '/api/v1/orders/none',
        createdAt: '2026-01-01T00:00:00.000Z',
      };
      await one.layer.cache(pointerCategory).get(one.keyOf(request), async () => pointer);
      expect(isReplay(await one.run(request, takesNumber(key)))).toBe(false);
      expect(one.transactions()).toEqual([...FAST, ...PROTOCOL]);
      const repeat = await one.run(request, takesNumber(key));
      expect(JSON.parse(bytesOf(repeat))).toMatchObject({ number: `${key}-2026-000001` });
      expect(one.transactions()).toEqual(FAST);
      expect(await effectsOf(database.db, key)).toBe(1);
    }
  });

  it.each(['garbage', 'huge', 'error-replies', 'late-writes', 'killed', 'full'] as const)(
    'makes no difference when the store is %s',
    async (fault) => {
      const key = `store-${fault}`;
      const { answer, second } = await committed(key);
      second.stores.inject(fault);
      const repeat = await second.run(command(key), takesNumber(key));
      expect([isReplay(repeat), bytesOf(repeat)]).toEqual([true, bytesOf(answer)]);
      await expect(second.run(command(key, another), takesNumber(key))).rejects.toThrow(reused);
      expect(isReplay(await second.run(command(`${key} first`), async () => noContent()))).toBe(false);
      expect(second.stores.struck[fault]).toBeGreaterThan(0);
      expect(await effectsOf(database.db, key)).toBe(1);
    },
  );

  it('is not waited for when the store hangs', async () => {
    const store = new MemoryEngine();
    const first = await node(store);
    const answer = await first.run(command('hanging'), takesNumber('hanging'));
    const second = await node(store, { impatient: true });
    second.stores.inject('hanging');
    // Nothing heals the store: these end because nobody waits for it.
    for (let turn = 0; turn < 5; turn += 1) {
      const repeat = await second.run(command('hanging'), takesNumber('hanging'));
      expect([isReplay(repeat), bytesOf(repeat)]).toEqual([true, bytesOf(answer)]);
    }
    await expect(second.run(command('hanging', another), takesNumber('hanging'))).rejects.toThrow(reused);
    expect(await second.looks()).toEqual({ none: 6 });
  });

  it('can be compared with its row', async () => {
    const { second } = await committed('compared');
    const { caches: categories } = idempotencyModule({ database: database.db, caches: second.layer });
    const found: string[] = [];
    const reconcile = () =>
      reconcileCopies(acme, {
        database: database.db,
        caches: second.layer,
        categories,
        repair: false,
        onFound: ({ discrepancy }) => void found.push(discrepancy),
        onUnreadable: (category) => void found.push(category),
      });
    expect(await reconcile()).toMatchObject({ stored: 1 });
    expect(found).toEqual([]);
    await database.db.asOwner((session) =>
      session.query(`update platform.idempotency set request_hash = 'changed' where key = 'compared'`),
    );
    await reconcile();
    expect(found).toEqual(['differs']);
  });
});
