import { canonicalBytes, sha256 } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type { WantedVersion } from '../api.ts';
import { fail } from '../domain/errors.ts';
import { type RelationshipGraph, withinDepth } from '../domain/relationship-graph.ts';
import type { RelationshipGraphs, StoredGraph } from '../ports/relationship-graphs.ts';
import { type ResolveVersionDeps, resolveVersion } from './resolve-version.ts';

interface ReadRelationshipGraphDeps extends ResolveVersionDeps {
  readonly graphs: RelationshipGraphs;
}

interface ReadRelationshipGraph extends WantedVersion {
  readonly offeringId: string;
  /** How many steps away from the offering; default: as far as it goes. */
  readonly depth?: number;
}

/**
 * What an offering leads to in a version, as bytes. Throws what `resolveVersion` throws, and `OFFERING_UNKNOWN`.
 */
export const readRelationshipGraph = (deps: ReadRelationshipGraphDeps) => {
  const resolve = resolveVersion(deps);
  return async (
    tx: Tx,
    { offeringId, depth, ...wanted }: ReadRelationshipGraph,
  ): Promise<StoredGraph & { readonly catalogVersion: number }> => {
    const catalogVersion = await resolve(tx, wanted);
    const graph = await deps.graphs.find(tx, catalogVersion, offeringId);
    if (graph === undefined) {
      throw fail('OFFERING_UNKNOWN', `version ${catalogVersion} has no offering "${offeringId}"`);
    }
    return { ...(depth === undefined ? graph : near(graph, depth)), catalogVersion };
  };
};

function near({ bytes }: StoredGraph, depth: number): StoredGraph {
  const graph: RelationshipGraph = JSON.parse(bytes.toString('utf8'));
  const cut = canonicalBytes(withinDepth(graph, depth));
  return { bytes: cut, contentHash: sha256(cut) };
}
