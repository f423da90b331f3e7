import type { OfferingDefinition } from '@quotewright/catalog';
import { sha256 } from '@quotewright/kernel';
import { inProcessEngine } from '../adapters/in-process-engine.ts';
import type { ConfigurationApi } from '../api.ts';
import { evaluateForOthers } from '../application/evaluate-for-others.ts';
import { compileOffering } from '../domain/publication/compile-offering.ts';
import { offeringRulesSchema } from '../domain/rules/rule-document.schema.ts';

/** Rules by offering, as a document has them. */
type RulesByOffering = Readonly<Record<string, readonly object[]>>;

/**
 * What contexts downstream ask, answered by the real engine: of these offerings, published once, without a database.
 * Throws where something cannot be published.
 */
export function publishedRules(
  definitions: readonly OfferingDefinition[],
  rules: RulesByOffering = {},
): Pick<ConfigurationApi, 'evaluate'> {
  const offerings = definitions.map(({ offering }) => ({
    ...offering,
    specificationId: offering.id,
  }));
  const specifications = definitions.map(({ offering: { id, name }, characteristics }) => ({
    id,
    name,
    attributes: {},
    characteristics: [...characteristics],
  }));
  const artefacts = new Map(
    offerings.map(({ id }) => {
      const own = rules[id] && { rules: offeringRulesSchema.parse({ id, rules: rules[id] }) };
      const compiled = compileOffering({
        offeringId: id,
        offerings,
        specifications,
        ...own,
        catalogVersion: 1,
      });
      if (compiled.findings.some(({ severity }) => severity === 'error'))
        throw new Error(`${id} is not published: ${JSON.stringify(compiled.findings)}`);
      return [id, compiled.bytes && Buffer.from(compiled.bytes)];
    }),
  );
  const artefactOf = (id: string) => {
    const bytes = artefacts.get(id);
    return bytes && { bytes, contentHash: sha256(bytes) };
  };
  const evaluate = evaluateForOthers({
    engine: inProcessEngine(),
    catalog: {
      findArtefact: async (_tx, _version, _section, id) => artefactOf(id),
      findArtefactHash: async (_tx, _version, _section, id) => artefactOf(id)?.contentHash,
      findDefinitions: async () => new Map(),
      readSection: async () => [],
      findOfferings: async (_tx, _version, ids) =>
        new Map(ids.filter((id) => artefacts.has(id)).map((id) => [id, {} as never])),
    },
  });
  return { evaluate };
}
