export { jsonPointer, pointerSteps } from '@quotewright/kernel';

/** As it is reported: a name can be as long as a document, a report cannot. */
export function shownPointer(pointer: string): string {
  return pointer.length <= MAX_SHOWN ? pointer : `${pointer.slice(0, MAX_SHOWN).toWellFormed()}…`;
}

const MAX_SHOWN = 1_000;
