import { existsSync } from 'node:fs';
import { isListening } from '@quotewright/acceleration/testing';
import { describe, expect, it } from 'vitest';
import { postgresMissing, startPostgres } from './postgres.ts';

const noPostgres = await postgresMissing();
const because = (reason: string | undefined) => (reason === undefined ? '' : ` [${reason}]`);

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe.skipIf(noPostgres !== undefined)(`a private PostgreSQL${because(noPostgres)}`, () => {
  it('starts, listens on loopback, and leaves nothing when it is stopped', async () => {
    const postgres = await startPostgres();
    const { port, hostname } = new URL(postgres.url);
    const pid = await postgres.pid();
    expect(hostname).toBe('127.0.0.1');
    expect(await isListening(Number(port))).toBe(true);
    await postgres.stop();
    expect(await isListening(Number(port))).toBe(false);
    expect(alive(pid)).toBe(false);
    expect(existsSync(postgres.directory)).toBe(false);
  });
});
