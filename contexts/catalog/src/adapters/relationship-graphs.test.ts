import type { Tx } from '@quotewright/platform/postgres';
import { describe, expect, it } from 'vitest';
import { GRAPH_BOUNDS, type RelationshipGraph } from '../domain/relationship-graph.ts';
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
});
