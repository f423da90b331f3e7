import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const bin = join(import.meta.dirname, '..', 'bin', 'quotewright.js');

describe('compiled code', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quotewright-compiled-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function version(cacheHome: string): Promise<string> {
    const { NODE_COMPILE_CACHE: _, ...env } = process.env;
    const ran = await promisify(execFile)(process.execPath, [bin, '--version'], {
      env: { ...env, XDG_CACHE_HOME: cacheHome },
    });
    return ran.stdout.trim();
  }

  it("is kept in the user's own caches, and nobody misses it where there is no place for it", async () => {
    const nowhere = join(folder, 'missing', 'caches');
    const shown = await version(nowhere);
    expect(shown).toMatch(/^\d+\.\d+\.\d+$/);
    expect(existsSync(nowhere)).toBe(false);
    expect(await version(folder)).toBe(shown);
    expect(existsSync(join(folder, 'quotewright', 'compiled'))).toBe(true);
    expect(await version(folder)).toBe(shown);
  });
});
