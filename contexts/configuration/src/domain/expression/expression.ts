/*
 * Expressions of rules, as they are after parsing and typing. Plain JSON, because those that are evaluated at each
 * click travel with the compiled configuration.
 *
 *   plan = 'gold' and not cloud-firewall/@quantity > 0
 *   users in 1..49 implies plan in ('silver', 'trial')
 *   2 * edge-appliance/@quantity + ports <= 48
 *   context.segment = 'enterprise'
 *
 * Variables are written as the model names them: `<characteristic>` of the root, `<child>/<characteristic>`,
 * `<child>/@quantity`, `<child>/@count` of a child with instances.
 */
export type Expression =
  | { readonly op: 'and' | 'or'; readonly of: readonly Expression[] }
  | { readonly op: 'not'; readonly of: Expression }
  | { readonly op: 'implies' | 'iff'; readonly left: Expression; readonly right: Expression }
  /** A boolean variable, or the presence of a part: `has <path>`. */
  | { readonly op: 'true'; readonly variable: string }
  | { readonly op: 'present'; readonly path: string }
  | {
      readonly op: 'compare';
      readonly relation: Relation;
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly op: 'in'; readonly of: Reference; readonly values: readonly Candidate[] }
  | { readonly op: 'constant'; readonly value: boolean };

export type Relation = '=' | '!=' | '<' | '<=' | '>' | '>=';

export type Reference =
  | { readonly variable: string }
  /** Of the request: `segment`, `market`, … */
  | { readonly context: string };

export type Scalar = string | boolean | { readonly number: string };

/** A value, or a range of numbers with both ends. */
export type Candidate = Scalar | { readonly from: string; readonly to: string };

/** What is compared: a value, one thing, or a linear sum of numbers. */
export type Operand =
  | { readonly kind: 'scalar'; readonly value: Scalar }
  | { readonly kind: 'reference'; readonly of: Reference }
  | { readonly kind: 'linear'; readonly terms: readonly LinearTerm[]; readonly constant: string };

export interface LinearTerm {
  /** Decimal text. */
  readonly factor: string;
  /** `sum(path/…)`: over the instances of a part. */
  readonly of: { readonly variable: string } | { readonly sum: string };
}
