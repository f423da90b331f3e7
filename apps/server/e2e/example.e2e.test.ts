import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { newInstallation, type RunningServer } from './server-process.ts';

const FOLDER = fileURLToPath(new URL('../../../examples/quote-to-order', import.meta.url));
const COMMANDS = fileURLToPath(new URL('../../../node_modules/.bin', import.meta.url));
const run = promisify(execFile);

describe('the example quote-to-order', async () => {
  // The default: a data folder relative to where npm is called, which is not where npm runs the example.
  const installation = await newInstallation({ QUOTEWRIGHT_DATA_DIR: '.quotewright' });
  afterAll(() => installation.remove());

  /** What a program of the example tells. */
  const told = async (server: RunningServer, program: string) => {
    const { stdout } = await run(process.execPath, [`src/${program}`], {
      cwd: FOLDER,
      env: {
        ...installation.environment,
        PATH: `${COMMANDS}:${installation.environment['PATH']}`,
        INIT_CWD: installation.directory,
        QUOTEWRIGHT_URL: server.url,
      },
    });
    return stdout;
  };

  it('sells, and tells what it costs in words', { timeout: 180_000 }, async () => {
    const server = await installation.start();
    const stdout = await told(server, 'main.ts');
    expect(stdout).toContain('Together: 16.80 USD');
    expect(stdout).toMatch(
      /Order (ORD-\d{4}-\d{6}) is acknowledged\.\nSent the same conversion again: still \1/,
    );
    expect(await server.stop()).toBe(0);
  });

  it('sells a bundle that somebody approves, and saves the document', { timeout: 180_000 }, async () => {
    const server = await installation.start();
    const stdout = await told(server, 'bundle-main.ts');
    expect(stdout).toContain('20 % off needs an approval of level 1');
    expect(stdout).toContain('Together: 2051.34 EUR a month and 375.00 EUR once');
    expect(stdout).toMatch(/Order ORD-\d{4}-\d{6} is acknowledged/);
    const [, file = ''] = /as a document: (.+)$/m.exec(stdout) ?? [];
    expect((await readFile(file)).subarray(0, 5).toString()).toBe('%PDF-');
    expect(await server.stop()).toBe(0);
  });
});
