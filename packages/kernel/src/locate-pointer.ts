import { pointerSteps } from './json-pointer.ts';

/** Where a value begins in a text, both from 1; columns count UTF-16 units, as editors do. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** The wanted pointers as a tree of steps, so that one pass over the text finds all of them. */
interface Wanted {
  readonly steps: Map<string, Wanted>;
  offset: number | undefined;
}

/**
 * Finds where the values that the pointers name begin in a JSON text. A value that is missing is placed where
 * the deepest value around it begins. Expects text that `JSON.parse` accepted; one pass, and depth bounded by
 * the pointers'.
 */
export function locatePointers(text: string, pointers: Iterable<string>): ReadonlyMap<string, TextPlace> {
  const all = [...pointers];
  const root: Wanted = { steps: new Map(), offset: undefined };
  for (const pointer of all) descend(root, pointer, true);
  scanValue(text, 0, root);
  const offsets = all.map((pointer) => [pointer, descend(root, pointer, false)] as const);
  return placesOfOffsets(text, offsets);
}

/** The offset known for the pointer, or for the deepest value around it. */
function descend(root: Wanted, pointer: string, grow: boolean): number {
  let node = root;
  let offset = root.offset ?? 0;
  for (const step of pointerSteps(pointer)) {
    let next = node.steps.get(step);
    if (next === undefined && grow) node.steps.set(step, (next = { steps: new Map(), offset: undefined }));
    if (next === undefined) return offset;
    offset = next.offset ?? offset;
    node = next;
  }
  return offset;
}

/** Reads the value at `at`, notes what is wanted, and answers the offset behind it. */
function scanValue(text: string, at: number, wanted: Wanted): number {
  const start = afterSpace(text, at);
  // The last of several members of one name is read: what was found in the others is void.
  if (wanted.offset !== undefined) forgetWithin(wanted);
  wanted.offset = start;
  const opening = text[start];
  if (wanted.steps.size === 0 || (opening !== '{' && opening !== '[')) return afterValue(text, start);
  let offset = afterSpace(text, start + 1);
  for (let index = 0; offset < text.length && text[offset] !== '}' && text[offset] !== ']'; index += 1) {
    let step = String(index);
    if (opening === '{') {
      const end = afterString(text, offset);
      step = JSON.parse(text.slice(offset, end)) as string;
      offset = afterSpace(text, end) + 1;
    }
    const inner = wanted.steps.get(step);
    offset =
      inner === undefined ? afterValue(text, afterSpace(text, offset)) : scanValue(text, offset, inner);
    offset = afterSpace(text, offset);
    if (text[offset] === ',') offset = afterSpace(text, offset + 1);
  }
  return offset + 1;
}

function forgetWithin({ steps }: Wanted): void {
  for (const inner of steps.values()) {
    inner.offset = undefined;
    forgetWithin(inner);
  }
}

/** Skips a value of any depth without recursion. */
function afterValue(text: string, start: number): number {
  let depth = 0;
  let offset = start;
  while (offset < text.length) {
    const character = text[offset] as string;
    if (character === '"') {
      offset = afterString(text, offset);
      if (depth === 0) return offset;
      continue;
    }
    if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) return offset + 1;
      if (depth < 0) return offset;
    } else if (depth === 0 && (character === ',' || isSpace(character))) return offset;
    offset += 1;
  }
  return offset;
}

function afterString(text: string, start: number): number {
  let offset = start + 1;
  while (offset < text.length && text[offset] !== '"') offset += text[offset] === '\\' ? 2 : 1;
  return offset + 1;
}

function afterSpace(text: string, start: number): number {
  let offset = start;
  while (offset < text.length && isSpace(text[offset] as string)) offset += 1;
  return offset;
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t';
}

export function placeOfOffset(text: string, offset: number): TextPlace {
  return placesOfOffsets(text, [['', offset]]).get('') as TextPlace;
}

/** Lines are counted once, over the offsets in their order. */
export function placesOfOffsets(
  text: string,
  offsets: readonly (readonly [string, number])[],
): ReadonlyMap<string, TextPlace> {
  const places = new Map<string, TextPlace>();
  let line = 1;
  let lineStart = 0;
  for (const [pointer, offset] of offsets.toSorted(([, a], [, b]) => a - b)) {
    for (
      let end = text.indexOf('\n', lineStart);
      end !== -1 && end < offset;
      end = text.indexOf('\n', lineStart)
    ) {
      line += 1;
      lineStart = end + 1;
    }
    places.set(pointer, { line, column: offset - lineStart + 1 });
  }
  return places;
}
