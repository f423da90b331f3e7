import { type Decimal, decimal } from '@quotewright/kernel';
import type { Constraint } from '../model/canonical-model.ts';
import type { ScopeDefinition, VariableDefinition } from '../model/configuration-definition.ts';
import { offsetsOf } from '../reasoner.ts';
import { type NumberRange, rangeOf } from './number-range.ts';

/** A relation as seen from one of its numbers: where the other one is known, this one is bounded by it. */
export interface NumberLink {
  readonly ruleId: string;
  readonly other: number;
  /** This number = other + offset, or on that side of it. */
  readonly relation: '=' | '<=' | '>=';
  readonly offset: Decimal;
}

/** A scope as it is looked things up in; made once for each definition. Variables without something have -1. */
export interface ScopeIndex {
  readonly scope: ScopeDefinition;
  readonly offsets: Int32Array;
  readonly size: number;
  readonly byId: ReadonlyMap<string, number>;
  /** Constraints by the id of their rule. */
  readonly rules: ReadonlyMap<string, Constraint>;
  /** The value that stands for absence. */
  readonly absent: Int32Array;
  /** The quantity of the part the variable belongs to: while that is open, so is this. */
  readonly presence: Int32Array;
  /** Whether people see it. */
  readonly shown: readonly boolean[];
  /** Of number variables: the range of each value, null for none. */
  readonly ranges: ReadonlyMap<number, readonly (NumberRange | null)[]>;
  readonly links: ReadonlyMap<number, readonly NumberLink[]>;
}

// A definition never changes, so the index is part of it that is not worth storing.
const indices = new WeakMap<ScopeDefinition, ScopeIndex>();

export function scopeIndex(scope: ScopeDefinition): ScopeIndex {
  const known = indices.get(scope);
  if (known !== undefined) return known;
  const index = newIndex(scope);
  indices.set(scope, index);
  return index;
}

function newIndex(scope: ScopeDefinition): ScopeIndex {
  const { variables } = scope.model;
  const offsets = offsetsOf(scope.model);
  const byId = new Map(variables.map(({ id }, variable) => [id, variable]));
  return {
    scope,
    offsets,
    size: offsets[variables.length] as number,
    byId,
    rules: new Map(scope.model.constraints.map((constraint) => [constraint.ruleId, constraint])),
    absent: Int32Array.from(scope.variables, (defined, variable) => absentValue(defined, variable, scope)),
    presence: Int32Array.from(
      scope.variables,
      ({ owner }, variable) => byId.get(presenceId(variableId(scope, variable), owner)) ?? -1,
    ),
    shown: variables.map(({ kind }) => kind !== 'auxiliary'),
    ranges: rangesOf(scope),
    links: linksOf(scope),
  };
}

export function variableId(scope: ScopeDefinition, variable: number): string {
  return (scope.model.variables[variable] as { readonly id: string }).id;
}

export function definedVariable({ scope }: ScopeIndex, variable: number): VariableDefinition {
  return scope.variables[variable] as VariableDefinition;
}

export function valueTexts({ scope }: ScopeIndex, variable: number): readonly string[] {
  return scope.model.variables[variable]?.values ?? [];
}

/** Not having one of several values is its absence: nobody has to say so. */
function absentValue(defined: VariableDefinition, variable: number, scope: ScopeDefinition): number {
  if (defined.absent !== null) return defined.absent;
  return defined.memberOf === undefined
    ? -1
    : (scope.model.variables[variable]?.values.indexOf('false') ?? -1);
}

const QUANTITY = '@quantity';
const COUNT = '@count';

/** Whether its absence is the number 0. */
export function isQuantity(id: string): boolean {
  return id.endsWith(QUANTITY) || id.endsWith(COUNT);
}

function presenceId(id: string, owner: string): string {
  if (!isQuantity(id)) return quantityOf(owner);
  const part = id.slice(0, id.lastIndexOf('/') + 1).slice(0, -1);
  // The quantity of the scope's own root belongs to nothing; that of a part to the part above it.
  return part === '' ? '' : quantityOf(part.slice(0, Math.max(part.lastIndexOf('/'), 0)));
}

function quantityOf(path: string): string {
  return path === '' ? QUANTITY : `${path}/${QUANTITY}`;
}

function rangesOf({ variables }: ScopeDefinition): Map<number, (NumberRange | null)[]> {
  const ranges = new Map<number, (NumberRange | null)[]>();
  for (const [variable, { intervals, absent }] of variables.entries()) {
    // A quantity of 0 is no number of the relation: they hold between numbers that are there.
    const rangeAt = (value: number) => {
      const interval = value === absent ? null : (intervals?.[value] ?? null);
      return interval === null ? null : rangeOf(interval);
    };
    if (intervals !== undefined)
      ranges.set(
        variable,
        intervals.map((_, value) => rangeAt(value)),
      );
  }
  return ranges;
}

const MIRRORED = { '=': '=', '<=': '>=', '>=': '<=' } as const;

function linksOf({ relations }: ScopeDefinition): Map<number, NumberLink[]> {
  const links = new Map<number, NumberLink[]>();
  const link = (from: number, end: NumberLink) => {
    const known = links.get(from);
    if (known === undefined) links.set(from, [end]);
    else known.push(end);
  };
  for (const { ruleId, left, relation, right, offset } of relations) {
    const by = decimal(offset);
    link(left, { ruleId, other: right, relation, offset: by });
    link(right, { ruleId, other: left, relation: MIRRORED[relation], offset: by.neg() });
  }
  return links;
}
