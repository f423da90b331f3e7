import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { fail } from './errors.ts';

/** What configuration gives: a name that stands in envelopes, and what only this installation knows. */
export interface RingSecret {
  /** 1 to 32 letters, digits, dots, hyphens or underscores. */
  readonly id: string;
  /** At least 32 bytes from a good source; of a text, its UTF-8 bytes. */
  readonly secret: string | Uint8Array;
}

export interface RingKey {
  readonly id: string;
  readonly seal: KeyObject;
  readonly encrypt: KeyObject;
}

/** New envelopes are made with `current`; those of any key that `find` knows are read. */
export interface KeyRing {
  readonly current: RingKey;
  find(id: string): RingKey | undefined;
}

export interface KeyRingOptions {
  /** Of one secret, each environment has other keys: a value from staging is a forgery in production. */
  readonly environment: string;
  readonly current: RingSecret;
  readonly previous?: readonly RingSecret[];
}

const ID = /^[\w.-]{1,32}$/;
const MIN_SECRET_BYTES = 32;
const DERIVED_BYTES = 32;

/**
 * Derives the keys once (HKDF-SHA-256, RFC 5869), one for each environment and purpose: the key that seals never encrypts.
 *
 * Rotation: first give every node the new secret among `previous`, then make it `current` and the old one `previous`, and
 * drop the old one when the longest hard life has passed. A node that does not know an id yet has misses, nothing worse.
 * Rotate an encrypting secret before it has made 2^32 envelopes, where random 96-bit nonces reach the bound of NIST SP
 * 800-38D: at 1,000 encrypted fills a second, within seven weeks.
 *
 * Throws `CACHE_KEY_RING_INVALID`.
 */
export function createKeyRing(options: KeyRingOptions): KeyRing {
  const { environment } = options;
  if (environment.length === 0) throw invalid('the environment has no name');
  const current = ringKey(environment, options.current);
  const keys = new Map([[current.id, current]]);
  for (const given of options.previous ?? []) {
    if (keys.has(given.id)) throw invalid(`two secrets have the id ${given.id}`);
    keys.set(given.id, ringKey(environment, given));
  }
  return { current, find: (id) => keys.get(id) };
}

function ringKey(environment: string, { id, secret }: RingSecret): RingKey {
  if (!ID.test(id)) throw invalid('a key id is not 1 to 32 letters, digits, dots, hyphens or underscores');
  const bytes = typeof secret === 'string' ? Buffer.from(secret, 'utf8') : secret;
  if (bytes.length < MIN_SECRET_BYTES) {
    throw invalid(`the secret ${id} is shorter than ${MIN_SECRET_BYTES} bytes`);
  }
  return { id, seal: derive(bytes, environment, 'seal'), encrypt: derive(bytes, environment, 'encrypt') };
}

function derive(secret: Uint8Array, environment: string, purpose: string): KeyObject {
  const info = `quotewright/acceleration/envelope/${purpose}`;
  return createSecretKey(new Uint8Array(hkdfSync('sha256', secret, environment, info, DERIVED_BYTES)));
}

function invalid(reason: string): Error {
  return fail('CACHE_KEY_RING_INVALID', reason);
}
