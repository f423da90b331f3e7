import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { fencedBlocks } from './code-blocks.ts';
import { OperatorShell } from './runbook/operator-shell.ts';
import type { Installation } from './server-process.ts';

const PAGES = join(import.meta.dirname, '../../../docs/how-to');

/** What each block of a page of `docs/how-to` prints, typed one after the other by somebody with these things at hand. */
export async function typedPage(
  page: string,
  { directory, environment }: Pick<Installation, 'directory' | 'environment'>,
  atHand: Readonly<Record<'API' | 'TOKEN', string>>,
): Promise<readonly string[]> {
  const shell = new OperatorShell(directory, { ...environment, ...atHand });
  const printed: string[] = [];
  for (const { text } of fencedBlocks(await readFile(join(PAGES, page), 'utf8'))) {
    const block = await shell.type({ language: 'sh', text });
    expect(block, text).toMatchObject({ status: 0 });
    printed.push(block.printed);
  }
  return printed;
}
