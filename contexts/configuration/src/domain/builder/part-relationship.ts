import type { BuildReport, FindingPath } from './build-report.ts';
import { all, any, type Formula, not } from './formula.ts';
import type { Part } from './read-parts.ts';
import type { ScopeNames } from './scope-names.ts';

/** One part needs one of several others, or cannot be with any of them. */
export interface PartRelationship {
  readonly ruleId: string;
  readonly origin: 'structure' | 'rule';
  readonly messageKey: string;
  readonly kind: 'requires' | 'excludes';
  readonly source: Part;
  readonly targets: readonly Part[];
  /** So many of the target for each of the source. */
  readonly perInstance?: number;
  readonly path: FindingPath;
}

export function relationshipFormula({ kind, source, targets }: PartRelationship, names: ScopeNames): Formula {
  const absent = not(names.presence(source));
  const present = targets.map(names.presence);
  return kind === 'requires'
    ? any([absent, ...present])
    : all(present.map((target) => any([absent, not(target)])));
}

/**
 * What the catalog says of offerings, for the parts that are such. A target that is no part is not judged here: it
 * concerns the quote.
 */
export function* catalogRelationships(
  parts: readonly Part[],
  report: BuildReport,
): Generator<PartRelationship> {
  const byOffering = Map.groupBy(parts, ({ offering }) => offering.id);
  const seen = new Set<string>();
  for (const source of parts) {
    for (const { type, offeringId } of source.offering.relationships ?? []) {
      const targets = byOffering.get(offeringId) ?? [];
      if (targets.length === 0 || (type !== 'requires' && type !== 'excludes')) continue;
      const name = source.path === '' ? source.offering.id : source.path;
      const base = {
        origin: 'structure' as const,
        messageKey: `structure.${type}`,
        kind: type,
        source,
        path: [],
      };
      if (type === 'requires') {
        const ruleId = `structure:requires:${name}:${offeringId}`;
        if (seen.has(ruleId)) continue;
        seen.add(ruleId);
        if (isJudged(source, targets)) yield { ...base, ruleId, targets };
        else
          report.warning(
            'INSTANCE_INTERFACE',
            [],
            `"${name}" needs "${offeringId}": that is not checked across instances`,
          );
        continue;
      }
      for (const target of targets) {
        const pair = [source.path, target.path].sort();
        const ruleId = `structure:excludes:${pair.join(':')}`;
        if (seen.has(ruleId)) continue;
        seen.add(ruleId);
        if (source === target) report.error('SELF_EXCLUDE', [], `"${name}" excludes itself`);
        else if (isJudged(source, [target]) || isJudged(target, [source]))
          yield { ...base, ruleId, targets: [target] };
        else
          report.warning(
            'INSTANCE_INTERFACE',
            [],
            `"${name}" excludes "${target.path}": that is not checked across instances`,
          );
      }
    }
  }
}

/** Within one scope, or from an instance to what there is once. Between instances it would need a count of each. */
function isJudged(source: Part, targets: readonly Part[]): boolean {
  return targets.every((target) => innerScope(target) === '' || innerScope(target) === source.scope);
}

/** The scope in which the presence of the part is decided, unless that is the one outside. */
function innerScope({ scope, local }: Part): string {
  return local === '' ? '' : scope;
}
