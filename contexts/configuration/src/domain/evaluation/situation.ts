import type {
  ConfigurationDefinition,
  EligibilityRule,
  InstanceDefinition,
  ValidityRule,
} from '../model/configuration-definition.ts';
import { everyValue } from '../model/value-set.ts';
import type { Flags } from '../reasoner.ts';
import type { ConfigurationEngines, ConfigurationRequest, ScopeEngine } from './configuration-request.ts';
import type { Decisions, PlacedDecision, ScopeKey } from './decision.ts';
import { holdsInContext } from './facts.ts';
import { clearValues } from './flags.ts';
import type { ReadRequest } from './read-request.ts';
import { type ScopeIndex, scopeIndex } from './scope-index.ts';
import type { Settled } from './settle-scope.ts';

/** What one request is about, before anything is decided. */
export interface Situation {
  readonly definition: ConfigurationDefinition;
  readonly request: Pick<ConfigurationRequest, 'context'>;
  readonly root: ScopeGround;
  /** For each part with instances. */
  readonly parts: readonly ScopeGround[];
  readonly instances: readonly ListedInstance[];
  /** How many instances of each part there are at least. */
  readonly listed: readonly number[];
  /** Rules about numbers and sums that are left out, to see whether they matter. */
  readonly ignored: ReadonlySet<string>;
  /** What has been asked about instances: many of them are alike. */
  readonly known: Map<string, Settled>;
}

export interface ListedInstance {
  readonly part: number;
  readonly definition: InstanceDefinition;
  readonly id: string;
}

export interface ScopeGround {
  readonly index: ScopeIndex;
  readonly engine: ScopeEngine;
  /** What eligibility and validity leave. */
  readonly base: Flags;
  /** The rules that took something away. */
  readonly withheld: readonly Withholding[];
}

/** A rule of eligibility or of validity that applies. */
export type Withholding = Pick<EligibilityRule, 'ruleId' | 'messageKey' | 'variable' | 'removes'>;

/** Decisions of all scopes. */
export interface AllDecisions {
  readonly root: Decisions;
  /** In the order of the instances. */
  readonly instances: readonly Decisions[];
}

export function situationOf(
  definition: ConfigurationDefinition,
  engines: ConfigurationEngines,
  request: Pick<ConfigurationRequest, 'context'>,
  { instances, listed }: ReadRequest,
): Situation {
  return {
    definition,
    request,
    root: groundOf(scopeIndex(definition.scope), engines.scope, request.context),
    parts: definition.instances.map(({ path, scope }) => {
      const engine = engines.instances.get(path);
      if (engine === undefined) throw new Error(`no engine for the instances of "${path}"`);
      return groundOf(scopeIndex(scope), engine, request.context);
    }),
    instances,
    listed,
    ignored: new Set(),
    known: new Map(),
  };
}

function groundOf(
  index: ScopeIndex,
  engine: ScopeEngine,
  context: ConfigurationRequest['context'],
): ScopeGround {
  const { eligibility, validity } = index.scope;
  const isValid = ({ from, until }: ValidityRule) =>
    (from === undefined || from <= context.date) && (until === undefined || context.date < until);
  const withheld: Withholding[] = [
    ...validity.filter((rule) => !isValid(rule)),
    ...eligibility.filter(({ when }) => !holdsInContext(when, context)),
  ];
  const base = new Uint8Array(index.size).fill(1);
  for (const { variable, removes } of withheld) clearValues(index, base, variable, removes);
  return { index, engine, base, withheld };
}

/** The ground of a scope. */
export function groundAt(situation: Situation, scope: ScopeKey): ScopeGround {
  if (scope === 'root') return situation.root;
  return situation.parts[(situation.instances[scope] as ListedInstance).part] as ScopeGround;
}

export function decisionsAt(decisions: AllDecisions, scope: ScopeKey): Decisions {
  return scope === 'root' ? decisions.root : (decisions.instances[scope] as Decisions);
}

/** All scopes, the offering itself first. */
export function scopesOf({ instances }: Pick<Situation, 'instances'>): readonly ScopeKey[] {
  return ['root', ...instances.keys()];
}

/** The decisions with more of them. Scopes without new ones stay the same objects. */
export function withDecisions(decisions: AllDecisions, more: readonly PlacedDecision[]): AllDecisions {
  if (more.length === 0) return decisions;
  const root = new Map(decisions.root);
  const instances = [...decisions.instances];
  const own = new Map<number, Map<number, PlacedDecision['decision']>>();
  for (const { scope, variable, decision } of more) {
    if (scope === 'root') {
      root.set(variable, decision);
      continue;
    }
    const copy = own.get(scope) ?? new Map(instances[scope]);
    own.set(scope, copy.set(variable, decision));
    instances[scope] = copy;
  }
  return { root, instances };
}

export function placed(decisions: AllDecisions, scopes: readonly ScopeKey[]): PlacedDecision[] {
  return scopes.flatMap((scope) =>
    [...decisionsAt(decisions, scope)].map(([variable, decision]) => ({ scope, variable, decision })),
  );
}

/** Removes everything from a variable but what is flagged. */
export function keepOnly({ offsets }: ScopeIndex, flags: Flags, variable: number, kept: Flags): void {
  const start = offsets[variable] as number;
  for (const [value, flag] of kept.entries()) if (flag === 0) flags[start + value] = 0;
}

/** There are at least so many instances as are listed. */
export function withListed(situation: Pick<Situation, 'definition' | 'root' | 'listed'>): Flags {
  const { definition, root, listed } = situation;
  if (listed.every((count) => count === 0)) return root.base;
  const base = root.base.slice();
  for (const [part, { countVariable }] of definition.instances.entries()) {
    const texts = root.index.scope.model.variables[countVariable]?.values ?? [];
    const below = texts.findIndex((text) => Number(text) >= (listed[part] as number));
    clearValues(root.index, base, countVariable, below < 0 ? everyValue(texts.length) : everyValue(below));
  }
  return base;
}

/** Each instance is asked by each question: of many there are fewer. */
const LEAST_QUESTIONS = 12;

/** How many questions about the whole a search may ask, of at most `most`: so that it takes a second or two. */
export function questionsOf({ instances }: Pick<Situation, 'instances'>, most: number): number {
  return Math.max(LEAST_QUESTIONS, Math.floor((4 * most) / (4 + instances.length ** 2 / 4)));
}
