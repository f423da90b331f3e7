import { sha256 } from '@quotewright/kernel';
import { type ConfigurationArtefact, decodeArtefact } from '../domain/artefact/artefact-format.ts';
import { MalformedArtefact } from '../domain/artefact/byte-reader.ts';
import { enginesOf } from '../domain/artefact/engines.ts';
import { fail } from '../domain/errors.ts';
import type { ConfigurationEngines } from '../domain/evaluation/configuration-request.ts';
import { STEPS_OF_QUERY, StepAccount } from '../domain/solver/step-account.ts';

export interface DecodedArtefact {
  readonly artefact: ConfigurationArtefact;
  readonly engines: ConfigurationEngines;
}

/** Bytes of artefacts that are kept decoded: in memory they take several times as much. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Decoded artefacts by their content hash, the least recently asked forgotten first. */
export class DecodedArtefacts {
  readonly #kept = new Map<string, DecodedArtefact & { readonly bytes: number }>();
  #bytes = 0;

  find(contentHash: string): DecodedArtefact | undefined {
    const found = this.#kept.get(contentHash);
    if (found === undefined) return undefined;
    this.#kept.delete(contentHash);
    this.#kept.set(contentHash, found);
    return found;
  }

  /** Throws `ARTEFACT_MALFORMED`. */
  add(contentHash: string, bytes: Uint8Array): DecodedArtefact {
    // Under another's hash it would answer for somebody else.
    if (sha256(bytes) !== contentHash)
      throw fail('ARTEFACT_MALFORMED', 'what was compiled does not have the hash it is kept under');
    const decoded = decode(bytes);
    const before = this.#kept.get(contentHash);
    if (before !== undefined) this.#bytes -= before.bytes;
    this.#kept.set(contentHash, { ...decoded, bytes: bytes.length });
    this.#bytes += bytes.length;
    for (const [oldest, { bytes: size }] of this.#kept) {
      if (this.#bytes <= MAX_BYTES || oldest === contentHash) break;
      this.#kept.delete(oldest);
      this.#bytes -= size;
    }
    return decoded;
  }
}

function decode(bytes: Uint8Array): DecodedArtefact {
  try {
    const artefact = decodeArtefact(bytes);
    return { artefact, engines: enginesOf(artefact, new StepAccount(STEPS_OF_QUERY)) };
  } catch (error) {
    if (!(error instanceof MalformedArtefact)) throw error;
    throw fail('ARTEFACT_MALFORMED', `what was compiled cannot be read: ${error.message}`, {}, error);
  }
}
