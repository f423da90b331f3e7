import type { BuildReport } from './build-report.ts';
import type { DeclaredVariable } from './declared-variable.ts';
import { MAX_INTERVALS } from './limits.ts';
import type { Plan } from './plan.ts';
import type { NumberPlan } from './plan-numbers.ts';
import { joined } from './read-parts.ts';
import { type ScopeDraft, scopeDraft } from './scope-draft.ts';
import { idIn } from './scope-names.ts';
import { scopeVariable } from './scope-variable.ts';

/** The scope of the offering first, then those of its parts with instances, each with its variables. */
export function createScopes(
  { parts, declarations, claims }: Plan,
  { contentOf, cuts }: NumberPlan,
  report: BuildReport,
): ReadonlyMap<string, ScopeDraft> {
  const drafts = new Map(
    [...new Set(parts.map(({ scope }) => scope))].map((path) => [path, scopeDraft(path)]),
  );
  const add = (draft: ScopeDraft, declared: DeclaredVariable) => {
    const owner = declared.kind === 'count' ? declared.part.path : declared.part.local;
    const id = idIn(draft.path, declared);
    const names = {
      id,
      owner: declared.scope === draft.path ? owner : joined('..', owner),
      ...(declared.memberOf === undefined ? {} : { memberOf: id.slice(0, id.lastIndexOf('=')) }),
    };
    const own = scopeVariable(declared, names, contentOf(declared), cuts.of(declared));
    if (own.values.length > MAX_INTERVALS) {
      report.limit([], `values of "${declared.name}"`, MAX_INTERVALS, own.values.length);
    }
    draft.variables.set(id, own);
  };
  for (const declared of declarations.variables.values()) {
    const draft = drafts.get(declared.scope);
    if (draft !== undefined) add(draft, declared);
  }
  for (const draft of drafts.values()) {
    const shared = draft.path === '' ? undefined : claims.interfaceOf(draft.path);
    if (shared !== undefined) add(draft, shared);
  }
  return drafts;
}
