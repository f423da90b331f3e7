import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { codeBlocks } from './code-blocks.ts';
import { runBlocks } from './run-blocks.ts';
import { newInstallation } from './server-process.ts';

const PAGE = new URL('../../../docs/tutorial/model-your-first-bundle.md', import.meta.url);

describe('the tutorial', async () => {
  const installation = await newInstallation({ QUOTEWRIGHT_DEMO: 'false' });
  afterAll(() => installation.remove());

  it('answers what it shows, command by command', { timeout: 180_000 }, async () => {
    const page = await readFile(PAGE, 'utf8');
    const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);
    const [make, answer, ...blocks] = headings.flatMap((heading) => codeBlocks(page, heading));
    const [command, ...words] = make?.text.trim().split(/ quotewright | /) ?? [];
    expect(command).toBe('npx');
    expect((await installation.command(...words)).stdout).toBe(answer?.text);

    const server = await installation.start();
    expect(blocks.filter(({ language }) => language === 'sh').length).toBeGreaterThan(8);
    expect(await runBlocks(blocks, server, installation.environment)).toEqual([]);
    await server.stop();
  });
});
