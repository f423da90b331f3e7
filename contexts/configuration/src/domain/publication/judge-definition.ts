import { type CompiledScope, scopesOf } from '../artefact/artefact-format.ts';
import { compileScopes, type ScopeOutcome } from '../artefact/compile-scopes.ts';
import { scopeEngine } from '../artefact/engines.ts';
import type { CompileBudget } from '../compiler/compile-graph.ts';
import type { CanonicalModel } from '../model/canonical-model.ts';
import type { ConfigurationDefinition, ScopeDefinition } from '../model/configuration-definition.ts';
import type { Conflict } from '../reasoner.ts';
import { STEPS_OF_PUBLICATION, StepAccount, StepsEnded } from '../solver/step-account.ts';
import { deadChoices } from './dead-choices.ts';

/** What there is to say of a definition, and by which rules it is so. */
export interface Remark {
  readonly severity: 'error' | 'warning';
  readonly code: 'VOID' | 'TOO_HARD' | 'DEAD' | 'FALSE_OPTIONAL';
  readonly message: string;
  /** Ids of rules. */
  readonly culprits: readonly string[];
}

export interface JudgedDefinition {
  /** Absent where a scope is void. */
  readonly scopes?: readonly CompiledScope[];
  readonly remarks: readonly Remark[];
}

/** Beyond, remarks say what is dead but not by which rules: nobody reads on, and reasons are what costs. */
const MAX_EXPLAINED = 100;

/**
 * Compiles a definition, unless its scopes are known, and looks for what nobody could buy: an offering of which no
 * configuration is possible, and choices that no configuration has. Each with the fewest rules that make it so.
 */
export function judgeDefinition(
  definition: ConfigurationDefinition,
  known?: readonly CompiledScope[],
  budget?: CompileBudget,
): JudgedDefinition {
  const outcomes = known ?? compileScopes(definition, budget);
  const scopes = outcomes.filter((outcome): outcome is CompiledScope => outcome !== 'void');
  return scopes.length < outcomes.length
    ? { remarks: voidRemarks(definition, outcomes) }
    : { scopes, remarks: knownRemarks(definition, scopes) };
}

/** A model about which not even the first question is answered is no good to anybody. */
function knownRemarks(
  definition: ConfigurationDefinition,
  scopes: readonly CompiledScope[],
): readonly Remark[] {
  try {
    return deadRemarks(definition, scopes);
  } catch (error) {
    if (!(error instanceof StepsEnded)) throw error;
    const message = 'the rules are too hard: what can be chosen is not found within the budget of steps';
    return [{ severity: 'error', code: 'TOO_HARD', message, culprits: [] }];
  }
}

function voidRemarks(
  definition: ConfigurationDefinition,
  outcomes: readonly ScopeOutcome[],
): readonly Remark[] {
  return namedScopes(definition).flatMap(({ path, scope }, index): readonly Remark[] => {
    if (outcomes[index] !== 'void') return [];
    const conflict = scopeEngine(
      scope.model,
      { steps: 0 },
      new StepAccount(STEPS_OF_PUBLICATION),
    ).explainer.conflict([]);
    const culprits = culpritsOf(scope.model, conflict);
    const which = conflict?.minimal === true ? 'these rules alone' : 'among others these rules';
    const because = culprits.length === 0 ? '' : `: ${which} leave nothing: ${named(culprits)}`;
    const message = `no configuration of ${path === '' ? 'the offering' : `"${path}"`} is possible${because}`;
    return [{ severity: 'error', code: 'VOID', message, culprits }];
  });
}

function deadRemarks(
  definition: ConfigurationDefinition,
  scopes: readonly CompiledScope[],
): readonly Remark[] {
  let explained = 0;
  return namedScopes(definition).flatMap(({ path, scope }, index) => {
    const account = new StepAccount(STEPS_OF_PUBLICATION);
    const engine = scopeEngine(scope.model, scopes[index] as CompiledScope, account);
    return deadChoices(scope, engine.reasoner).map(({ code, id, text, assumptions }): Remark => {
      const conflict = explained++ < MAX_EXPLAINED ? engine.explainer.conflict(assumptions) : undefined;
      const culprits = culpritsOf(scope.model, conflict);
      const because = conflict?.minimal === true ? `, because of ${named(culprits)}` : '';
      const name = path === '' ? id : `${path}/${id}`;
      return { severity: 'warning', code, message: `"${name}" ${text}${because}`, culprits };
    });
  });
}

/** A sentence names a few of many. */
const MOST_NAMED = 20;

function named(culprits: readonly string[]): string {
  const more = culprits.length - MOST_NAMED;
  return culprits.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function namedScopes(
  definition: ConfigurationDefinition,
): readonly { readonly path: string; readonly scope: ScopeDefinition }[] {
  const paths = ['', ...definition.instances.map(({ path }) => path)];
  return scopesOf(definition).map((scope, index) => ({ path: paths[index] as string, scope }));
}

function culpritsOf({ constraints }: CanonicalModel, conflict: Conflict | undefined): readonly string[] {
  return (conflict?.rules ?? []).flatMap((rule) => constraints[rule]?.ruleId ?? []);
}
