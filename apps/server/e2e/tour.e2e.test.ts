import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { codeBlocks } from './code-blocks.ts';
import { demoInstallation } from './demo-installation.ts';
import { runBlocks } from './run-blocks.ts';

const README = new URL('../../../README.md', import.meta.url);

const SECTIONS = ['Five minutes', 'Configure a car', 'A bundle, a promotion, an approval'];

describe('the tour of the README', async () => {
  const installation = await demoInstallation();
  afterAll(() => installation.remove());

  it('answers what the README shows, command by command', { timeout: 180_000 }, async () => {
    const readme = await readFile(README, 'utf8');
    const blocks = SECTIONS.flatMap((heading) => codeBlocks(readme, heading));
    const server = await installation.start();
    expect(blocks.filter(({ language }) => language === 'sh').length).toBeGreaterThan(4);
    expect(await runBlocks(blocks, server, installation.environment)).toEqual([]);
    await server.stop();
  });
});
