import { z } from 'zod';
import { RELATIONSHIPS } from './offering-structure.schema.ts';
import { LIFECYCLES, type PublishedOfferingDocument } from './product-offering.schema.ts';

/** What one graph may hold; what lies beyond is left out, and the graph says so. */
export const GRAPH_BOUNDS = { nodes: 2_000, edges: 5_000, levels: 50 } as const;

const nodeSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  isBundle: z.boolean(),
  lifecycle: z.enum(LIFECYCLES),
});

const edgeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('child'),
    from: z.string().describe('The bundle.'),
    to: z.string(),
    lower: z.int(),
    upper: z.int(),
    default: z.int().exactOptional(),
    groupId: z.string().exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('relationship'),
    from: z.string(),
    to: z.string(),
    type: z.enum(RELATIONSHIPS),
  }),
]);

/** An offering with everything it leads to, nearest first. */
export const relationshipGraphSchema = z
  .strictObject({
    offeringId: z.string(),
    nodes: z.array(nodeSchema).describe('The offering itself first, then what is one step away, and so on.'),
    edges: z.array(edgeSchema).describe('Both ends are among the nodes.'),
    truncated: z
      .boolean()
      .describe(
        `Whether something may be missing, because the whole graph has more than ${GRAPH_BOUNDS.nodes} nodes, ${GRAPH_BOUNDS.edges} edges or ${GRAPH_BOUNDS.levels} levels and what was asked for comes near to where it was cut off.`,
      ),
  })
  .meta({ id: 'ProductOfferingRelationshipGraph' });

export type RelationshipGraph = z.output<typeof relationshipGraphSchema>;
export type GraphNode = z.output<typeof nodeSchema>;
export type GraphEdge = z.output<typeof edgeSchema>;

export function graphNode({ id, name, isBundle, lifecycle }: PublishedOfferingDocument): GraphNode {
  return { id, name, isBundle, lifecycle };
}

/** Where an offering leads to: its children first, each in the order of its document. */
export function edgesFrom({
  id: from,
  children = [],
  relationships = [],
}: PublishedOfferingDocument): readonly GraphEdge[] {
  return [
    ...children.map(
      (child): GraphEdge => ({
        kind: 'child',
        from,
        to: child.offeringId,
        lower: child.lower,
        upper: child.upper,
        ...(child.default !== undefined && { default: child.default }),
        ...(child.groupId !== undefined && { groupId: child.groupId }),
      }),
    ),
    ...relationships.map(({ type, offeringId: to }): GraphEdge => ({ kind: 'relationship', from, to, type })),
  ];
}

/** What is at most so many steps away from the offering, with the edges between. */
export function withinDepth(graph: RelationshipGraph, depth: number): RelationshipGraph {
  const edgesOf = Map.groupBy(graph.edges, ({ from }) => from);
  const near = new Set([graph.offeringId]);
  const outside = (ids: readonly string[]) => {
    const targets = ids.flatMap((id) => (edgesOf.get(id) ?? []).map(({ to }) => to));
    return [...new Set(targets)].filter((id) => !near.has(id));
  };
  let level = [graph.offeringId];
  for (let step = 0; step < depth && level.length > 0; step += 1) {
    level = outside(level);
    for (const id of level) near.add(id);
  }
  // Where the graph was cut off is its last level, or the one before: what ends farther inside is whole.
  const beyond = outside(level);
  const isWhole = beyond.length > 0 && outside(beyond).some((id) => !beyond.includes(id));
  return {
    ...graph,
    truncated: graph.truncated && !isWhole,
    nodes: graph.nodes.filter(({ id }) => near.has(id)),
    edges: graph.edges.filter(({ from, to }) => near.has(from) && near.has(to)),
  };
}
