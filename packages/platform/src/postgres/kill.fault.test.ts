import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { systemClock, tenantId } from '@quotewright/kernel';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { openEmbedded } from './open-embedded.ts';
import { queries } from './queries.ts';

const acme = tenantId('acme');
const ROUNDS = 3;
/** Commits to see before the kill: early ones meet a fresh write-ahead log, later ones a checkpointed one. */
const COMMITS_BEFORE_KILL = [1, 7, 40];

/**
 * The writer commits pairs of rows, one pair per transaction, and prints a pair's number only when its
 * COMMIT has returned.
 */
const writer = (directory: string, first: number) => `
  const { systemClock, tenantId } = await import('@quotewright/kernel');
  const { migrate, openEmbedded, queries } = await import('@quotewright/platform/postgres');
  const { sql } = await import('kysely');
  const database = await openEmbedded({ directory: ${JSON.stringify(directory)}, clock: systemClock });
  await migrate(database, []);
  for (let pair = ${first}; ; pair += 1) {
    await database.withTenant(tenantId('acme'), 'write', async (tx) => {
      for (const kind of ['left', 'right']) {
        await sql\`insert into platform.number_sequence (tenant_id, kind, year, last_value)
          values ('acme', \${kind + pair}, 2026, 1)\`.execute(queries(tx));
      }
    });
    console.log(pair);
  }`;

describe('kill -9 of the embedded process while it writes', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kill-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  async function writeUntilKilled(first: number, commits: number): Promise<number> {
    const child = spawn(process.execPath, ['--input-type=module', '-e', writer(directory, first)], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    let acknowledged = first - 1;
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged = Number(line);
      if (acknowledged >= first + commits - 1) child.kill('SIGKILL');
    }
    await exited;
    return acknowledged;
  }

  async function survivingPairs(): Promise<{ left: number[]; right: number[] }> {
    const database = await openEmbedded({ directory, clock: systemClock });
    const { rows } = await database.withTenant(acme, 'read', (tx) =>
      sql<{ kind: string }>`select kind from platform.number_sequence`.execute(queries(tx)),
    );
    await database.close();
    const numbers = (side: string) =>
      rows
        .filter(({ kind }) => kind.startsWith(side))
        .map(({ kind }) => Number(kind.slice(side.length)))
        .sort((a, b) => a - b);
    return { left: numbers('left'), right: numbers('right') };
  }

  it('loses no acknowledged commit and keeps no half of a transaction', { timeout: 120_000 }, async () => {
    let acknowledged = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      acknowledged = await writeUntilKilled(acknowledged + 1, COMMITS_BEFORE_KILL[round] as number);
      const { left, right } = await survivingPairs();
      expect(left).toEqual(right);
      // At most one more than was acknowledged: committed, and killed before it could say so.
      expect(left.slice(0, acknowledged)).toEqual(
        Array.from({ length: acknowledged }, (_, index) => index + 1),
      );
      expect(left.length - acknowledged).toBeLessThanOrEqual(1);
      acknowledged = left.length;
    }
  });
});
