import { featureTree } from './feature-tree.ts';
import { isBooleanLevel } from './language-level.ts';
import { parseConstraint } from './parse-constraint.ts';
import { shown, type UvlErrors, uvlErrors } from './uvl-errors.ts';
import { type UvlLine, uvlLines } from './uvl-lines.ts';
import type { UvlConstraint, UvlError, UvlModel } from './uvl-model.ts';

/** In UTF-16 units. */
const MAX_LENGTH = 16 * 1024 * 1024;
const MAX_CONSTRAINTS = 100_000;

export type UvlReading = { readonly model: UvlModel } | { readonly errors: readonly UvlError[] };

/** The order in which they may stand. */
const SECTIONS = ['namespace', 'include', 'imports', 'features', 'constraints'] as const;

type SectionName = (typeof SECTIONS)[number];

/**
 * Reads a model of the Boolean level, with group cardinalities. What other levels have, and models of several files,
 * is refused where it stands. Of a text with errors the first 100 are told, in the order of the text.
 */
export function parseUvl(text: string): UvlReading {
  const errors = uvlErrors();
  if (text.length > MAX_LENGTH) {
    errors.add({ line: 1, column: 1 }, `the text has more than ${MAX_LENGTH} characters`);
    return { errors: errors.found };
  }
  const model = readSections(text, errors);
  if (model !== undefined && errors.found.length === 0) return { model };
  return { errors: errors.found.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}

function readSections(text: string, errors: UvlErrors): UvlModel | undefined {
  const tree = featureTree(errors);
  const constraints: UvlConstraint[] = [];
  let namespace: string | undefined;
  let section: SectionName | undefined;

  const addTo: Readonly<Record<SectionName, (line: UvlLine) => void>> = {
    namespace: ({ tokens: [first] }) => errors.add(first, 'the namespace stands on one line'),
    include(line) {
      const level = written(line.tokens);
      if (!isBooleanLevel(level))
        errors.add(line.tokens[0], `the language level ${shown(level)} is not supported`);
    },
    imports: ({ tokens: [first] }) =>
      errors.add(first, 'models of several files are not supported: put the imported model into this one'),
    features: tree.add,
    constraints(line) {
      if (constraints.length === MAX_CONSTRAINTS) {
        errors.add(line.tokens[0], `there are more than ${MAX_CONSTRAINTS} constraints`);
        return;
      }
      const formula = parseConstraint(line, (name) => tree.features.has(name), errors);
      if (formula !== undefined) constraints.push({ formula, line: line.tokens[0].line });
    },
  };

  for (const line of uvlLines(text, errors)) {
    if (line.indent > 0) {
      if (section === undefined) errors.add(line.tokens[0], 'a section begins in the first column');
      else addTo[section](line);
      continue;
    }
    section = sectionOf(line, section, errors) ?? section;
    if (section === 'namespace' && line.tokens[0].text === 'namespace')
      namespace = written(line.tokens.slice(1));
  }
  const groups = tree.end();
  const [root] = tree.features.keys();
  if (root === undefined) {
    errors.add({ line: 1, column: 1 }, 'there are no features');
    return undefined;
  }
  return {
    root,
    features: [...tree.features.values()],
    groups,
    constraints,
    ...(namespace !== undefined && { namespace }),
  };
}

function sectionOf(
  { tokens: [first, second] }: UvlLine,
  before: SectionName | undefined,
  errors: UvlErrors,
): SectionName | undefined {
  const name = first.kind === 'name' ? SECTIONS.find((section) => section === first.text) : undefined;
  if (name === undefined) {
    errors.add(first, `${shown(first.text)} begins no section: there are ${SECTIONS.join(', ')}`);
    return undefined;
  }
  if (before !== undefined && SECTIONS.indexOf(name) <= SECTIONS.indexOf(before))
    errors.add(first, `the section ${name} cannot come after ${before}`);
  if (name === 'namespace') {
    if (second === undefined) errors.add(first, 'the namespace has no name');
  } else if (second !== undefined) errors.add(second, `${shown(second.text)} is not expected here`);
  return name;
}

function written(tokens: readonly { readonly text: string }[]): string {
  return tokens.map(({ text }) => text).join('');
}
