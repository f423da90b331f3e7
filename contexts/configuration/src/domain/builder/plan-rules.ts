import type { BuildReport, FindingPath } from './build-report.ts';
import { comparisonOf, type LinearComparison } from './comparison.ts';
import type { Declarations } from './declare-variables.ts';
import type { DeclaredVariable } from './declared-variable.ts';
import { mentionsOf } from './mentions.ts';
import { type PlainRelation, plainRelation } from './number-relation.ts';
import type { ReadRule } from './read-rules.ts';
import { type About, aboutOf, type ScopeClaims } from './scope-claims.ts';

/** A rule with the scope in which it holds. */
export type PlannedRule<Kind extends ReadRule['kind'] = ReadRule['kind']> = ReadRule<Kind> & {
  readonly scope: string;
  /** Of a constraint that only compares two numbers. */
  readonly relation?: PlainRelation;
  /** Of a constraint that only compares a sum over instances with a number. */
  readonly sum?: LinearComparison;
};

type Plannable = Exclude<ReadRule['kind'], 'requires' | 'excludes'>;

/** Undefined, with a finding, where the rule cannot be planned. */
export function planRule(
  read: ReadRule<Plannable>,
  declarations: Declarations,
  claims: ScopeClaims,
  report: BuildReport,
): PlannedRule | undefined {
  const { path, expressions } = read;
  const { if: guard, then, when } = expressions;
  const mentions = mentionsOf([guard, then, when]);
  const compiled = isCompiled(read);
  if (compiled && mentions.context.length > 0) {
    const place =
      read.kind === 'table'
        ? 'when'
        : guard !== undefined && mentionsOf([guard]).context.length > 0
          ? 'if'
          : 'then';
    const message = 'what the request says is for eligibility, defaults, warnings and recommendations only';
    report.error('EXPR_TYPE', [...path, place], message);
    return undefined;
  }
  if (
    read.kind === 'eligibility' &&
    mentions.variables.length + mentions.paths.length + mentions.sums.length > 0
  ) {
    report.error(
      'EXPR_TYPE',
      [...path, 'when'],
      'eligibility asks for what the request says only: context.…',
    );
    return undefined;
  }
  const named = namedVariables(read, declarations, report);
  if (named === undefined) return undefined;
  const about: About = aboutOf(mentions, declarations);
  const scope = claims.claim({ ...about, variables: [...about.variables, ...named] }, (message) =>
    report.error('INSTANCE_INTERFACE', path, message),
  );
  if (scope === undefined) return undefined;
  if (!compiled || guard !== undefined || then?.op !== 'compare') return { ...read, scope };
  const comparison = comparisonOf(then, declarations);
  if (comparison.kind !== 'linear') return { ...read, scope };
  const relation = plainRelation(comparison);
  if (relation !== undefined) return { ...read, scope, relation };
  const isSum = comparison.sums.length === 1 && comparison.terms.length === 0;
  return isSum ? { ...read, scope, sum: comparison } : { ...read, scope };
}

/** Whether it becomes a constraint of the model; the others are asked at each click. */
export function isCompiled(read: ReadRule): boolean {
  return read.kind === 'table' || (read.kind === 'constraint' && read.rule.severity === 'error');
}

/** Variables that the rule names outside of its expressions. */
function namedVariables(
  read: ReadRule<Plannable>,
  declarations: Declarations,
  report: BuildReport,
): readonly DeclaredVariable[] | undefined {
  switch (read.kind) {
    case 'table':
      return columnsOf(read.rule.columns, declarations, read.path, report);
    case 'default':
      return known('VARIABLE_UNKNOWN', read.rule.variable);
    case 'eligibility':
      return known('ELIG_VAR_UNKNOWN', read.rule.variable);
    default:
      return [];
  }

  function known(code: string, name: string): readonly DeclaredVariable[] | undefined {
    const variables = variablesNamed(name, declarations);
    if (variables.length > 0) return variables;
    report.error(code, [...read.path, 'variable'], `there is no "${name}"`);
    return undefined;
  }
}

/** One variable, or those of a multi-valued characteristic. */
export function variablesNamed(
  name: string,
  { variables, members }: Declarations,
): readonly DeclaredVariable[] {
  const one = variables.get(name);
  return one === undefined ? (members.get(name) ?? []) : [one];
}

function columnsOf(
  names: readonly string[],
  { variables }: Declarations,
  path: FindingPath,
  report: BuildReport,
): readonly DeclaredVariable[] | undefined {
  const columns = names.flatMap((name, index) => {
    const variable = variables.get(name);
    const problem =
      variable === undefined
        ? `there is no "${name}" that a column could be`
        : names.indexOf(name) === index
          ? undefined
          : `"${name}" is a column already`;
    if (problem === undefined) return variable ?? [];
    report.error('TABLE_COL_UNKNOWN', [...path, 'columns', index], problem);
    return [];
  });
  return columns.length === names.length ? columns : undefined;
}
