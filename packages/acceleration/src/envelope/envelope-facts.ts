import type { Bytes } from '../ports/index.ts';
import type { Protection } from '../registry/category.ts';
import type { EnvelopeHeader } from './envelope.ts';
import { AT, PROTECTION_NUMBER } from './layout.ts';
import { asBuffer, readEnvelopeHeader } from './read-header.ts';

/** What stands in an envelope besides its payload. Who wrote it is not checked. */
export interface EnvelopeFacts {
  readonly header: EnvelopeHeader;
  readonly protection: Protection;
  /** The secret that sealed or encrypted it; null where there is none. */
  readonly keyId: string | null;
  /** Of the whole envelope. */
  readonly storedBytes: number;
  /** Of the payload, decrypted and decompressed. */
  readonly payloadBytes: number;
}

/** Undefined for what is no envelope. Never throws. */
export function envelopeFacts(bytes: Bytes): EnvelopeFacts | undefined {
  const header = readEnvelopeHeader(bytes);
  if (typeof header === 'string') return undefined;
  const envelope = asBuffer(bytes);
  const { category, key, tenant, version } = header;
  const keyIdAt = AT.texts + category.length + key.length + tenant.length + version.length;
  const keyIdLength = envelope[AT.keyIdLength] as number;
  return {
    header,
    protection: protections[envelope[AT.protection] as number] as Protection,
    keyId: keyIdLength === 0 ? null : envelope.toString('latin1', keyIdAt, keyIdAt + keyIdLength),
    storedBytes: envelope.length,
    payloadBytes: envelope.readUInt32BE(AT.decodedLength),
  };
}

const protections = Object.entries(PROTECTION_NUMBER)
  .toSorted(([, a], [, b]) => a - b)
  .map(([name]) => name as Protection);
