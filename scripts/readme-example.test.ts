import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { codeBlocks, shows } from '../apps/server/e2e/code-blocks.ts';

const root = resolve(import.meta.dirname, '..');

it('the five-minute example of the acceleration package prints what its README says', async () => {
  const readme = await readFile(join(root, 'packages/acceleration/README.md'), 'utf8');
  const [program, output] = codeBlocks(readme, 'Five minutes');
  // Inside the repository, so that the package is found by its name.
  await mkdir(join(root, 'dist'), { recursive: true });
  const folder = await mkdtemp(join(root, 'dist', 'readme-'));
  try {
    const file = join(folder, 'example.ts');
    await writeFile(file, program?.text ?? '');
    const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: root });
    expect(shows(output?.text ?? '', stdout), stdout).toBe(true);
  } finally {
    await rm(folder, { recursive: true });
  }
});
