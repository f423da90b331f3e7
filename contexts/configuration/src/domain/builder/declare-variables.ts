import { decimal } from '@quotewright/kernel';
import type { BuildReport } from './build-report.ts';
import { declareCharacteristic, wholeNumbers } from './declare-characteristic.ts';
import type { DeclaredVariable, NumberContent, VariableContent } from './declared-variable.ts';
import { MAX_COUNT, MAX_VALUES, MAX_VARIABLES } from './limits.ts';
import { closedRange } from './number-range.ts';
import { joined, type Part } from './read-parts.ts';

/** All variables of an offering by their names in rules, and what its parts are called. */
export interface Declarations {
  readonly parts: ReadonlyMap<string, Part>;
  readonly variables: ReadonlyMap<string, DeclaredVariable>;
  /** Of multi-valued characteristics, by name. */
  readonly members: ReadonlyMap<string, readonly DeclaredVariable[]>;
}

export function declareVariables(parts: readonly Part[], report: BuildReport): Declarations {
  const variables = new Map<string, DeclaredVariable>();
  const members = new Map<string, DeclaredVariable[]>();
  for (const part of parts) {
    for (const declared of variablesOf(part, report)) {
      if (declared.absence === null && isEmptyRange(declared.content)) {
        report.error('CARD_RANGE', [], `"${declared.name}" can be no number`);
        continue;
      }
      variables.set(declared.name, declared);
      if (declared.memberOf === undefined) continue;
      const all = members.get(declared.memberOf.name);
      if (all === undefined) members.set(declared.memberOf.name, [declared]);
      else all.push(declared);
    }
    if (variables.size > MAX_VARIABLES) {
      report.limit([], 'variables', MAX_VARIABLES, variables.size);
      break;
    }
  }
  return { parts: new Map(parts.map((part) => [part.path, part])), variables, members };
}

function* variablesOf(part: Part, report: BuildReport): Generator<DeclaredVariable> {
  if (part.place !== undefined) yield quantity(part);
  if (part.place?.child.instances !== undefined) yield count(part, part.place.child.instances, report);
  const absent = mayBeAbsent(part);
  for (const characteristic of part.characteristics) {
    yield* declareCharacteristic(part, characteristic, absent, report);
  }
}

/** Within its scope: the root is always there, and so is an instance. */
function mayBeAbsent(part: Part): boolean {
  if (part.local === '' || part.place === undefined) return false;
  const { parent, child } = part.place;
  return child.lower === 0 || mayBeAbsent(parent);
}

function quantity(part: Part): DeclaredVariable {
  const { child, parent } = part.place as NonNullable<Part['place']>;
  // There is no instance of which there is none.
  const always = part.local === '';
  const zero = !always && (child.lower === 0 || mayBeAbsent(parent));
  const chosen = child.default === 0 && !zero ? undefined : child.default;
  return {
    name: joined(part.path, '@quantity'),
    id: joined(part.local, '@quantity'),
    scope: part.scope,
    part,
    kind: 'quantity',
    type: 'integer',
    label: part.offering.name,
    isRequired: true,
    absence: zero ? 'zero' : null,
    content: wholes(Math.max(child.lower, 1), Math.min(child.upper, capOf(part))),
    ...(chosen === undefined ? {} : { defaultValue: String(chosen) }),
  };
}

/** What the group leaves of a quantity that would be too large to be added up otherwise. */
function capOf({ place }: Part): number {
  if (place === undefined || place.child.upper < MAX_VALUES || place.child.instances !== undefined)
    return Infinity;
  const group = place.parent.offering.groups?.find(({ id }) => id === place.child.groupId);
  return group?.upper ?? Infinity;
}

function count(
  part: Part,
  { lower, upper }: { readonly lower: number; readonly upper: number },
  report: BuildReport,
): DeclaredVariable {
  if (upper > MAX_COUNT) report.limit([], `instances of "${part.path}"`, MAX_COUNT, upper);
  const { parent } = part.place as NonNullable<Part['place']>;
  const most = Math.min(upper, MAX_COUNT);
  return {
    name: joined(part.path, '@count'),
    id: joined(part.path, '@count'),
    scope: '',
    part,
    kind: 'count',
    type: 'integer',
    label: part.offering.name,
    isRequired: true,
    absence: lower === 0 || mayBeAbsent(parent) ? 'zero' : null,
    content: wholes(Math.max(lower, 1), most),
  };
}

/** Empty when `most` is below `least`: then only absence is left. */
function wholes(least: number, most: number): NumberContent {
  const [min, max] = [decimal(String(least)), decimal(String(most))];
  const content = { kind: 'numbers' as const, whole: true, range: closedRange(min, max), dense: true };
  return most < MAX_VALUES ? { ...content, points: wholeNumbers(min, max) } : content;
}

function isEmptyRange(content: VariableContent): boolean {
  return content.kind === 'numbers' && content.points?.length === 0;
}
