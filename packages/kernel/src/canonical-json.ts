import { hash } from 'node:crypto';
import { DomainError } from './domain-error.ts';

/*
 * RFC 8785 (JSON Canonicalization Scheme): one text for one value, so that a hash identifies content.
 * Own writer, because the common ones let different values share a text (1n and 1, a Date and its string,
 * a `__proto__` member and none). Whatever JSON cannot hold is refused, never dropped;
 * a value object (Money, Date) is turned into JSON by its caller, who knows which form is meant.
 */

const MAX_DEPTH = 200;

/** The canonical text of a value. Object members that are `undefined` are absent; elsewhere `undefined` is refused. */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

export function canonicalBytes(value: unknown): Buffer {
  return Buffer.from(canonicalJson(value), 'utf8');
}

/** SHA-256 as lower-case hex. */
export function sha256(bytes: string | Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}

/** SHA-256 of the canonical text: the identity of a value. */
export function contentHash(value: unknown): string {
  return sha256(canonicalJson(value));
}

function write(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) throw refuse(`nesting deeper than ${MAX_DEPTH} levels`);
  switch (typeof value) {
    case 'string':
      // A lone surrogate has no UTF-8 form: two texts that differ only there would share a hash.
      if (!value.isWellFormed()) throw refuse('a string with a lone surrogate');
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw refuse('a number that is not finite');
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? writeArray(value, depth) : writeObject(value, depth);
    default:
      throw refuse(`a value of type ${typeof value}`);
  }
}

function writeArray(items: readonly unknown[], depth: number): string {
  mustBePlain(items, Array.prototype);
  // Fewer keys: a hole. More: a named member, which JSON would drop.
  if (Object.keys(items).length !== items.length) throw refuse('an array with holes or members of its own');
  return `[${items.map((item) => write(item, depth + 1)).join(',')}]`;
}

function writeObject(object: object, depth: number): string {
  mustBePlain(object, Object.prototype);
  let text = '';
  // Array.prototype.sort without a comparator orders by UTF-16 code units, which is what RFC 8785 asks for.
  for (const key of Object.keys(object).sort()) {
    const member = (object as Record<string, unknown>)[key];
    if (member !== undefined)
      text += `${text === '' ? '' : ','}${write(key, depth)}:${write(member, depth + 1)}`;
  }
  return `{${text}}`;
}

function mustBePlain(object: object, plain: object): void {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== plain && prototype !== null) {
    throw refuse(`an instance of ${object.constructor?.name ?? 'a class'}`);
  }
  if (Object.getOwnPropertySymbols(object).length > 0) throw refuse('a member named by a symbol');
}

function refuse(what: string): DomainError {
  return new DomainError('JSON_NOT_CANONICAL', 'invalid', `${what} has no canonical JSON form`);
}
