import type { Category } from '@quotewright/acceleration';
import { type NamedTest, type Proof, type ProofFamily, proofsOf } from './proof.ts';

/** What the gaps are looked for in. */
export interface ProofSources {
  readonly categories: readonly Category[];
  readonly families: readonly ProofFamily[];
  /** The source of a file of the repository; undefined where there is none. */
  read(file: string): string | undefined;
  /** Pages of the runbook that a test types into a real installation. */
  readonly rehearsedPages: readonly string[];
  /** Pages of the runbook that there are. */
  readonly pages: readonly string[];
}

/** Why the map of categories, tests and runbook is not whole, in sentences; none where it is. */
export function proofGaps(sources: ProofSources): readonly string[] {
  const { categories, families } = sources;
  return [
    ...categories.flatMap((category) => categoryGaps(category, sources)),
    ...families.flatMap(({ id, proofs }) =>
      proofs.flatMap((proof) => proofGap(proof, sources).map((gap) => `${id}: ${gap}`)),
    ),
    ...sources.pages
      .filter((page) => !sources.rehearsedPages.includes(page))
      .map((page) => `docs/runbook/${page}.md is typed by no test`),
  ];
}

function categoryGaps(category: Category, { families, pages }: ProofSources): readonly string[] {
  const { name, runbook } = category;
  const unproven = families.filter((family) => {
    if (family.exempt?.(category) !== undefined) return false;
    const proofs = proofsOf(family, category);
    return !proofs.some(({ of }) => of !== 'the mechanism' || family.byMechanism);
  });
  return [
    ...unproven.map(({ id }) => `${name} has no proof of the family ${id}`),
    ...(pages.includes(runbook) ? [] : [`${name} has no page docs/runbook/${runbook}.md`]),
  ];
}

function proofGap(proof: Proof, { categories, read }: ProofSources): readonly string[] {
  const { file, title, of } = proof;
  const source = read(file);
  if (source === undefined) return [`${file} is not there`];
  if (!hasTest(source, proof)) return [`${file} has no test "${title}"`];
  if (of === 'the mechanism') {
    return file.startsWith('packages/') ? [] : [`${file} is no test of the mechanism`];
  }
  if (of === 'every category') {
    return source.includes('describeModules()') ? [] : [`${file} does not go through all categories`];
  }
  return Object.entries(of).flatMap(([name, mention]) => {
    if (!categories.some((category) => category.name === name))
      return [`${file} proves ${name}, which is no category`];
    return source.includes(mention) ? [] : [`${file} has nothing of ${name}: "${mention}" is not in it`];
  });
}

const TEST = /^(?:it|test)(?:\.(?:each|for|skipIf|runIf|concurrent|sequential))*$/;

/** Whether a test of the source has this title: not one that is skipped, and not in a comment. */
function hasTest(source: string, { title }: NamedTest): boolean {
  const code = source.replaceAll(/^\s*(?:\/\/|\*).*$/gm, '');
  const quoted = [`'${title.replaceAll("'", "\\'")}'`, `"${title}"`, `\`${title}\``];
  return quoted.some((text) => {
    for (let at = code.indexOf(text); at !== -1; at = code.indexOf(text, at + 1)) {
      const before = code.slice(0, at).trimEnd();
      if (before.endsWith('(') && TEST.test(calleeOf(before.slice(0, -1)))) return true;
    }
    return false;
  });
}

/** What is called at the end of this code, without its arguments: `it.each` of `it.each([1, 2])`. */
function calleeOf(code: string): string {
  let [end, callee] = [code.length, ''];
  for (;;) {
    const name = /[\w.]+$/.exec(code.slice(0, end))?.[0] ?? '';
    callee = name + callee;
    end -= name.length;
    if (code[end - 1] !== ')' || (name !== '' && !name.startsWith('.'))) return callee;
    end = openingOf(code, end - 1);
  }
}

/** Where the parenthesis that closes here was opened. */
function openingOf(code: string, closing: number): number {
  let depth = 0;
  for (let at = closing; at >= 0; at -= 1) {
    if (code[at] === ')') depth += 1;
    if (code[at] === '(') depth -= 1;
    if (depth === 0) return at;
  }
  return 0;
}
