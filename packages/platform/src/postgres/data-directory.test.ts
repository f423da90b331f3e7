import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdDataDirectory } from './data-directory.ts';

describe('a data directory', () => {
  let directory: string;
  const children: ChildProcess[] = [];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'data-directory-'));
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(directory, { recursive: true });
  });

  async function holderProcess(): Promise<ChildProcess> {
    const module = new URL('./data-directory.ts', import.meta.url).href;
    const script = `
      const { holdDataDirectory } = await import(${JSON.stringify(module)});
      holdDataDirectory(${JSON.stringify(directory)});
      console.log('held');
      setInterval(() => {}, 1e6);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    return child;
  }

  it('is held by one process at a time, which the refusal names', async () => {
    const holder = await holderProcess();
    expect(() => holdDataDirectory(directory)).toThrow(
      expect.objectContaining({
        code: 'DATABASE_DIRECTORY_IN_USE',
        message: expect.stringContaining(`by the process ${holder.pid}`),
      }),
    );
  });

  it('is free again at once when its holder was killed', async () => {
    const holder = await holderProcess();
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    holdDataDirectory(directory).release();
  });

  it('does not believe a process id that was left behind and belongs to somebody else now', () => {
    writeFileSync(join(directory, 'database.pid'), `${process.pid}\n`);
    holdDataDirectory(directory).release();
  });

  it('is held once within a process, too, until it is released', () => {
    const held = holdDataDirectory(directory);
    expect(() => holdDataDirectory(directory)).toThrow(/in use/);
    held.release();
    holdDataDirectory(directory).release();
  });

  it('starts afresh where a first start was cut short, and never after one that succeeded', () => {
    const first = holdDataDirectory(directory);
    mkdirSync(first.engine);
    writeFileSync(join(first.engine, 'PG_VERSION'), 'half');
    first.release();

    const second = holdDataDirectory(directory);
    expect(existsSync(second.engine)).toBe(false);
    mkdirSync(second.engine);
    writeFileSync(join(second.engine, 'PG_VERSION'), 'whole');
    second.ready();
    second.release();

    const third = holdDataDirectory(directory);
    expect(readFileSync(join(third.engine, 'PG_VERSION'), 'utf8')).toBe('whole');
    third.release();
  });
});
