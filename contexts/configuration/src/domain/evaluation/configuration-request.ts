import type { FieldError } from '@quotewright/kernel';
import type { Explainer, Reasoner } from '../reasoner.ts';
import type { StepAccount } from '../solver/step-account.ts';

/** What is chosen: the id of a value, a number (also as decimal text), a boolean, text; null for none. */
export type ChoiceValue = string | number | boolean | null;

export interface RequestedChoice {
  readonly variable: string;
  readonly value: ChoiceValue;
}

/** One of several of a part. The id is the client's. */
interface RequestedInstance {
  /** Path of the part below the root. */
  readonly path: string;
  readonly id: string;
  /** Of the instance's own variables. */
  readonly choices: readonly RequestedChoice[];
}

type ContextValues = Readonly<Record<string, string | number | boolean>>;

export interface ConfigurationRequest {
  /** In the order in which they were made: of a conflict, later ones are blamed first. Those of instances are later. */
  readonly choices: readonly RequestedChoice[];
  readonly instances?: readonly RequestedInstance[] | undefined;
  /** Of whom and when is asked: market, channel, segment, … */
  readonly context: { readonly date: string; readonly values: ContextValues };
  /** Variables to report, in instances too; everything otherwise. Does not change what is found. */
  readonly only?: readonly string[] | undefined;
  /** Whether to count what remains. */
  readonly count?: boolean | undefined;
}

/** The engine of the offering itself and of each part with instances, by its path. */
export interface ConfigurationEngines {
  /** What all of them may take together for one query. */
  readonly account?: Pick<StepAccount, 'refill'>;
  readonly scope: ScopeEngine;
  readonly instances: ReadonlyMap<string, ScopeEngine>;
}

export interface ScopeEngine {
  readonly reasoner: Reasoner;
  readonly explainer: Explainer;
}

/** A request that cannot be understood. `code` is a `RequestError`; the pointer goes into the request. */
export interface Refused {
  readonly kind: 'refused';
  readonly errors: readonly FieldError[];
}

export type RequestError =
  | 'UNKNOWN_VARIABLE'
  | 'UNKNOWN_VALUE'
  | 'VALUE_TYPE'
  | 'QUANTITY_OUT_OF_RANGE'
  | 'DUPLICATE_CHOICE'
  | 'DUPLICATE_INSTANCE';
