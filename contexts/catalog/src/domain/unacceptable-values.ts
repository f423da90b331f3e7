import { jsonPointer } from './json-pointer.ts';
import { MAX_DEPTH, MAX_PROBLEMS } from './written-document.ts';

interface Unacceptable {
  readonly pointer: string;
  readonly code: string;
  readonly reason: string;
}

/**
 * What no document may hold, because something behind it could not keep it: nesting without end, names that reach a
 * prototype, numbers that are none, and text that PostgreSQL or UTF-8 cannot carry. A request's JSON was looked at
 * already; a file's, and any YAML, was not.
 */
export function unacceptableValues(document: unknown): readonly Unacceptable[] {
  const found: Unacceptable[] = [];
  const path: PropertyKey[] = [];
  const add = (code: string, reason: string) => {
    if (found.length < MAX_PROBLEMS) found.push({ pointer: jsonPointer(path), code, reason });
  };
  const within = (step: PropertyKey, value: unknown) => {
    path.push(step);
    look(value);
    path.pop();
  };
  const look = (value: unknown): void => {
    if (typeof value === 'string') {
      const problem = textProblem(value);
      if (problem !== undefined) add('FORMAT', problem);
    } else if (typeof value === 'number') {
      if (!Number.isFinite(value)) add('NUMBER_RANGE', 'is no number that JSON can say');
    } else if (typeof value === 'object' && value !== null) {
      if (path.length >= MAX_DEPTH) return add('TOO_DEEP', `is nested deeper than ${MAX_DEPTH} levels`);
      if (Array.isArray(value)) for (const [index, item] of value.entries()) within(index, item);
      else for (const [name, member] of Object.entries(value)) lookAtMember(name, member);
    }
  };
  const lookAtMember = (name: string, member: unknown): void => {
    const problem = textProblem(name);
    // The pointer of such a name could not be kept, either.
    if (problem !== undefined) return add('NAME', `has a name in which ${problem}`);
    if (name === '__proto__') return add('NAME', 'may not have a member "__proto__"');
    within(name, member);
  };
  look(document);
  return found;
}

function textProblem(text: string): string | undefined {
  if (text.includes('\0')) return 'the character U+0000 is not accepted';
  return text.isWellFormed() ? undefined : 'there is a lone surrogate';
}
