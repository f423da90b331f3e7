const MAX_LENGTH = 200;
// \p{C}: control characters, lone surrogates, unassigned. They are in no name, and PostgreSQL cannot keep all of them.
const PRINTABLE = /^[^\p{C}]+$/u;

/** Why a text is no identifier or name that a caller may send, or undefined when it is one. */
export function textProblem(text: string, maxLength = MAX_LENGTH): string | undefined {
  return text.length <= maxLength && PRINTABLE.test(text)
    ? undefined
    : `must have 1 to ${maxLength} printable characters`;
}
