import { locatePointers, placeOfOffset, placesOfOffsets, type TextPlace } from '@quotewright/kernel';
import { duplicateMembers } from './duplicate-members.ts';
import { unacceptableValues } from './unacceptable-values.ts';
import { type DocumentSyntax, MAX_PROBLEMS } from './written-document.ts';

/** JSON, in which every member has a name of its own. */
export const readJson: DocumentSyntax = (text) => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // The engine names a position except when the text ends too early.
    const position = /at position (\d+)/.exec((error as Error).message)?.[1];
    const place = placeOfOffset(text, position === undefined ? text.length : Number(position));
    return {
      problems: [{ pointer: '', ...place, code: 'MALFORMED_JSON', reason: 'is not JSON from here on' }],
    };
  }
  const locate = (pointers: readonly string[]) => locatePointers(text, pointers);
  const values = unacceptableValues(value);
  if (values.length > 0) {
    const places = locate(values.map(({ pointer }) => pointer));
    const begin = { line: 1, column: 1 };
    return { problems: values.map((problem) => ({ ...(places.get(problem.pointer) ?? begin), ...problem })) };
  }
  const twice = duplicateMembers(text, MAX_PROBLEMS);
  if (twice.length === 0) return { document: { value, locate } };
  // Lines are counted once for all of them: a text may consist of them.
  const places = placesOfOffsets(
    text,
    twice.map(({ offset }) => [String(offset), offset]),
  );
  return {
    problems: twice.map(({ pointer, offset }) => ({
      pointer,
      ...(places.get(String(offset)) as TextPlace),
      code: 'DUPLICATE_MEMBER',
      reason: 'is there twice',
    })),
  };
};
