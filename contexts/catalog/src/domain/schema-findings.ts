import type { z } from 'zod';
import type { Finding } from './finding.ts';
import { jsonPointer } from './json-pointer.ts';

/** The codes a refused request has, too. */
const CODES: Readonly<Record<string, string>> = {
  invalid_type: 'TYPE',
  too_small: 'TOO_SMALL',
  too_big: 'TOO_LARGE',
  invalid_format: 'FORMAT',
  invalid_value: 'NOT_ALLOWED',
  invalid_key: 'NAME',
};

/** What a schema found wrong, as findings about the place at `path`. */
export function schemaFindings(
  section: string,
  path: readonly PropertyKey[],
  error: z.ZodError,
): readonly Finding[] {
  const finding = (code: string, place: readonly PropertyKey[], message: string): Finding => ({
    severity: 'error',
    code,
    section,
    pointer: jsonPointer([...path, ...place]),
    message,
  });
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) =>
        finding('UNKNOWN_MEMBER', [...issue.path, key], 'there is no such member'),
      );
    }
    if (issue.code === 'invalid_type' && issue.input === undefined) {
      return [finding('REQUIRED', issue.path, 'is required')];
    }
    const own = issue.code === 'custom' ? (issue.params?.['code'] as string | undefined) : undefined;
    return [finding(own ?? CODES[issue.code] ?? 'INVALID', issue.path, issue.message)];
  });
}
