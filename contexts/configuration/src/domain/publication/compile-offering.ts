import type { CatalogSnapshot, ProductOffering, ProductSpecification } from '@quotewright/catalog';
import type { JsonValue } from '@quotewright/kernel';
import {
  type CompiledScope,
  type ConfigurationArtefact,
  decodeArtefact,
  definitionHashOf,
  encodeArtefact,
  scopesOf,
} from '../artefact/artefact-format.ts';
import { MalformedArtefact } from '../artefact/byte-reader.ts';
import { buildDefinition } from '../builder/build-definition.ts';
import type { BuildFinding } from '../builder/build-report.ts';
import type { CompileBudget } from '../compiler/compile-graph.ts';
import { countCompletions } from '../graph/count-completions.ts';
import type { DecisionGraph } from '../graph/decision-graph.ts';
import type { ConfigurationDefinition } from '../model/configuration-definition.ts';
import { lintRules } from '../rules/lint-rules.ts';
import type { OfferingRules } from '../rules/rule-document.schema.ts';
import { type JudgedDefinition, judgeDefinition, type Remark } from './judge-definition.ts';
import { tiedToInstances } from './tie-instances.ts';

export interface CompileInput {
  readonly offeringId: string;
  /** The offering with all that it can consist of, however deep, and what it relates to. */
  readonly offerings: readonly ProductOffering[];
  readonly specifications: readonly ProductSpecification[];
  readonly rules?: OfferingRules;
  /** The version being built. */
  readonly catalogVersion: number;
  /** The artefact of the active version: reused where nothing has changed. */
  readonly previous?: Uint8Array;
  readonly budget?: CompileBudget;
}

export interface CompiledOffering {
  /** Absent where there is nothing to configure, and where a finding is an error. */
  readonly bytes?: Uint8Array;
  readonly findings: readonly BuildFinding[];
  readonly report?: CompileReport;
}

/** What the publication says of an offering. */
export type CompileReport = {
  readonly definitionHash: string;
  readonly ruleSetVersion: number;
  readonly bytes: number;
  readonly scopes: readonly ScopeReport[];
} & { readonly [member: string]: JsonValue };

export type ScopeReport = {
  /** Path of the part; empty for the offering itself. */
  readonly path: string;
  readonly mode: 'graph' | 'solver';
  readonly variables: number;
  readonly rules: number;
  readonly steps: number;
  readonly nodes: number;
  readonly edges: number;
  /** How many configurations there are, in decimal digits; null where only the solver knows the model. */
  readonly count: string | null;
};

/**
 * From the catalog and the rules to the artefact, with all that is to be said about it: what does not type or name
 * something unknown, what makes the offering void, what can never be chosen. Equal input, equal bytes, whatever is
 * remembered.
 */
export function compileOffering(input: CompileInput, memory?: JudgedDefinitions): CompiledOffering {
  const linted = input.rules === undefined ? [] : [...lintRules(input.rules)];
  if (linted.some(({ severity }) => severity === 'error')) return { findings: linted };
  const { definition: alone, findings: built } = buildDefinition(
    snapshotOf(input),
    input.offeringId,
    input.rules,
  );
  if (alone === undefined) return { findings: [...linted, ...built] };
  const definition = tiedToInstances(alone, input.budget);

  const definitionHash = definitionHashOf(definition);
  const previous = unchanged(input, definitionHash);
  const judged = memory?.find(definitionHash) ?? judgeDefinition(definition, previous?.scopes, input.budget);
  memory?.keep(definitionHash, judged);
  const rules = ruleIndex(input);
  const findings = [...linted, ...built, ...judged.remarks.map((remark) => placed(remark, rules))];
  if (judged.scopes === undefined || findings.some(({ severity }) => severity === 'error'))
    return { findings };
  const ruleSetVersion = previous?.ruleSetVersion ?? input.catalogVersion;
  const bytes = encodeArtefact(definition, ruleSetVersion, judged.scopes);
  const report = { definitionHash, ruleSetVersion, bytes: bytes.length };
  return { bytes, findings, report: { ...report, scopes: scopeReports(definition, judged.scopes) } };
}

/** Definitions that were judged lately, by their hash: a draft is checked when it is imported and when it is published. */
export interface JudgedDefinitions {
  find(definitionHash: string): JudgedDefinition | undefined;
  keep(definitionHash: string, judged: JudgedDefinition): void;
}

/** What the active version has, where it is what would be compiled now. */
function unchanged({ previous }: CompileInput, definitionHash: string): ConfigurationArtefact | undefined {
  if (previous === undefined) return undefined;
  try {
    const artefact = decodeArtefact(previous);
    return artefact.definitionHash === definitionHash ? artefact : undefined;
  } catch (error) {
    if (error instanceof MalformedArtefact) return undefined;
    throw error;
  }
}

/** At the first of the rules responsible that somebody wrote; rules of the structure have no place. */
function placed({ culprits, ...remark }: Remark, rules: ReadonlyMap<string, number>): BuildFinding {
  const [first] = culprits.flatMap((id) => rules.get(id) ?? []).sort((a, b) => a - b);
  return { ...remark, path: first === undefined ? [] : ['rules', first] };
}

function scopeReports(
  definition: ConfigurationDefinition,
  compiled: readonly CompiledScope[],
): readonly ScopeReport[] {
  const paths = ['', ...definition.instances.map(({ path }) => path)];
  return scopesOf(definition).map(({ model }, index) => {
    const { graph, steps } = compiled[index] as CompiledScope;
    return {
      path: paths[index] as string,
      mode: graph === undefined ? 'solver' : 'graph',
      variables: model.variables.length,
      rules: model.constraints.length,
      steps,
      nodes: graph?.variables.length ?? 0,
      edges: graph?.children.length ?? 0,
      count: graph === undefined ? null : countOf(graph),
    };
  });
}

function countOf(graph: DecisionGraph): string {
  const everything = new Uint8Array(graph.classes.valueOffsets.at(-1) ?? 0).fill(1);
  return countCompletions(graph, everything).toString();
}

function snapshotOf({ offerings, specifications }: CompileInput) {
  return {
    offerings: indexed(offerings),
    specifications: indexed(specifications),
  } satisfies Partial<CatalogSnapshot>;
}

function indexed<Item extends { readonly id: string }>(items: readonly Item[]) {
  return { items, byId: new Map(items.map((item) => [item.id, item])) };
}

/** Where each rule stands in the item, to point at it. */
function ruleIndex({ rules }: CompileInput): ReadonlyMap<string, number> {
  return new Map(rules?.rules.map(({ id }, index) => [id, index]));
}
