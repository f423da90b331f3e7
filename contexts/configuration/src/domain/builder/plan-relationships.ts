import { decimal, ONE, ZERO } from '@quotewright/kernel';
import type { BuildReport } from './build-report.ts';
import type { LinearComparison } from './comparison.ts';
import type { Declarations } from './declare-variables.ts';
import type { DeclaredVariable } from './declared-variable.ts';
import type { PartRelationship } from './part-relationship.ts';
import { joined, type Part } from './read-parts.ts';
import { messageKeyOf, type ReadRule } from './read-rules.ts';
import type { ScopeClaims } from './scope-claims.ts';

/** A relationship with the scope in which it holds, and with the amounts it asks for. */
export interface PlannedRelationship extends PartRelationship {
  readonly scope: string;
  /** `target − perInstance · source ≥ 0`. */
  readonly amounts?: LinearComparison;
}

export function planRelationship(
  relationship: PartRelationship,
  declarations: Declarations,
  claims: ScopeClaims,
  report: BuildReport,
): PlannedRelationship | undefined {
  const { source, targets, origin, path, perInstance } = relationship;
  const [target] = targets;
  const refused = (message: string) =>
    origin === 'rule'
      ? report.error('INSTANCE_INTERFACE', path, message)
      : report.warning('INSTANCE_INTERFACE', path, `${relationship.ruleId} is not checked: ${message}`);
  const about = { variables: [], parts: [source, ...targets] };
  const scope = claims.claim(about, refused);
  if (scope === undefined) return undefined;
  if (perInstance === undefined || target === undefined) return { ...relationship, scope };
  const [own, wanted] = [amountOf(source, scope, declarations), amountOf(target, scope, declarations)];
  const amounts: LinearComparison = {
    kind: 'linear',
    terms: [
      ...(wanted === undefined ? [] : [{ variable: wanted, factor: ONE }]),
      ...(own === undefined ? [] : [{ variable: own, factor: decimal(String(-perInstance)) }]),
    ],
    sums: [],
    constant: ZERO,
    relation: '>=',
    sides: [],
  };
  const variables = amounts.terms.map(({ variable }) => variable);
  return claims.claim({ ...about, variables }, refused) === undefined
    ? undefined
    : { ...relationship, scope, amounts };
}

function amountOf(part: Part, scope: string, { variables }: Declarations): DeclaredVariable | undefined {
  const counted = part.place?.child.instances !== undefined && part.scope !== scope;
  return variables.get(joined(part.path, counted ? '@count' : '@quantity'));
}

/** What a rule of the document says; undefined, with a finding, where it names no parts. */
export function documentRelationship(
  { kind, rule, path }: ReadRule<'requires' | 'excludes'>,
  { parts }: Declarations,
  report: BuildReport,
): PartRelationship | undefined {
  const place = (name: 'source' | 'target'): Part | undefined => {
    const part = parts.get(rule[name]);
    if (part === undefined) {
      report.error('REL_TARGET_UNKNOWN', [...path, name], `there is no part "${rule[name]}"`);
    }
    return part;
  };
  const [source, target] = [place('source'), place('target')];
  if (source === undefined || target === undefined) return undefined;
  if (kind === 'excludes' && source === target) {
    report.error('SELF_EXCLUDE', [...path, 'target'], `"${rule.target}" excludes itself`);
    return undefined;
  }
  return {
    ruleId: rule.id,
    origin: 'rule',
    messageKey: messageKeyOf(rule),
    kind,
    source,
    targets: [target],
    ...('perInstance' in rule && rule.perInstance !== undefined ? { perInstance: rule.perInstance } : {}),
    path,
  };
}
