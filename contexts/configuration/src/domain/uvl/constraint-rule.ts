/** A rule that always holds, as the section `configuration/rules@1` has it. */
export interface ConstraintRule {
  readonly id: string;
  readonly kind: 'constraint';
  readonly then: string;
}

export function constraintRule(id: string, expression: string): ConstraintRule {
  return { id, kind: 'constraint', then: expression };
}

/** What one expression may have, in UTF-16 units. */
export const MAX_EXPRESSION_LENGTH = 20_000;
