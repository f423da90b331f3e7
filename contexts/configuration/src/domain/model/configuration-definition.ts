import type { Expression } from '../expression/expression.ts';
import type { CanonicalModel } from './canonical-model.ts';
import type { ValueSet } from './value-set.ts';

/*
 * What is compiled of one offering, apart from the decision graphs: everything a click needs, so that it reads no
 * database. Plain JSON; built from the catalog and the rules of one published version.
 */
export interface ConfigurationDefinition {
  readonly offeringId: string;
  /** The offering itself, with all parts that occur at most once. */
  readonly scope: ScopeDefinition;
  /** Parts that occur several times, each time configured by itself; ascending by path. */
  readonly instances: readonly InstanceDefinition[];
}

/** Variables that are decided together, and what is said of them. Indices are those of `model.variables`. */
export interface ScopeDefinition {
  readonly model: CanonicalModel;
  /** One for each variable of the model, in the same order. */
  readonly variables: readonly VariableDefinition[];
  readonly relations: readonly NumberRelation[];
  /** In the order in which they are tried. */
  readonly defaults: readonly DefaultRule[];
  readonly eligibility: readonly EligibilityRule[];
  readonly advice: readonly AdviceRule[];
  readonly validity: readonly ValidityRule[];
}

export interface VariableDefinition {
  /** What people call it: the name of the characteristic or of the part. */
  readonly name: string;
  /** Path of the offering it belongs to: ids of children joined by `/`; empty for the root (of the scope). */
  readonly owner: string;
  /** What a choice of it looks like: the id of a value, a whole number, decimal text, a boolean, text. */
  readonly type: 'enum' | 'integer' | 'decimal' | 'boolean' | 'text';
  /** Index of `NONE`, or of quantity 0; null where there is always a value. */
  readonly absent: number | null;
  /** Index of the value it has unless chosen otherwise; null for none. */
  readonly defaultValue: number | null;
  /** The number or text behind `defaultValue`, where the index alone does not tell it. */
  readonly defaultInput?: string;
  /** For numbers: the interval of each value, null for `NONE`. Absent where values are not intervals. */
  readonly intervals?: readonly (Interval | null)[];
  /** For text: how long it may be at most. */
  readonly maxLength?: number;
  /** The multi-valued characteristic of which this is one value. */
  readonly memberOf?: string;
}

/** Numbers as decimal text, because JSON numbers would lose digits. Null is unbounded; ends belong to it unless open. */
export interface Interval {
  readonly min: string | null;
  readonly max: string | null;
  readonly openMin?: true;
  readonly openMax?: true;
}

/** Between two numbers, where both are there: `left relation right + offset`. The relations of a scope form a forest. */
export interface NumberRelation {
  readonly ruleId: string;
  readonly messageKey: string;
  readonly left: number;
  readonly relation: '=' | '<=' | '>=';
  readonly right: number;
  /** Decimal text. */
  readonly offset: string;
}

export interface DefaultRule {
  readonly ruleId: string;
  readonly variable: number;
  readonly value: number;
  readonly input?: string;
  /** Over what the user chose and what follows from it; unknown is false. */
  readonly when?: Expression;
}

/** Where `when` does not hold for sure, the variable cannot be in `removes`. */
export interface EligibilityRule {
  readonly ruleId: string;
  readonly messageKey: string;
  readonly variable: number;
  readonly removes: ValueSet;
  /** Over the context of the request; a member that is not given makes it unknown, which is not enough. */
  readonly when: Expression;
}

/** Outside of these calendar days, half-open, the variable cannot be in `removes`. At least one end is there. */
export interface ValidityRule {
  readonly ruleId: string;
  readonly messageKey: string;
  readonly variable: number;
  readonly removes: ValueSet;
  /** First day, `2026-01-31`. */
  readonly from?: string;
  /** First day on which it is no longer valid. */
  readonly until?: string;
}

/** Said about a configuration, never refusing it: warnings and recommendations. */
export interface AdviceRule {
  readonly ruleId: string;
  readonly kind: 'warning' | 'recommendation';
  readonly messageKey: string;
  /** A warning is given where this is false for sure, a recommendation where it is true for sure. */
  readonly expression: Expression;
}

export interface InstanceDefinition {
  /** Path of the part below the root. */
  readonly path: string;
  readonly name: string;
  /** How many there may be. In the parent's model: the variable `<path>/@count`. */
  readonly countVariable: number;
  readonly scope: ScopeDefinition;
  /** The variable both scopes share, with the same values. At most one: so that answers stay exact. */
  readonly interface: { readonly parent: number; readonly own: number } | null;
  readonly sums: readonly InstanceSum[];
}

/** Over all instances: the sum of a whole number of each lies between the bounds. */
export interface InstanceSum {
  readonly ruleId: string;
  readonly messageKey: string;
  /** In the instance's scope, with what each value adds. */
  readonly variable: number;
  readonly weights: readonly number[];
  readonly lower: number | null;
  readonly upper: number | null;
}
