import { canonicalBytes, sha256 } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import { OFFERINGS, type PublishedOfferingDocument } from '../domain/product-offering.schema.ts';
import {
  edgesFrom,
  GRAPH_BOUNDS,
  type GraphEdge,
  type GraphNode,
  graphNode,
  type RelationshipGraph,
} from '../domain/relationship-graph.ts';
import type { ArtefactStore } from '../ports/artefact-store.ts';
import type { RelationshipGraphs } from '../ports/relationship-graphs.ts';

/** Documents in memory at a time: a level of a graph may have thousands. */
const BATCH = 200;

/** Graphs as they follow from the documents of the offerings, one set-based read for each level. */
export function relationshipGraphs(artefacts: Pick<ArtefactStore, 'findMany'>): RelationshipGraphs {
  return {
    async find(tx, version, offeringId) {
      const graph = await grown(tx, artefacts, version, offeringId);
      if (graph.nodes.length === 0) return undefined;
      const bytes = canonicalBytes(graph);
      return { bytes, contentHash: sha256(bytes) };
    },
  };
}

async function grown(
  tx: Tx,
  artefacts: Pick<ArtefactStore, 'findMany'>,
  version: number,
  offeringId: string,
): Promise<RelationshipGraph> {
  const nodes = new Map<string, GraphNode>();
  const edges: GraphEdge[] = [];
  const asked = new Set<string>();
  let truncated = false;
  let level = [offeringId];
  for (let depth = 0; level.length > 0; depth += 1) {
    const room = depth < GRAPH_BOUNDS.levels ? GRAPH_BOUNDS.nodes - nodes.size : 0;
    truncated ||= level.length > room;
    const wanted = level.slice(0, room);
    const reached = new Set<string>();
    for (let at = 0; at < wanted.length; at += BATCH) {
      const ids = wanted.slice(at, at + BATCH);
      for (const id of ids) asked.add(id);
      const found = await artefacts.findMany(tx, version, OFFERINGS.section, ids);
      for (const { bytes } of inOrder(found, ids)) {
        const document: PublishedOfferingDocument = JSON.parse(bytes.toString('utf8'));
        nodes.set(document.id, graphNode(document));
        const outgoing = edgesFrom(document);
        const kept = outgoing.slice(0, GRAPH_BOUNDS.edges - edges.length);
        truncated ||= kept.length < outgoing.length;
        edges.push(...kept);
        for (const { to } of kept) reached.add(to);
      }
    }
    level = [...reached].filter((id) => !asked.has(id));
    if (room === 0) break;
  }
  return {
    offeringId,
    nodes: [...nodes.values()],
    edges: edges.filter(({ to }) => nodes.has(to)),
    truncated,
  };
}

/** A set-based read has no order, and the same graph must have the same bytes. */
function inOrder<Item extends { readonly id: string }>(items: readonly Item[], ids: readonly string[]) {
  const byId = new Map(items.map((item) => [item.id, item]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
