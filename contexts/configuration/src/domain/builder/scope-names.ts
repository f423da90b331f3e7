import type { Declarations } from './declare-variables.ts';
import type { DeclaredVariable } from './declared-variable.ts';
import { ALWAYS, among, type Formula } from './formula.ts';
import { joined, type Part } from './read-parts.ts';
import type { ScopeDraft } from './scope-draft.ts';
import { presentValues, type ScopeVariable } from './scope-variable.ts';

/** What names of rules mean within one scope. */
export interface ScopeNames {
  readonly draft: ScopeDraft;
  /** One of the scope, or of its parent where that is the interface. */
  variable(declared: DeclaredVariable): ScopeVariable;
  /** Whether the part is there: a membership, or always. */
  presence(part: Part): Formula;
}

/** How a scope calls a variable: of the parent's, `../users`. No id begins with a dot. */
export function idIn(scope: string, declared: DeclaredVariable): string {
  return declared.scope === scope ? declared.id : `../${declared.id}`;
}

/**
 * The variable that says whether a part is there, as a scope sees it. Undefined where it always is: the root, and an
 * instance for itself.
 */
export function presenceVariable(
  part: Part,
  scope: string,
  { variables }: Declarations,
): DeclaredVariable | undefined {
  if (part.place === undefined) return undefined;
  if (part.local !== '') return variables.get(joined(part.path, '@quantity'));
  return part.scope === scope ? undefined : variables.get(joined(part.path, '@count'));
}

export function scopeNames(draft: ScopeDraft, declarations: Declarations): ScopeNames {
  const variable = (declared: DeclaredVariable) =>
    draft.variables.get(idIn(draft.path, declared)) as ScopeVariable;
  return {
    draft,
    variable,
    presence(part) {
      const declared = presenceVariable(part, draft.path, declarations);
      if (declared === undefined || declared.absence === null) return ALWAYS;
      const own = variable(declared);
      return among(own, presentValues(own));
    },
  };
}
