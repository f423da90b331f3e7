import { fail } from './errors.ts';

/*
 * Parsing with the checks that a schema cannot make, because it sees the value only after JavaScript has
 * interpreted it: nesting, names that would reach a prototype, numbers that became Infinity (1e400), and
 * text that PostgreSQL cannot keep (U+0000) or UTF-8 cannot carry (lone surrogates).
 */

const MAX_JSON_DEPTH = 64;

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** The value of a JSON body; `undefined` for an empty one. Throws `MALFORMED_JSON`. */
export function parseJson(body: Uint8Array): unknown {
  if (body.byteLength === 0) return undefined;
  const value = decoded(body);
  inspect(value, '', 1);
  return value;
}

function decoded(body: Uint8Array): unknown {
  let text: string;
  try {
    text = UTF8.decode(body);
  } catch {
    throw fail('MALFORMED_JSON', 'the body is not UTF-8');
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    // The engine's message quotes the body; only the position is worth repeating.
    const position = /at position \d+/.exec((error as Error).message)?.[0];
    throw fail('MALFORMED_JSON', `the body is not JSON${position === undefined ? '' : ` ${position}`}`);
  }
}

function inspect(value: unknown, pointer: string, depth: number): void {
  if (typeof value === 'string') {
    const problem = textProblem(value);
    if (problem !== undefined) throw refuse(pointer, problem);
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw refuse(pointer, 'the number is too large');
  } else if (typeof value === 'object' && value !== null) {
    if (depth > MAX_JSON_DEPTH) throw refuse('', `the body is nested deeper than ${MAX_JSON_DEPTH} levels`);
    if (Array.isArray(value)) inspectItems(value, pointer, depth);
    else inspectMembers(value as Record<string, unknown>, pointer, depth);
  }
}

function inspectItems(items: readonly unknown[], pointer: string, depth: number): void {
  for (let index = 0; index < items.length; index += 1)
    inspect(items[index], `${pointer}/${index}`, depth + 1);
}

function inspectMembers(object: Record<string, unknown>, pointer: string, depth: number): void {
  for (const name of Object.keys(object)) {
    const member = object[name];
    const poisons =
      name === '__proto__' ||
      (name === 'constructor' &&
        typeof member === 'object' &&
        member !== null &&
        Object.hasOwn(member, 'prototype'));
    if (poisons) throw refuse(pointer, `a member may not be named "${name}"`);
    const problem = textProblem(name);
    if (problem !== undefined) throw refuse(pointer, problem);
    inspect(member, `${pointer}/${escaped(name)}`, depth + 1);
  }
}

/** Why a text cannot be kept, whichever part of the request it came in. */
export function textProblem(text: string): string | undefined {
  if (text.includes('\0')) return 'the character U+0000 is not accepted';
  return text.isWellFormed() ? undefined : 'the text has a lone surrogate';
}

/** One step of an RFC 6901 pointer. */
export function escaped(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1');
}

function refuse(pointer: string, reason: string) {
  return fail('MALFORMED_JSON', reason, {
    errors: [{ pointer: pointer.slice(0, 300), code: 'NOT_ACCEPTED', reason }],
  });
}
