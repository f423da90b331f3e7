import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tallyLine } from './summary-reporter.ts';

const root = resolve(import.meta.dirname, '../..');

describe('the last line of a test run', () => {
  it('counts skips only when there are some', () => {
    expect(tallyLine({ passed: 12, failed: 0, skipped: [] })).toBe('12 passed, 0 failed');
    expect(tallyLine({ passed: 1, failed: 2, skipped: ['a'] })).toBe('1 passed, 2 failed, 1 skipped');
  });
});

describe('npm test', () => {
  let folder: string;
  beforeEach(() => {
    // Below the root, where the configuration finds tests.
    folder = mkdtempSync(join(import.meta.dirname, 'sample-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function run(
    test: string,
    environment: Record<string, string> = {},
  ): Promise<{ code: number; lines: string[] }> {
    writeFileSync(join(folder, 'sample.test.ts'), `import { describe, expect, it } from 'vitest';\n${test}`);
    return new Promise((done) => {
      const env = { ...process.env, QUOTEWRIGHT_TEST_NO_SKIPS: '0', ...environment };
      execFile(process.execPath, ['scripts/test.ts', folder], { cwd: root, env }, (error, stdout) => {
        done({ code: error === null ? 0 : Number(error.code), lines: stdout.trimEnd().split('\n') });
      });
    });
  }

  it('ends with the tally and exit code 0 when all is well', async () => {
    const { code, lines } = await run(`it('passes', () => {});`);
    expect([code, lines.at(-1)]).toEqual([0, '1 passed, 0 failed']);
  });

  it('fails for a failing test', async () => {
    const { code, lines } = await run(`it('passes', () => {}); it('fails', () => { expect(1).toBe(2); });`);
    expect([code, lines.at(-1)]).toEqual([1, '1 passed, 1 failed']);
  });

  it('fails for a file that cannot be loaded', async () => {
    const { code, lines } = await run(`throw new Error('no');`);
    expect([code, lines.at(-1)]).toEqual([1, '0 passed, 1 failed']);
  });

  it('fails for an error that no test caught', async () => {
    const { code, lines } = await run(`it('passes', () => { Promise.reject(new Error('floating')); });`);
    expect([code, lines.at(-1)]).toEqual([1, '1 passed, 1 failed']);
  });

  it('names what it skipped, and allows no skip where told so', async () => {
    const skipping = `describe.skip('kafka [no broker]', () => { it('sends', () => {}); }); it('passes', () => {});`;
    const lenient = await run(skipping);
    expect([lenient.code, lenient.lines.at(-1)]).toEqual([0, '1 passed, 0 failed, 1 skipped']);
    expect(lenient.lines.join('\n')).toContain('kafka [no broker] > sends');
    const strict = await run(skipping, { QUOTEWRIGHT_TEST_NO_SKIPS: '1' });
    expect(strict.code).toBe(1);
  });

  it('does not even start without a service where no skips are allowed', async () => {
    const nothing = { PATH: '', REDIS_URL: '', QUOTEWRIGHT_TEST_NO_SKIPS: '1' };
    const { code, lines } = await run(`it('passes', () => {});`, nothing);
    expect([code, lines.at(-1)]).toEqual([1, '0 passed, 0 failed']);
  });
});
