import { type FieldError, jsonPointer } from '@quotewright/kernel';
import type { z } from 'zod';

/** The codes that the HTTP layer gives the same mistakes in a request. */
const CODES: Readonly<Record<string, string>> = {
  invalid_type: 'TYPE',
  too_small: 'TOO_SMALL',
  too_big: 'TOO_LARGE',
  invalid_format: 'FORMAT',
  invalid_value: 'NOT_ALLOWED',
};

/**
 * What a schema found, as pointers into what was sent. An unknown member is pointed at itself, not at its parent.
 * `at` is where the part that the schema saw stands in it. Tells a missing member from a wrong one when the schema
 * was asked to report the input.
 */
export function fieldErrors(
  issues: readonly z.core.$ZodIssue[],
  at: readonly PropertyKey[] = [],
): readonly FieldError[] {
  return issues.flatMap((issue): FieldError[] => {
    const pointer = jsonPointer([...at, ...issue.path]);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        pointer: pointer + jsonPointer([key]),
        code: 'UNKNOWN_MEMBER',
        reason: 'there is no such member',
      }));
    }
    const missing = issue.code === 'invalid_type' && issue.input === undefined;
    return missing
      ? [{ pointer, code: 'REQUIRED', reason: 'is required' }]
      : [{ pointer, code: CODES[issue.code] ?? 'INVALID', reason: issue.message }];
  });
}
