import type { CatalogSnapshot, Finding, PublicationContext, PublicationStep } from '@quotewright/catalog';
import type { BuildFinding } from '../domain/builder/build-report.ts';
import type { CompiledOffering } from '../domain/publication/compile-offering.ts';
import { closureOf, isConfigurable } from '../domain/publication/offering-closure.ts';
import { publicationReport } from '../domain/publication/publication-report.ts';
import { collectRules, type RulesByOffering } from '../domain/rules/collect-rules.ts';
import { RULES, type RulesItem } from '../domain/rules/rule-document.schema.ts';
import type { ConfigurationEngine } from '../ports/configuration-engine.ts';
import { compatibilityRuleChanged } from './compatibility-rule-changed.ts';

/** What is known of one snapshot while it is checked and compiled. */
interface Work {
  readonly rules: RulesByOffering;
  /** Where each offering stands in its section. */
  readonly places: ReadonlyMap<string, number>;
  readonly compiled: Map<string, CompiledOffering>;
}

/** Offerings that are looked at in one go; after each, the step shows life: the largest takes seconds. */
const OFFERINGS_AT_ONCE = 50;

/**
 * What publishing does with the rules: every offering that has something to configure is built, checked and compiled,
 * and its artefact is stored with the version. Checking compiles already, because only then is it known what is void
 * or can never be chosen; compiling hands out what checking made.
 */
export const configurationStep = (engine: ConfigurationEngine): PublicationStep<RulesItem> => {
  /** By snapshot, so that it goes when the publication goes. */
  const works = new WeakMap<CatalogSnapshot, Work>();
  const workOn = (snapshot: CatalogSnapshot): Work => {
    const known = works.get(snapshot) ?? begin(snapshot);
    works.set(snapshot, known);
    return known;
  };

  /** Compiles those of the offerings that have anything to configure and are not compiled yet. */
  const compile = async (
    snapshot: CatalogSnapshot,
    offeringIds: readonly string[],
    context: PublicationContext,
  ): Promise<ReadonlyMap<string, CompiledOffering>> => {
    const { rules, compiled } = workOn(snapshot);
    const wanted = offeringIds.filter(
      (id) => !compiled.has(id) && (rules.byOffering.has(id) || isConfigurable(snapshot, id)),
    );
    if (wanted.length === 0) return compiled;
    const known = await context.previous(RULES.section, wanted);
    for (const offeringId of wanted) {
      context.signal?.throwIfAborted();
      const own = rules.byOffering.get(offeringId);
      const previous = known.get(offeringId);
      const made = await engine.compile({
        offeringId,
        ...closureOf(snapshot, offeringId),
        ...(own !== undefined && { rules: own.rules }),
        catalogVersion: context.version ?? 0,
        ...(previous !== undefined && { previous }),
      });
      compiled.set(offeringId, made);
    }
    await context.stillWorking();
    return compiled;
  };

  return {
    ...RULES,
    changeEvent: compatibilityRuleChanged,
    async *check(snapshot, context) {
      const work = workOn(snapshot);
      for (const finding of work.rules.findings) yield { ...finding, section: RULES.section };
      const ids = snapshot.offerings.items.map(({ id }) => id);
      for (let from = 0; from < ids.length; from += OFFERINGS_AT_ONCE) {
        const some = ids.slice(from, from + OFFERINGS_AT_ONCE);
        const compiled = await compile(snapshot, some, context);
        for (const id of some)
          for (const finding of compiled.get(id)?.findings ?? []) yield placed(work, id, finding);
      }
    },
    compile: async (snapshot, offeringId, context) =>
      (await compile(snapshot, [offeringId], context)).get(offeringId)?.bytes,
    report: (snapshot) => publicationReport(workOn(snapshot).compiled),
  };
};

function begin(snapshot: CatalogSnapshot): Work {
  const { items, byId } = snapshot.offerings;
  return {
    rules: collectRules(snapshot.section(RULES), byId),
    places: new Map(items.map(({ id }, index) => [id, index])),
    compiled: new Map(),
  };
}

/** A finding at its place in the rules section, or at the offering where it is about no rule. */
function placed(
  { rules, places }: Work,
  offeringId: string,
  { severity, code, path, message }: BuildFinding,
): Finding {
  const pointer = rules.byOffering.get(offeringId)?.pointerTo(path);
  return {
    severity,
    code,
    ...(pointer === undefined
      ? { section: 'catalog/offerings@1', pointer: `/items/${places.get(offeringId)}` }
      : { section: RULES.section, pointer }),
    message: `"${offeringId}": ${message}`,
  };
}
