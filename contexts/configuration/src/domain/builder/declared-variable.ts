import type { Decimal } from '@quotewright/kernel';
import type { VariableKind } from '../model/canonical-model.ts';
import type { VariableDefinition } from '../model/configuration-definition.ts';
import type { NumberRange } from './number-range.ts';
import type { Part } from './read-parts.ts';

/** A variable as catalog and rules see it, before it is known where its numbers are cut. */
export interface DeclaredVariable {
  /** In rules of the offering; unique. */
  readonly name: string;
  /** In its scope. */
  readonly id: string;
  /** Empty for the scope of the offering, else the path of a part with instances. */
  readonly scope: string;
  /** The part that must be present for it to have a value; of a quantity or count the part that it is about. */
  readonly part: Part;
  readonly kind: VariableKind;
  readonly type: VariableDefinition['type'];
  readonly label: string;
  /** How absence looks: a value of its own, or the number 0. Null where there is always a value. */
  readonly absence: 'none' | 'zero' | null;
  /** Whether it has a value wherever its part is. */
  readonly isRequired: boolean;
  readonly content: VariableContent;
  /** The text of a value, a number or any text. */
  readonly defaultValue?: string;
  readonly maxLength?: number;
  /** The name of the multi-valued characteristic, and which value of it this is. */
  readonly memberOf?: { readonly name: string; readonly value: string };
}

/** What it can be, apart from absent. */
export type VariableContent = { readonly kind: 'texts'; readonly texts: readonly string[] } | NumberContent;

export interface NumberContent {
  readonly kind: 'numbers';
  /** Whole numbers only. */
  readonly whole: boolean;
  readonly range: NumberRange;
  /** Numbers that are values of their own; absent where values are intervals. */
  readonly points?: readonly Decimal[];
  /** Whether `points` are all numbers of the range, so that intervals would say the same. */
  readonly dense: boolean;
}
