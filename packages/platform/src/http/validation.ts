import type { FieldError } from '@quotewright/kernel';
import type { z } from 'zod';
import { fail } from './errors.ts';
import { escaped, textProblem } from './json-body.ts';
import { isUnparsed } from './media-types.ts';
import type { RawBody, Route } from './route.ts';

/** A wrong place in the request. `pointer` points into the part that `in` names. */
interface InputError extends FieldError {
  readonly in: 'query' | 'body';
}

export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

const MAX_ERRORS = 100;

/**
 * The input as the route's schemas accept it. A path that cannot name anything is 404 `NOT_FOUND`; anything else wrong
 * is 400 `REQUEST_INVALID` with all its places.
 */
export function validateInput(
  route: Route,
  raw: RawInput,
  sent: RawBody | undefined,
): { params: any; query: any; body: any } {
  const params = validParams(route, raw.params);
  const errors: InputError[] = [];
  const query = validPart(route.query, 'query', raw.query, errors);
  const body = isUnparsed(sent) ? undefined : validBody(route, raw.body, errors);
  if (errors.length > 0) {
    throw fail('REQUEST_INVALID', summary(errors), { errors: errors.slice(0, MAX_ERRORS) });
  }
  return { params, query, body };
}

/** A part of the body that has a schema of its own, once it is known which. Throws `REQUEST_INVALID`. */
export function validMember<Value>(schema: z.ZodType<Value>, raw: unknown): Value {
  const errors: InputError[] = [];
  const value = validPart(schema, 'body', raw, errors);
  if (errors.length > 0) {
    throw fail('REQUEST_INVALID', summary(errors), { errors: errors.slice(0, MAX_ERRORS) });
  }
  return value as Value;
}

function validBody(route: Route, raw: unknown, errors: InputError[]): unknown {
  if (route.body !== undefined) return validPart(route.body, 'body', raw, errors);
  if (route.media === undefined) return noBody(raw, errors);
  errors.push({ in: 'body', pointer: '', code: 'REQUIRED', reason: 'a body is required' });
  return undefined;
}

function validParams(route: Route, raw: unknown): unknown {
  if (route.params === undefined) return {};
  const result = route.params.safeParse(raw);
  if (!result.success || !texts(raw).every((text) => textProblem(text) === undefined)) {
    throw fail('NOT_FOUND', 'the address names nothing that exists here');
  }
  return result.data;
}

function validPart(
  schema: z.ZodType | undefined,
  part: 'query' | 'body',
  raw: unknown,
  errors: InputError[],
): unknown {
  if (schema === undefined) return validNothing(part, raw, errors);
  if (part === 'query') refuseUnkeepableText(raw, errors);
  const result = schema.safeParse(raw, { reportInput: true });
  if (result.success) return result.data;
  errors.push(...result.error.issues.flatMap((issue) => errorsOfIssue(issue, part)));
  return undefined;
}

/** A part for which the route has no schema: every member is unknown. */
function validNothing(part: 'query' | 'body', raw: unknown, errors: InputError[]): Record<string, never> {
  for (const name of Object.keys(raw ?? {})) errors.push(unknownMember(part, '', name));
  return {};
}

/** An operation without a body takes none, or the empty object that some clients always send. */
function noBody(raw: unknown, errors: InputError[]): undefined {
  const isEmptyObject = typeof raw === 'object' && !Array.isArray(raw) && Object.keys(raw ?? {}).length === 0;
  if (raw !== undefined && !isEmptyObject) {
    errors.push({ in: 'body', pointer: '', code: 'NOT_ACCEPTED', reason: 'the operation takes no body' });
  }
  return undefined;
}

function refuseUnkeepableText(query: unknown, errors: InputError[]): void {
  for (const [name, value] of Object.entries(query ?? {})) {
    const reason = [value]
      .flat()
      .map((text) => textProblem(String(text)))
      .find((problem) => problem !== undefined);
    if (reason !== undefined)
      errors.push({ in: 'query', pointer: `/${escaped(name)}`, code: 'FORMAT', reason });
  }
}

const CODES: Readonly<Record<string, string>> = {
  invalid_type: 'TYPE',
  too_small: 'TOO_SMALL',
  too_big: 'TOO_LARGE',
  invalid_format: 'FORMAT',
  invalid_value: 'NOT_ALLOWED',
  not_multiple_of: 'NOT_MULTIPLE',
};

function errorsOfIssue(issue: z.core.$ZodIssue, part: 'query' | 'body'): InputError[] {
  const pointer = issue.path.map((step) => `/${escaped(String(step))}`).join('');
  if (issue.code === 'unrecognized_keys') return issue.keys.map((name) => unknownMember(part, pointer, name));
  if (issue.code === 'invalid_type' && issue.input === undefined) {
    return [
      {
        in: part,
        pointer,
        code: 'REQUIRED',
        reason: pointer === '' ? 'a JSON body is required' : 'is required',
      },
    ];
  }
  return [{ in: part, pointer, code: CODES[issue.code] ?? 'INVALID', reason: issue.message }];
}

function unknownMember(part: 'query' | 'body', pointer: string, name: string): InputError {
  const what = part === 'query' ? 'there is no such query parameter' : 'there is no such member';
  return {
    in: part,
    pointer: `${pointer}/${escaped(name.slice(0, 100))}`,
    code: 'UNKNOWN_MEMBER',
    reason: what,
  };
}

function summary(errors: readonly InputError[]): string {
  const [first] = errors as [InputError];
  const rest = errors.length === 1 ? '' : `, and ${errors.length - 1} more`;
  return `${first.in}${first.pointer}: ${first.reason}${rest}`;
}

function texts(value: unknown): string[] {
  return Object.values(value ?? {}).filter((text) => typeof text === 'string');
}
