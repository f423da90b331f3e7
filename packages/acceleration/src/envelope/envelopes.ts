import type { Bytes } from '../ports/index.ts';
import type { Protection } from '../registry/category.ts';
import type { EnvelopeHeader, Expectation, Mismatch, Opened } from './envelope.ts';
import type { KeyRing } from './key-ring.ts';
import { openEnvelope } from './open-envelope.ts';
import { readEnvelopeHeader } from './read-header.ts';
import { sealEnvelope } from './seal-envelope.ts';

/** Puts payloads into envelopes and takes them out again. */
export interface Envelopes {
  /**
   * Payloads of more than `compressAbove` bytes are compressed where that saves a tenth. Times are rounded down and `loadCost` up
   * to whole milliseconds; `freshUntil` is at most `hardUntil`. Throws
   * `CACHE_ENVELOPE_INVALID` for a header that cannot be written (numbers out of range, texts that are not ASCII), a
   * negative entry with a payload, a payload above 512 MiB, and `CACHE_KEY_RING_INVALID` when there is no key ring to seal with.
   */
  seal(header: EnvelopeHeader, payload: Bytes, protection: Protection, compressAbove?: number): Bytes;
  /**
   * Never throws, whatever the bytes are. A payload that was stored plain is a view of `bytes`.
   *
   * No protection recognises the replay of an older envelope of the same key that has not expired: what must not be older than
   * the truth knows carries its version in the key, or is compared with the truth.
   */
  open(bytes: Bytes, expected: Expectation, protection: Protection): Opened | Mismatch;
  /** The header alone, for a look at an entry. Its checksum holds; who wrote it is not checked. Never throws. */
  readHeader(bytes: Bytes): EnvelopeHeader | Mismatch;
}

export interface EnvelopeOptions {
  /** For categories that are sealed or encrypted. Without it their values cannot be stored, and are never answered. */
  readonly keyRing?: KeyRing;
  /** Where `seal` is not told otherwise. Default 8,192 bytes: reading small payloads costs less than unpacking them. */
  readonly compressAbove?: number;
}

const COMPRESS_ABOVE = 8_192;

export function createEnvelopes(options: EnvelopeOptions = {}): Envelopes {
  const { keyRing, compressAbove: usual = COMPRESS_ABOVE } = options;
  return {
    seal: (header, payload, protection, compressAbove = usual) =>
      sealEnvelope(header, payload, protection, keyRing, compressAbove),
    open: (bytes, expected, protection) => openEnvelope(bytes, expected, protection, keyRing),
    readHeader: readEnvelopeHeader,
  };
}
