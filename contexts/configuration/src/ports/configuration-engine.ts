import type { ConfigurationQuery, QueryResult } from '../domain/evaluation/configuration-query.ts';
import type { CompiledOffering, CompileInput } from '../domain/publication/compile-offering.ts';

/** The artefact of an offering in a published version. */
export interface ArtefactSource {
  /** SHA-256 of the bytes: equal hashes, equal answers. */
  readonly contentHash: string;
  /** Called where the engine does not have it yet. */
  readonly read: () => Promise<Uint8Array>;
}

/**
 * Where the work of the engine is done: away from the event loop that serves requests, because one question to a
 * large model may take tens of milliseconds. Pure functions of what is passed; nothing is remembered but artefacts
 * that have been decoded.
 */
export interface ConfigurationEngine {
  /** Builds, checks and compiles one offering. Seconds for a large one. */
  compile(input: CompileInput): Promise<CompiledOffering>;
  /** Throws `ARTEFACT_MALFORMED` where the bytes are not what was once written. */
  ask(artefact: ArtefactSource, query: ConfigurationQuery): Promise<QueryResult>;
  /** Ends its threads; what is still asked is refused with `ENGINE_CLOSED`. */
  close(): Promise<void>;
}
