import type { FieldError } from '@quotewright/kernel';
import type { ChoiceValue, ConfigurationRequest } from './configuration-request.ts';

export type CompletionObjective = 'preferred' | 'cheapest';

export interface ChoiceCost {
  readonly variable: string;
  readonly value: ChoiceValue;
  /** Decimal text, not negative. */
  readonly amount: string;
}

/** What can be asked of one offering. */
export type ConfigurationQuery =
  | { readonly kind: 'evaluate'; readonly request: ConfigurationRequest }
  | {
      readonly kind: 'complete';
      readonly request: ConfigurationRequest;
      readonly objective: CompletionObjective;
      readonly costs?: readonly ChoiceCost[];
    }
  /** Why a value cannot be: by the `reasonRef` of an answer. */
  | { readonly kind: 'explain'; readonly request: ConfigurationRequest; readonly reasonRef: string }
  /** Which of the choices this configuration does not have: for whoever comes from another version. */
  | { readonly kind: 'gone'; readonly request: ConfigurationRequest };

/** Of the artefact that answered. */
export interface GraphIdentity {
  /** SHA-256 of the definition and its constraints. */
  readonly hash: string;
  readonly mode: 'graph' | 'solver';
  readonly engineVersion: number;
  /** The catalog version in which these rules were new. */
  readonly ruleSetVersion: number;
}

/** The answer as JSON, in canonical form: equal questions to one artefact give equal bytes. */
export type QueryResult =
  | { readonly kind: 'answered'; readonly graph: GraphIdentity; readonly json: string }
  | { readonly kind: 'refused'; readonly graph: GraphIdentity; readonly errors: readonly FieldError[] };
