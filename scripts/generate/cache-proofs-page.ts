import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Category } from '@quotewright/acceleration';
import { REHEARSALS } from '../../apps/server/e2e/runbook/rehearsals.ts';
import { runbookPages } from '../../apps/server/e2e/runbook/runbook-page.ts';
import { type Proof, type ProofFamily, proofsOf } from './cache-proofs/proof.ts';
import { PROOF_FAMILIES } from './cache-proofs/proof-families.ts';
import { proofGaps } from './cache-proofs/proof-gaps.ts';
import { storeDownUseOf } from './cache-proofs/store-down-proofs.ts';
import { markdownPage, markdownTable } from './markdown-table.ts';

const ROOT = join(import.meta.dirname, '../..');
const RUNBOOK_TEST = 'apps/server/e2e/runbook.rehearsal.test.ts';

/**
 * Which tests prove what of each category of copies, and what to do when it goes wrong.
 *
 * @throws Error where a category lacks a proof or a page, a test that is named is not there, or a page is typed by no test.
 */
export async function cacheProofsPage(declared: readonly Category[]): Promise<string> {
  const categories = declared.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const gaps = proofGaps({
    categories,
    families: PROOF_FAMILIES,
    read,
    rehearsedPages:
      read(RUNBOOK_TEST)?.includes('Object.entries(REHEARSALS)') === true ? Object.keys(REHEARSALS) : [],
    pages: await runbookPages(),
  });
  if (gaps.length > 0) throw new Error(`what is cached is not proven:\n  ${gaps.join('\n  ')}`);
  const tests = testsOf(PROOF_FAMILIES);
  const numbersOf = (proofs: readonly Proof[]) =>
    proofs.map((proof) => tests.findIndex((test) => isSame(test, proof)) + 1).join(' ');
  const cellOf = (family: ProofFamily, category: Category) =>
    family.exempt?.(category) ??
    (numbersOf(proofsOf(family, category).filter(({ of }) => of !== MECHANISM)) || MECHANISM);
  return markdownPage(
    'What is proven of copies',
    INTRODUCTION,
    '## Families',
    markdownTable(
      ['Family', 'What its tests see', 'Tests of the mechanism'],
      PROOF_FAMILIES.map(({ title, means, proofs }) => [
        title,
        means,
        numbersOf(proofs.filter(({ of }) => of === MECHANISM)),
      ]),
    ),
    '## Categories',
    markdownTable(
      ['Category', ...PROOF_FAMILIES.map(({ title }) => title), 'Use of the store', 'Runbook'],
      categories.map((category) => [
        `\`${category.name}\``,
        ...PROOF_FAMILIES.map((family) => cellOf(family, category)),
        storeDownUseOf(category.name) ?? '',
        `[${category.runbook}](../runbook/${category.runbook}.md)`,
      ]),
    ),
    '## Tests',
    markdownTable(
      ['Test', 'File', 'Title', 'Of'],
      tests.map(({ file, title, shown, of }, index) => [
        String(index + 1),
        `\`${file}\``,
        shown ?? title,
        typeof of === 'string' ? of : 'some categories',
      ]),
    ),
  );
}

const MECHANISM = 'the mechanism';

const isSame = (one: Proof, other: Proof) => one.file === other.file && one.title === other.title;

/** In the order of the families, each once. */
function testsOf(families: readonly ProofFamily[]): readonly Proof[] {
  const all = families.flatMap(({ proofs }) => proofs);
  return all.filter((proof, index) => all.findIndex((other) => isSame(other, proof)) === index);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(join(ROOT, file), 'utf8');
  } catch {
    return undefined;
  }
}

const INTRODUCTION = [
  'Each category of copies against the families of tests that it owes; the numbers are those of the table of tests. A category without a proof of a family, a test that is not there, a category without a page of the runbook and a page that no test types fail `npm run check`.',
  `A test of *the mechanism* is about what every copy goes through; one of *every category* is made again for each that the program declares. *Use* is the row of [what goes on while Redis is in trouble](store-down.md) that the category is part of; each is rehearsed under each trouble, and the test has its name. Every step of every page of the runbook is typed by \`${RUNBOOK_TEST}\` into a real installation.`,
].join('\n\n');
