import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../expression/parse-expression.ts';
import { assignmentsOf, configurationsOf } from './fixtures/configurations.ts';
import { parseUvl } from './parse-uvl.ts';
import { uvlToCatalog } from './uvl-to-catalog.ts';

const GROUPS = [
  'mandatory',
  'optional',
  'or',
  'alternative',
  '[1..2]',
  '[2..3]',
  '[0..1]',
  '[2]',
  '[1..*]',
  '[0]',
];

/** For each feature but the root: which earlier one is its parent, and the group that begins with it. */
const treeArbitrary = fc.array(
  fc.record({ parent: fc.nat({ max: 99 }), group: fc.constantFrom(...GROUPS), joins: fc.boolean() }),
  { maxLength: 7 },
);

const formulaArbitrary = fc.letrec<{ formula: string }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 4, arbitrary: fc.nat({ max: 99 }).map((index) => `#${index}#`) },
    { weight: 1, arbitrary: fc.constantFrom('true', 'false') },
    { weight: 3, arbitrary: tie('formula').map((of) => `!${of}`) },
    {
      weight: 5,
      arbitrary: fc
        .tuple(tie('formula'), fc.constantFrom('&', '|', '=>', '<=>'), tie('formula'))
        .map(([left, sign, right]) => `(${left} ${sign} ${right})`),
    },
  ),
})).formula;

interface Node {
  readonly name: string;
  readonly groups: { readonly word: string; readonly members: Node[] }[];
}

/** Names that can be ids and names that cannot, so that both are told apart. */
const nameOf = (index: number) => (index % 3 === 2 ? `"${index} ä"` : `f${index}`);

function textOf(
  tree: readonly { parent: number; group: string; joins: boolean }[],
  formulas: readonly string[],
) {
  const nodes: Node[] = [{ name: nameOf(0), groups: [] }];
  for (const { parent, group, joins } of tree) {
    const node: Node = { name: nameOf(nodes.length), groups: [] };
    const { groups } = nodes[parent % nodes.length] as Node;
    const last = groups.at(-1);
    if (joins && last !== undefined) last.members.push(node);
    else groups.push({ word: group, members: [node] });
    nodes.push(node);
  }
  const lines: string[] = ['features'];
  const write = ({ name, groups }: Node, depth: number): void => {
    lines.push(`${'\t'.repeat(depth)}${name}`);
    for (const { word, members } of groups) {
      lines.push(`${'\t'.repeat(depth + 1)}${word}`);
      for (const member of members) write(member, depth + 2);
    }
  };
  write(nodes[0] as Node, 1);
  const named = formulas.map((formula) =>
    formula.replaceAll(/#(\d+)#/g, (_, index: string) => nameOf(Number(index) % nodes.length)),
  );
  return [...lines, 'constraints', ...named.map((formula) => `\t${formula}`)].join('\n');
}

describe('a model in UVL as a catalog', () => {
  it('has the same configurations, whatever the tree and the constraints', () => {
    fc.assert(
      fc.property(treeArbitrary, fc.array(formulaArbitrary, { maxLength: 3 }), (tree, formulas) => {
        const reading = parseUvl(textOf(tree, formulas));
        if ('errors' in reading) throw new Error(JSON.stringify(reading.errors));
        const conversion = uvlToCatalog(reading.model, { offeringId: 'a', name: 'A' });
        if ('errors' in conversion) throw new Error(JSON.stringify(conversion.errors));
        const { terms, document } = conversion;
        for (const { id, then: expression } of document.sections['configuration/rules@1'].items[0]?.rules ??
          [])
          expect(parseExpression(expression), id).toMatchObject({ ok: true });
        const keys = (features: Iterable<string>) => [...features].sort().join();
        const theirs = assignmentsOf(document).map((assignment) =>
          keys(
            [...terms]
              .filter(([, { characteristic, value }]) => assignment[characteristic] === (value ?? true))
              .map(([feature]) => feature),
          ),
        );
        expect(theirs.toSorted()).toEqual(configurationsOf(reading.model).map(keys).toSorted());
      }),
      { numRuns: 300 },
    );
  });
});
