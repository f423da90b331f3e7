import type { CatalogApi } from '@quotewright/catalog';
import { canonicalJson, type FieldError } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type { ConfigurationQuery, GraphIdentity } from '../domain/evaluation/configuration-query.ts';
import { nothingToConfigure } from '../domain/evaluation/nothing-to-configure.ts';
import { RULES } from '../domain/rules/rule-document.schema.ts';
import type { ConfigurationEngine } from '../ports/configuration-engine.ts';

export interface AskEngineDeps {
  readonly catalog: Pick<CatalogApi, 'findOfferings' | 'findArtefactHash' | 'findArtefact'>;
  readonly engine: ConfigurationEngine;
}

/** A short read-only transaction, or the one that is open already: the engine itself is asked outside of it. */
export type Read = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

export interface Asked {
  readonly catalogVersion: number;
  readonly offeringId: string;
  readonly query: ConfigurationQuery;
}

export type EngineAnswer =
  | { readonly kind: 'answered'; readonly graph: GraphIdentity | null; readonly json: string }
  | {
      readonly kind: 'refused';
      readonly graph: GraphIdentity | null;
      readonly errors: readonly FieldError[];
    };

/**
 * Asks the rules that were published with the offering. Undefined where the version does not have it; an offering
 * without anything to configure has no rules, and every choice is unknown to it.
 */
export const askEngine =
  ({ catalog, engine }: AskEngineDeps) =>
  async (read: Read, { catalogVersion, offeringId, query }: Asked): Promise<EngineAnswer | undefined> => {
    const found = await read(async (tx) => {
      const contentHash = await catalog.findArtefactHash(tx, catalogVersion, RULES.section, offeringId);
      if (contentHash !== undefined) return contentHash;
      return (await catalog.findOfferings(tx, catalogVersion, [offeringId])).has(offeringId)
        ? null
        : undefined;
    });
    if (found === undefined) return undefined;
    if (found === null) {
      const answer = nothingToConfigure(query);
      return answer.kind === 'refused'
        ? { ...answer, graph: null }
        : { kind: 'answered', graph: null, json: canonicalJson(answer) };
    }
    const source = {
      contentHash: found,
      read: async () => {
        const artefact = await read((tx) =>
          catalog.findArtefact(tx, catalogVersion, RULES.section, offeringId),
        );
        if (artefact === undefined) throw new Error(`the artefact ${found} of ${offeringId} is gone`);
        return artefact.bytes;
      },
    };
    return engine.ask(source, query);
  };
