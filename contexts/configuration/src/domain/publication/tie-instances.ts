import { compileScope } from '../artefact/compile-scopes.ts';
import { scopeEngine } from '../artefact/engines.ts';
import type { CompileBudget } from '../compiler/compile-graph.ts';
import type { Constraint, Variable } from '../model/canonical-model.ts';
import type {
  ConfigurationDefinition,
  InstanceDefinition,
  ScopeDefinition,
} from '../model/configuration-definition.ts';
import { everyValue, otherValues, type ValueSet, valueSet } from '../model/value-set.ts';
import { offsetsOf } from '../reasoner.ts';
import { StepsEnded } from '../solver/step-account.ts';

/**
 * The definition with what parts with instances ask of the offering: there is none of a part, or the variable they
 * share has a value with which one can be configured. Without it a value would be offered that leads nowhere as soon
 * as an instance is wanted that nobody has listed yet.
 */
export function tiedToInstances(
  definition: ConfigurationDefinition,
  budget?: CompileBudget,
): ConfigurationDefinition {
  const ties = definition.instances.flatMap((part) => tieOf(definition.scope, part, budget) ?? []);
  if (ties.length === 0) return definition;
  const { scope } = definition;
  const constraints = [...scope.model.constraints, ...ties].sort((a, b) => (a.ruleId < b.ruleId ? -1 : 1));
  return { ...definition, scope: { ...scope, model: { ...scope.model, constraints } } };
}

function tieOf(
  { model }: ScopeDefinition,
  { path, countVariable, interface: shared, scope }: InstanceDefinition,
  budget: CompileBudget | undefined,
): Constraint | undefined {
  if (shared === null) return undefined;
  const size = (model.variables[shared.parent] as Variable).values.length;
  const possible = possibleValues(scope, shared.own, budget);
  if (possible === undefined || otherValues(possible, size).length === 0) return undefined;
  const counts = (model.variables[countVariable] as Variable).values;
  const none = valueSet(counts.flatMap((text, index) => (text === '0' ? [index] : [])));
  const clause = [
    { variable: countVariable, in: none },
    { variable: shared.parent, in: possible },
  ].filter((literal) => literal.in.length > 0);
  return {
    ruleId: `structure:instances:${path}`,
    origin: 'structure',
    messageKey: 'structure.instances',
    bodies: [{ kind: 'clauses', clauses: [clause.sort((a, b) => a.variable - b.variable)] }],
  };
}

/** Values of a variable with which the scope can be configured; undefined where that is not known in time. */
function possibleValues(
  { model }: ScopeDefinition,
  variable: number,
  budget: CompileBudget | undefined,
): ValueSet | undefined {
  const compiled = compileScope(model, budget);
  const { length } = (model.variables[variable] as Variable).values;
  // That nothing of it is possible is said by the publication itself.
  if (compiled === 'void') return everyValue(length);
  const offsets = offsetsOf(model);
  const everything = new Uint8Array(offsets.at(-1) ?? 0).fill(1);
  try {
    const flags = scopeEngine(model, compiled).reasoner.alternatives(everything);
    const begin = offsets[variable] as number;
    return valueSet(
      Array.from({ length }, (_, value) => value).filter((value) => flags[begin + value] === 1),
    );
  } catch (error) {
    if (error instanceof StepsEnded) return undefined;
    throw error;
  }
}
