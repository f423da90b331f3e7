// npm run generate: writes the reference pages. With --check it writes nothing and fails where a page is out of date.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pages } from './generate/pages.ts';

const root = resolve(import.meta.dirname, '..');
const checkOnly = process.argv.includes('--check');
const outdated: string[] = [];

for (const page of pages) {
  const file = join(root, page.path);
  const expected = await page.render();
  const actual = await readFile(file, 'utf8').catch(() => undefined);
  if (actual === expected) continue;
  outdated.push(page.path);
  if (checkOnly) continue;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, expected);
}

const verb = checkOnly ? 'out of date (npm run generate)' : 'written';
for (const path of outdated) console.log(`${path}: ${verb}`);
console.log(`${pages.length - outdated.length} of ${pages.length} pages were up to date`);
if (checkOnly && outdated.length > 0) process.exitCode = 1;
