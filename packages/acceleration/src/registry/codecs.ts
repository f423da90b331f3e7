import type { Bytes } from '../ports/index.ts';
import type { Codec } from './codec.ts';
import { deepFreeze } from './deep-freeze.ts';

/**
 * JSON as UTF-8. Values must survive `JSON.stringify` and `JSON.parse` unchanged: no Date, no Map, no member that is
 * undefined. `check` throws, or answers false, for what is no value of the category; it must not change what it sees.
 */
export function jsonCodec<Value>(check?: (value: unknown) => boolean): Codec<Value> {
  return {
    name: 'json',
    encode(value) {
      const text: string | undefined = JSON.stringify(value);
      if (text === undefined) throw new TypeError('the value has no JSON form');
      return Buffer.from(text, 'utf8');
    },
    decode(payload) {
      const value: unknown = JSON.parse(textOf(payload));
      if (check !== undefined && !check(value))
        throw new TypeError('the payload is no value of this category');
      return deepFreeze(value) as Value;
    },
    // Measured on the heap: 1.8 times the payload for documents, 0.7 for lists of texts, up to 7 for many tiny objects.
    memoryOf: (payloadBytes) => 64 + 3 * payloadBytes,
  };
}

/** Bytes as they are. Decoding copies: the payload may be a view into a large reply. */
export const bytesCodec: Codec<Bytes> = {
  name: 'bytes',
  encode: (value) => value,
  decode: (payload) => new Uint8Array(payload),
  memoryOf: (payloadBytes) => 128 + payloadBytes,
};

function textOf(payload: Bytes): string {
  const buffer = Buffer.isBuffer(payload)
    ? payload
    : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  return buffer.toString('utf8');
}
