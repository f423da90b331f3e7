import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { contentHash, systemClock } from '@quotewright/kernel';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OwnedDatabase, openPostgres } from '../postgres/index.ts';
import { describeOnPostgres, type TestDatabase } from '../testing/index.ts';
import { acme, bytesOf, command, effectsOf, isReplay, takesNumber } from './fixtures/commands.ts';
import { commitCutter } from './fixtures/commit-cutter.ts';
import { insertRecord } from './idempotency-store.ts';
import { runIdempotent } from './index.ts';

const inProgress = expect.objectContaining({ code: 'IDEMPOTENCY_IN_PROGRESS' });

describeOnPostgres('a command repeated over several nodes', (engine) => {
  let database: TestDatabase;
  const nodes: OwnedDatabase[] = [];

  beforeAll(async () => {
    database = await engine.open({ migrations: [] });
  });
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.close()));
    await database.close();
  });

  function node(poolSize: number): OwnedDatabase {
    const opened = openPostgres({ url: database.url as string, clock: systemClock, poolSize });
    nodes.push(opened);
    return opened;
  }

  it('has one effect and 49 equal replays when two processes send it 50 times at once', async () => {
    const script = new URL('./fixtures/storm-process.ts', import.meta.url);
    const processes = [1, 2].map(() => fork(script, [database.url as string, '25']));
    await Promise.all(processes.map((child) => once(child, 'message')));
    const answers = (await Promise.all(processes.map(storm))).flat();

    expect(answers).toHaveLength(50);
    expect(answers.filter((answer) => answer.replayed)).toHaveLength(49);
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(await effectsOf(database.db, 'storm')).toBe(1);
  });

  it('costs no connection while it waits, and is in progress for every payload', async () => {
    const [first, second] = [node(2), node(1)];
    const [begun, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const effect = runIdempotent(first, command('slow'), async (tx) => {
      begun.resolve();
      await mayEnd.promise;
      return takesNumber('slow')(tx);
    });
    await begun.promise;

    const repeats = [first, second].flatMap((on) => [
      ...Array.from({ length: 20 }, () => runIdempotent(on, command('slow'), takesNumber('slow'))),
      runIdempotent(
        on,
        command('slow', { requestHash: contentHash('x'), waitForMs: 30 }),
        takesNumber('slow'),
      ),
    ]);
    const settled = Promise.allSettled(repeats);
    await expect(repeats[20]).rejects.toThrow(inProgress);
    await expect(repeats[41]).rejects.toThrow(inProgress);
    // One connection of the first node runs the effect; nothing else is taken for longer than a look.
    for (const on of [first, second]) await on.withTenant(acme, 'read', async () => undefined);

    mayEnd.resolve();
    expect(isReplay(await effect)).toBe(false);
    const outcomes = await settled;
    expect(
      outcomes.filter((outcome) => outcome.status === 'fulfilled' && isReplay(outcome.value)),
    ).toHaveLength(40);
    expect(await effectsOf(first, 'slow')).toBe(1);
  });

  it('is taken over by a repeat when the first one fails', async () => {
    const [first, second] = [node(2), node(2)];
    const [begun, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const failing = runIdempotent(first, command('taken-over'), async () => {
      begun.resolve();
      await mayEnd.promise;
      throw new Error('defect');
    });
    await begun.promise;
    const repeats = [first, first, second, second].map((on) =>
      runIdempotent(on, command('taken-over'), takesNumber('taken-over')),
    );
    mayEnd.resolve();
    await expect(failing).rejects.toThrow('defect');
    const answers = await Promise.all(repeats);
    expect(answers.filter(isReplay)).toHaveLength(3);
    expect(new Set(answers.map(bytesOf)).size).toBe(1);
    expect(await effectsOf(first, 'taken-over')).toBe(1);
  });

  it('yields to the row of a node that did not ask for the lock', async () => {
    const request = command('intruded');
    const answer = { status: 200, headers: {}, body: Buffer.from('theirs') };
    const other = node(1);
    const yielding = await runIdempotent(database.db, request, async (tx) => {
      const record = { requestHash: request.requestHash, answer };
      await other.withTenant(acme, 'write', (their) => insertRecord(their, request, record));
      return takesNumber('intruded')(tx);
    });
    expect([isReplay(yielding), bytesOf(yielding)]).toEqual([true, 'theirs']);
    expect(await effectsOf(database.db, 'intruded')).toBe(0);
  });

  it.each(['before', 'after'] as const)(
    'is not doubled when its connection is cut just %s the server commits',
    async (when) => {
      const cutter = await commitCutter(database.url as string);
      const key = `cut-${when}`;
      const cutNode = openPostgres({ url: cutter.url, clock: systemClock, poolSize: 4 });
      cutter.cutNext(when);
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => runIdempotent(cutNode, command(key), takesNumber(key))),
      );
      expect(cutter.cuts).toBe(1);
      expect(new Set(answers.map(bytesOf)).size).toBe(1);
      // When it was committed, even the first caller learns the answer from the row.
      expect(answers.filter(isReplay)).toHaveLength(when === 'after' ? 10 : 9);
      expect(await effectsOf(database.db, key)).toBe(1);
      await cutNode.close();
      await cutter.close();
    },
  );

  it('runs again when the server ends its session before the commit', async () => {
    const operator = node(1);
    const attempt = (sabotage: boolean) =>
      runIdempotent(database.db, command('killed'), async (tx) => {
        const answer = await takesNumber('killed')(tx);
        if (sabotage) await endOpenTransactions(operator);
        return answer;
      });
    await expect(attempt(true)).rejects.toThrow(expect.objectContaining({ kind: 'unavailable' }));
    expect(await effectsOf(database.db, 'killed')).toBe(0);
    expect(isReplay(await attempt(false))).toBe(false);
    expect(await effectsOf(database.db, 'killed')).toBe(1);
  });
});

async function endOpenTransactions(operator: OwnedDatabase): Promise<void> {
  await operator.asOwner((session) =>
    session.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and state = 'idle in transaction'`),
  );
}

async function storm(child: ChildProcess): Promise<readonly { text: string; replayed: boolean }[]> {
  child.send('go');
  const [answers] = await once(child, 'message');
  return answers;
}
