import { placeOfOffset, type TextPlace } from './locate-pointer.ts';

type Text = { readonly text: string } | { readonly problem: TextPlace & { readonly reason: string } };

/** Byte order marks of what is not UTF-8; UTF-8's own is skipped. */
const OTHER_MARKS: readonly (readonly [string, readonly number[]])[] = [
  ['UTF-32', [0xff, 0xfe, 0, 0]],
  ['UTF-32', [0, 0, 0xfe, 0xff]],
  ['UTF-16', [0xff, 0xfe]],
  ['UTF-16', [0xfe, 0xff]],
];

/** The text of a document's bytes, or the first place at which they are no UTF-8. */
export function documentText(bytes: Uint8Array): Text {
  const mark = OTHER_MARKS.find(([, start]) => start.every((byte, index) => bytes[index] === byte));
  if (mark !== undefined) return refused('', `is ${mark[0]}: send UTF-8`);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return refused(readablePrefix(bytes), 'is not UTF-8 from here on');
  }
}

function refused(before: string, reason: string): Text {
  return { problem: { ...placeOfOffset(before, before.length), reason } };
}

/** What can be read before the first wrong byte: found by halves, because a decoder does not say where it stopped. */
function readablePrefix(bytes: Uint8Array): string {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    if (decodes(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return prefixText(bytes.subarray(0, good));
}

function decodes(bytes: Uint8Array): boolean {
  try {
    prefixText(bytes);
    return true;
  } catch {
    return false;
  }
}

/** A character that is cut off at the end is no error: its rest may follow. */
function prefixText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
}
