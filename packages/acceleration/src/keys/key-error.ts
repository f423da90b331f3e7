import { type DomainError, type ErrorTable, errorsOf } from '@quotewright/kernel';

export const keyErrors = {
  CACHE_KEY_INVALID: { kind: 'invalid', title: 'A part of a cache key is malformed' },
} as const satisfies ErrorTable;

const fail = errorsOf(keyErrors);

/** Characters of a refused input that a message repeats at most: enough to recognise it, too few to flood a log. */
const ECHO = 40;

/** `input` is left out where it may be a secret, such as a code. */
export function keyInvalid(part: string, expected: string, input?: unknown): DomainError {
  const got = input === undefined ? '' : `, got ${echoOf(input)}`;
  return fail('CACHE_KEY_INVALID', `the key part ${echoOf(part)} ${expected}${got}`, { part });
}

// As a JSON text, so that control characters and line breaks arrive as escapes.
function echoOf(input: unknown): string {
  if (typeof input !== 'string') return typeof input === 'number' ? String(input) : typeof input;
  return input.length <= ECHO ? JSON.stringify(input) : `${JSON.stringify(input.slice(0, ECHO))}…`;
}
