import { hash } from 'node:crypto';
import { encodePart } from './encode-part.ts';
import { keyInvalid } from './key-error.ts';

/** A fixed word: what the key is about. */
export interface LiteralPart {
  readonly form: 'literal';
  readonly text: string;
}

export type PartForm = 'version' | 'hash' | 'id' | 'code' | 'word' | 'route';

/** A place in the key that is filled from `Input`. */
export interface NamedPart<Name extends string = string, Input = never> {
  readonly form: PartForm;
  readonly name: Name;
  /** Leading letters of a version; empty in other forms. */
  readonly prefix: string;
  /** Whether the part may stand in a key as this text. */
  readonly accepts: (encoded: string) => boolean;
  /** @throws DomainError `CACHE_KEY_INVALID` */
  readonly encode: (input: Input) => string;
}

export type KeyPart<Name extends string = string, Input = never> = LiteralPart | NamedPart<Name, Input>;

const WORD = /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/;
const MAX_ID = 256;
const MAX_WORD = 64;

export function literal(text: string): LiteralPart {
  if (!WORD.test(text)) throw keyInvalid('literal', 'must be lower-case words joined by "-" or "."', text);
  return Object.freeze({ form: 'literal', text });
}

const VERSION = /^[a-z]{0,8}(?:0|[1-9][0-9]{0,15})(?:\.[a-z]{0,8}(?:0|[1-9][0-9]{0,15}))*$/;
const MAX_VERSION = 63;

/**
 * `v42` for 42 under the prefix `v`, or several versions that together name one state: the text `v42.p19`, whose first
 * one has the prefix. Numbers are whole, not negative and without leading zeros, so that a state has one name only.
 */
export function versionPart(prefix: string): NamedPart<'version', number | string>;
export function versionPart<const Name extends string>(
  prefix: string,
  name: Name,
): NamedPart<Name, number | string>;
export function versionPart(prefix: string, place = 'version'): NamedPart<string, number | string> {
  if (!/^[a-z]{0,8}$/.test(prefix))
    throw keyInvalid(place, 'must have a prefix of at most 8 letters a-z', prefix);
  const accepts = (text: string) =>
    text.length <= MAX_VERSION && VERSION.test(text) && /^[a-z]*/.exec(text)?.[0] === prefix;
  return named(
    'version',
    place,
    accepts,
    (input: number | string) => {
      if (typeof input === 'number') {
        if (Number.isSafeInteger(input) && input >= 0) return prefix + input;
      } else if (typeof input === 'string' && accepts(input)) return input;
      throw keyInvalid(place, `must be a whole number or a version such as "${prefix}1"`, input);
    },
    prefix,
  );
}

/** A SHA-256 as 64 lower-case hex digits: the identity of an input or of a snapshot. */
export function hashPart<const Name extends string>(name: Name): NamedPart<Name, string> {
  const accepts = (text: string) => /^[0-9a-f]{64}$/.test(text);
  return named('hash', name, accepts, (input: string) => {
    if (typeof input === 'string' && accepts(input)) return input;
    throw keyInvalid(name, 'must be a SHA-256 in lower-case hex', input);
  });
}

/** An opaque internal id. Never an address, a name or anything else that tells who somebody is. */
export function idPart<const Name extends string>(name: Name): NamedPart<Name, string> {
  return named('id', name, anything, (input: string) => encodePart(name, input, MAX_ID));
}

/**
 * A text from outside: a code that somebody types, a subject that may be an address. It is hashed in full (SHA-256, base64url): a code may be worth something, may hold
 * anything, and a shortened hash would let one code answer for another. Case and spaces count: fold them before.
 */
export function codePart<const Name extends string>(name: Name): NamedPart<Name, string> {
  const accepts = (text: string) => /^[A-Za-z0-9_-]{43}$/.test(text);
  return named('code', name, accepts, (input: string) => {
    if (typeof input !== 'string' || input.length === 0 || input.length > MAX_CODE || !input.isWellFormed())
      throw keyInvalid(name, `must be a text of 1 to ${MAX_CODE} characters`);
    return hash('sha256', input, 'base64url');
  });
}
const MAX_CODE = 1_024;

/** One of a few words: a market, a channel, an HTTP method, an action. */
export function wordPart<const Name extends string>(name: Name): NamedPart<Name, string> {
  return named('word', name, anything, (input: string) => encodePart(name, input, MAX_WORD));
}

/** A route template, `/api/v1/quotes/:quoteId`: the template, never the path of a request. */
export function routePart<const Name extends string>(name: Name): NamedPart<Name, string> {
  return named(
    'route',
    name,
    (text) => text.startsWith('/'),
    (input: string) => {
      if (typeof input === 'string' && input.startsWith('/')) return encodePart(name, input, MAX_ID);
      throw keyInvalid(name, 'must begin with "/"', input);
    },
  );
}

const anything = () => true;

function named<Name extends string, Input>(
  form: PartForm,
  name: Name,
  accepts: (encoded: string) => boolean,
  encode: (input: Input) => string,
  prefix = '',
): NamedPart<Name, Input> {
  return Object.freeze({ form, name, prefix, accepts, encode });
}

/** Whether both places could hold the same text, so that only other places tell two keys apart. */
export function mayMeet(a: KeyPart, b: KeyPart): boolean {
  if (a.form === 'literal') return b.form === 'literal' ? a.text === b.text : b.accepts(a.text);
  if (b.form === 'literal') return a.accepts(b.text);
  if (isOpen(a) || isOpen(b)) return true;
  return a.form === b.form && a.prefix === b.prefix;
}

const isOpen = (part: NamedPart) => part.form === 'id' || part.form === 'word';
