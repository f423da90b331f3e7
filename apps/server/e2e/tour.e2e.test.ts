import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { type CodeBlock, codeBlocks, shows } from './code-blocks.ts';
import { newInstallation } from './server-process.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const run = promisify(execFile);

/** Between the outputs of two blocks; bash prints it, no server does. */
const MARK = '=== end of block ===';

const SECTIONS = ['Five minutes', 'Configure a car', 'A bundle, a promotion, an approval'];

describe('the tour of the README', async () => {
  const installation = await newInstallation();
  afterAll(() => installation.remove());

  it('answers what the README shows, command by command', { timeout: 180_000 }, async () => {
    const readme = await readFile(`${ROOT}/README.md`, 'utf8');
    const blocks = SECTIONS.flatMap((heading) => codeBlocks(readme, heading));
    const server = await installation.start();
    const commands = blocks.filter(({ language }) => language === 'sh');
    const script = commands
      .map(({ text }) => `${text.replace('http://127.0.0.1:3000', server.url)}\necho '${MARK}'\n`)
      .join('');
    const { stdout } = await run('bash', ['-eu', '-o', 'pipefail', '-c', script], {
      env: installation.environment,
      cwd: ROOT,
    });
    const outputs = stdout.split(`${MARK}\n`);

    expect(commands.length).toBeGreaterThan(4);
    for (const [index, expected] of expectations(blocks)) {
      const actual = outputs[index] ?? '';
      expect(shows(expected, actual), `README shows\n${expected}\nbut the server answers\n${actual}`).toBe(
        true,
      );
    }
    await server.stop();
  });
});

/** What the README shows after its n-th block of commands. */
function expectations(blocks: readonly CodeBlock[]): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  let commands = 0;
  for (const { language, text } of blocks) {
    if (language === 'sh') commands += 1;
    else found.set(commands - 1, text);
  }
  return found;
}
