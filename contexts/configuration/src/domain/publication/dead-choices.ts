import { NONE } from '../model/canonical-model.ts';
import type { ScopeDefinition, VariableDefinition } from '../model/configuration-definition.ts';
import { type Assumption, offsetsOf, type Reasoner } from '../reasoner.ts';

/** Something that a customer could never choose. */
export interface DeadChoice {
  readonly code: 'DEAD' | 'FALSE_OPTIONAL';
  /** Of the variable. */
  readonly id: string;
  /** What there is to say of it, to be read after its name. */
  readonly text: string;
  /** What cannot hold, to be explained. */
  readonly assumptions: readonly Assumption[];
}

/**
 * Values that no configuration of the scope has (DEAD), and options that every one has (FALSE_OPTIONAL). Of the
 * variables of a part, absence is about the part.
 */
export function deadChoices(scope: ScopeDefinition, reasoner: Reasoner): readonly DeadChoice[] {
  const { variables } = scope.model;
  const offsets = offsetsOf(scope.model);
  const possible = reasoner.alternatives(new Uint8Array(offsets.at(-1) ?? 0).fill(1));
  return variables.flatMap(({ id, kind, values }, variable): readonly DeadChoice[] => {
    if (kind === 'auxiliary') return [];
    const { absent } = scope.variables[variable] as VariableDefinition;
    const offset = offsets[variable] as number;
    const dead = [...values.keys()].filter((value) => possible[offset + value] === 0);
    return dead.flatMap((value): readonly DeadChoice[] => {
      const allowed = new Uint8Array(values.length);
      allowed[value] = 1;
      const assumptions = [{ variable, allowed }];
      if (value === absent)
        return [{ code: 'FALSE_OPTIONAL', id, text: 'is optional, but always there', assumptions }];
      // That a part which is always there is never absent is no news.
      if (values[value] === NONE) return [];
      return [{ code: 'DEAD', id, text: `can never be ${values[value]}`, assumptions }];
    });
  });
}
