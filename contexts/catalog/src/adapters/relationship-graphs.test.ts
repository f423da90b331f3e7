import type { Tx } from '@quotewright/platform/postgres';
import { describe, expect, it } from 'vitest';
import {
  GRAPH_BOUNDS,
  type RelationshipGraph,
  relationshipGraphSchema,
  withinDepth,
} from '../domain/relationship-graph.ts';
import type { ArtefactStore } from '../ports/artefact-store.ts';
import { anOffering } from '../testing/catalog-documents.ts';
import { relationshipGraphs } from './relationship-graphs.ts';

type Offering = ReturnType<typeof anOffering>;

/** A version of these offerings, which answers in an order of its own, and what it was asked for. */
function aVersion(offerings: readonly Offering[]) {
  const byId = new Map(offerings.map((one) => [one.id, one]));
  const asked: (readonly string[])[] = [];
  const artefacts: Pick<ArtefactStore, 'findMany'> = {
    async findMany(_tx, _version, _section, ids) {
      asked.push(ids);
      return ids
        .flatMap((id) => byId.get(id) ?? [])
        .map((one) => ({ id: one.id, contentHash: '', bytes: Buffer.from(JSON.stringify(one)) }))
        .toReversed();
    },
  };
  const graphOf = async (id: string): Promise<RelationshipGraph | undefined> => {
    const found = await relationshipGraphs(artefacts).find({} as Tx, 1, id);
    return found && JSON.parse(found.bytes.toString('utf8'));
  };
  return { graphOf, asked };
}

const bundle = (id: string, ...children: readonly string[]) =>
  anOffering(id, { children: children.map((offeringId) => ({ offeringId, lower: 1, upper: 1 })) });
const related = (id: string, ...others: readonly string[]) =>
  anOffering(id, { relationships: others.map((offeringId) => ({ type: 'requires', offeringId })) });
const ids = (graph: RelationshipGraph | undefined) => graph?.nodes.map(({ id }) => id);

describe('the relationship graph of an offering', () => {
  it('has what is reached through children and relationships, nearest first, each once', async () => {
    const { graphOf, asked } = aVersion([
      bundle('root', 'b', 'a'),
      related('a', 'c', 'root'),
      related('b', 'c'),
      anOffering('c'),
      anOffering('apart'),
    ]);
    const graph = await graphOf('root');
    expect(ids(graph)).toEqual(['root', 'b', 'a', 'c']);
    expect(graph?.edges.map(({ kind, from, to }) => `${kind} ${from} ${to}`)).toEqual([
      'child root b',
      'child root a',
      'relationship b c',
      'relationship a c',
      'relationship a root',
    ]);
    expect(graph?.truncated).toBe(false);
    expect(asked).toEqual([['root'], ['b', 'a'], ['c']]);
  });

  it('does not name what the version does not have', async () => {
    const graph = await aVersion([related('root', 'gone')]).graphOf('root');
    expect(graph).toMatchObject({ edges: [], truncated: false });
    expect(ids(graph)).toEqual(['root']);
    expect(await aVersion([]).graphOf('root')).toBeUndefined();
  });

  it('ends at its bound of nodes and says so', async () => {
    const wide = Array.from({ length: GRAPH_BOUNDS.nodes }, (_, at) => `o-${at}`);
    const graph = await aVersion([related('root', ...wide), ...wide.map((id) => anOffering(id))]).graphOf(
      'root',
    );
    expect(graph?.nodes).toHaveLength(GRAPH_BOUNDS.nodes);
    expect(graph?.edges).toHaveLength(GRAPH_BOUNDS.nodes - 1);
    expect(graph?.truncated).toBe(true);
  });

  it('ends at its bound of edges and says so', async () => {
    const all = Array.from({ length: 100 }, (_, at) => `o-${at}`);
    const graph = await aVersion(all.map((id) => related(id, ...all))).graphOf('o-0');
    expect(graph?.nodes).toHaveLength(100);
    expect(graph?.edges).toHaveLength(GRAPH_BOUNDS.edges);
    expect(graph?.truncated).toBe(true);
  });

  it('does not follow a chain for ever', async () => {
    const chain = Array.from({ length: 80 }, (_, at) => related(`o-${at}`, `o-${at + 1}`));
    const { graphOf, asked } = aVersion([...chain, anOffering('o-80')]);
    const graph = await graphOf('o-0');
    expect(graph?.nodes).toHaveLength(GRAPH_BOUNDS.levels);
    expect(graph?.truncated).toBe(true);
    expect(asked).toHaveLength(GRAPH_BOUNDS.levels);
    expect((await graphOf('o-31'))?.truncated).toBe(false);
  });

  it('says of its nearest part that it is whole, unless the whole graph was cut off there', async () => {
    const chain = Array.from({ length: 80 }, (_, at) => related(`o-${at}`, `o-${at + 1}`));
    const long = (await aVersion([...chain, anOffering('o-80')]).graphOf('o-0')) as RelationshipGraph;
    const last = GRAPH_BOUNDS.levels - 1;
    for (const [depth, truncated] of [
      [1, false],
      [20, false],
      [last, true],
      [last + 1, true],
    ] as const) {
      expect(withinDepth(long, depth), String(depth)).toMatchObject({ truncated });
    }
    const all = Array.from({ length: 100 }, (_, at) => `o-${at}`);
    const dense = aVersion([related('root', 'o-0'), ...all.map((id) => related(id, ...all))]);
    const cut = (await dense.graphOf('root')) as RelationshipGraph;
    expect(withinDepth(cut, 1).truncated).toBe(true);
    expect(withinDepth(cut, 2).truncated).toBe(true);
    const small = (await aVersion([bundle('root', 'a'), anOffering('a')]).graphOf(
      'root',
    )) as RelationshipGraph;
    expect(withinDepth(small, 1)).toMatchObject({ truncated: false });
  });

  it('names each of its bounds where it says that it may be cut off', () => {
    const { description } = relationshipGraphSchema.shape.truncated;
    for (const bound of Object.values(GRAPH_BOUNDS)) expect(description).toContain(String(bound));
  });
});
