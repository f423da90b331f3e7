import type { JsonValue } from '@quotewright/kernel';
import { jsonPointer } from './json-pointer.ts';

/** How one member of an item differs. Without `before` it is new, without `after` it is gone. */
export interface MemberChange {
  /** RFC 6901, into the item. */
  readonly pointer: string;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

export interface MemberChanges {
  /** In the order of names and places. */
  readonly members: readonly MemberChange[];
  /** Whether there are more. */
  readonly truncated: boolean;
}

type Step = readonly (string | number)[];

/**
 * The smallest members that turn `before` into `after`, at most `limit`. Objects are compared by name, lists of
 * objects by place; a list of plain values is one member, because single places of a set say nothing.
 */
export function memberChanges(before: JsonValue, after: JsonValue, limit: number): MemberChanges {
  const members: MemberChange[] = [];
  for (const change of changesOf([], before, after)) {
    if (members.length === limit) return { members, truncated: true };
    members.push(change);
  }
  return { members, truncated: false };
}

function* changesOf(
  path: Step,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): Generator<MemberChange> {
  if (before !== undefined && after !== undefined) {
    if (isNested(before) && isNested(after)) {
      for (let place = 0; place < Math.max(before.length, after.length); place += 1) {
        yield* changesOf([...path, place], before[place], after[place]);
      }
      return;
    }
    if (isObject(before) && isObject(after)) {
      const names = new Set([...Object.keys(before), ...Object.keys(after)]);
      for (const name of [...names].sort()) {
        yield* changesOf([...path, name], member(before, name), member(after, name));
      }
      return;
    }
    if (isEqual(before, after)) return;
  }
  yield {
    pointer: jsonPointer(path),
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  };
}

type Members = { readonly [member: string]: JsonValue };

function isObject(value: JsonValue): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list that holds at least one object or list. */
function isNested(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value) && value.some((item) => typeof item === 'object' && item !== null);
}

/** Own members only: a value may have one that is called like something every object has. */
function member(value: Members, name: string): JsonValue | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Artefacts are canonical: equal values have equal text. */
function isEqual(before: JsonValue, after: JsonValue): boolean {
  return before === after || JSON.stringify(before) === JSON.stringify(after);
}
