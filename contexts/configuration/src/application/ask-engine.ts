import type { CatalogApi } from '@quotewright/catalog';
import { canonicalJson, type FieldError } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type { ConfigurationQuery, GraphIdentity } from '../domain/evaluation/configuration-query.ts';
import { nothingToConfigure } from '../domain/evaluation/nothing-to-configure.ts';
import { RULES } from '../domain/rules/rule-document.schema.ts';
import type { ConfigurationEngine } from '../ports/configuration-engine.ts';
import { isUnreadable, recompileOffering } from './recompile-offering.ts';

export interface AskEngineDeps {
  readonly catalog: Pick<
    CatalogApi,
    'findOfferings' | 'findDefinitions' | 'findArtefactHash' | 'findArtefact' | 'readSection'
  >;
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
 * without anything to configure has no rules, and every choice is unknown to it. Where what was compiled is not there
 * or cannot be read, it is compiled again from the truth.
 */
export const askEngine = (deps: AskEngineDeps) => {
  const { catalog, engine } = deps;
  const recompiled = recompileOffering(deps);
  return async (read: Read, asked: Asked): Promise<EngineAnswer | undefined> => {
    const { catalogVersion, offeringId, query } = asked;
    const found = await read(async (tx) => {
      const contentHash = await catalog.findArtefactHash(tx, catalogVersion, RULES.section, offeringId);
      if (contentHash !== undefined) return { tenant: tx.tenant, contentHash };
      const offerings = await catalog.findOfferings(tx, catalogVersion, [offeringId]);
      return offerings.has(offeringId) ? { tenant: tx.tenant } : undefined;
    });
    if (found === undefined) return undefined;
    const { tenant, contentHash } = found;
    const again = async () => {
      const source = await recompiled(read, { tenant, catalogVersion, offeringId });
      return source === undefined ? withoutRules(query) : engine.ask(source, query);
    };
    if (contentHash === undefined) return again();
    const readArtefact = async () => {
      const artefact = await read((tx) =>
        catalog.findArtefact(tx, catalogVersion, RULES.section, offeringId),
      );
      if (artefact === undefined) throw new Error(`the artefact ${contentHash} of ${offeringId} is gone`);
      return artefact.bytes;
    };
    try {
      return await engine.ask({ contentHash, read: readArtefact }, query);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      return again();
    }
  };
};

function withoutRules(query: ConfigurationQuery): EngineAnswer {
  const answer = nothingToConfigure(query);
  return answer.kind === 'refused'
    ? { ...answer, graph: null }
    : { kind: 'answered', graph: null, json: canonicalJson(answer) };
}
