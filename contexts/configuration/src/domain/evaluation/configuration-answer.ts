import type { ChoiceValue } from './configuration-request.ts';

/** A range of numbers, both ends included unless open: JSON numbers of integers, decimal text of decimals. */
export interface NumberRangeEntry {
  readonly min: number | string | null;
  readonly max: number | string | null;
  readonly openMin?: true;
  readonly openMax?: true;
}

/** A value, a range of numbers, or any text. */
export type DomainEntry = ChoiceValue | NumberRangeEntry | { readonly maxLength: number | null };

type AnswerStatus = 'VALID_COMPLETE' | 'VALID_INCOMPLETE' | 'CONFLICT' | 'VOID';

/** USER chose it; it is FORCED by what the user chose; it is so by DEFAULT; NONE: absent, or not decided. */
export type ValueSource = 'USER' | 'DEFAULT' | 'FORCED' | 'NONE';

export interface AnswerVariable {
  readonly id: string;
  readonly name: string;
  /** Null: none, or not decided; then it stands in `missing`, or the part it belongs to does. */
  readonly value: ChoiceValue;
  readonly source: ValueSource;
  /** What it can be, all other choices kept: each of these leads to a valid configuration. */
  readonly domain: readonly DomainEntry[];
  readonly excluded: readonly ExcludedValue[];
}

export interface ExcludedValue {
  readonly id: DomainEntry;
  /** What to ask for the reason; of a range of whole numbers, for that of its least one. */
  readonly reasonRef: string;
}

export interface InstanceRef {
  readonly path: string;
  readonly id: string;
}

export interface AnswerInstance extends InstanceRef {
  readonly variables: readonly AnswerVariable[];
}

export interface VariableRef {
  readonly variable: string;
  readonly instance?: InstanceRef;
}

export interface ChoiceRef extends VariableRef {
  readonly value: DomainEntry;
}

export interface RuleRef {
  readonly ruleId: string;
  readonly origin: 'structure' | 'rule';
  readonly message: string;
}

export interface AnswerConflict {
  /** These cannot be together. In the order of the request. */
  readonly choices: readonly ChoiceRef[];
  /** Because of these. Ascending by id. */
  readonly rules: readonly RuleRef[];
  /** Whether each of the choices is needed for the conflict; and of rules, where one scope is concerned. */
  readonly minimal: boolean;
}

export interface Advice {
  readonly ruleId: string;
  readonly kind: 'warning' | 'recommendation';
  readonly message: string;
  readonly instance?: InstanceRef;
}

export interface ConfigurationAnswer {
  readonly kind: 'answer';
  readonly status: AnswerStatus;
  /** Ascending by id. */
  readonly variables: readonly AnswerVariable[];
  /** In the order of the request. */
  readonly instances: readonly AnswerInstance[];
  /** What the user has to decide yet. */
  readonly missing: readonly VariableRef[];
  readonly conflict?: AnswerConflict;
  /** Up to three ways out of the conflict: choices to give up, smallest first. */
  readonly repairs?: readonly (readonly ChoiceRef[])[];
  readonly advice: readonly Advice[];
  /**
   * How many configurations the choices leave: decimal digits. Each interval of a number counts as one. Absent unless
   * asked for, where the engine cannot count, and where sums over instances tie them to each other.
   */
  readonly remaining?: string;
}

export type CompletedConfiguration = ConfigurationAnswer & { readonly completion?: CompletionReport };

/** `cost` is decimal text: for `cheapest` the sum of the amounts, for `preferred` the departures from defaults. */
interface CompletionReport {
  readonly cost: string;
  readonly optimal: boolean;
}

export type Exclusion =
  /** Together with the other choices it cannot be: these choices and rules are in the way. */
  | { readonly kind: 'excluded'; readonly conflict: AnswerConflict }
  /** No choice is in the way: the rules alone, eligibility among them, never allow it. */
  | { readonly kind: 'dead'; readonly rules: readonly RuleRef[]; readonly minimal: boolean }
  | { readonly kind: 'possible' };
