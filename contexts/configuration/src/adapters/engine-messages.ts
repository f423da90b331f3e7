import type { ErrorDetails, ErrorKind } from '@quotewright/kernel';
import type { ConfigurationQuery, QueryResult } from '../domain/evaluation/configuration-query.ts';
import type { CompiledOffering, CompileInput } from '../domain/publication/compile-offering.ts';
import type { Rule } from '../domain/rules/rule-document.schema.ts';

/** What the threads say to each other. Every request has a number, and exactly one reply. */
export type EngineRequest =
  | {
      readonly kind: 'ask';
      readonly id: number;
      readonly contentHash: string;
      readonly query: ConfigurationQuery;
      /** After the thread has said that it needs them. */
      readonly bytes?: Uint8Array;
    }
  /** Rules come before what is to be compiled, in pieces: copying them all at once would block who sends. */
  | { readonly kind: 'rules'; readonly id: number; readonly rules: readonly Rule[] }
  | {
      readonly kind: 'compile';
      readonly id: number;
      readonly input: CompileInput;
      /** How many rules have come before. */
      readonly ruleCount: number;
    };

export type EngineReply =
  | { readonly kind: 'answer'; readonly id: number; readonly result: QueryResult }
  | { readonly kind: 'need bytes'; readonly id: number }
  | { readonly kind: 'compiled'; readonly id: number; readonly compiled: CompiledOffering }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: EngineFailure };

/** An error as it crosses between threads: a refusal stays one, anything else is told by its message. */
export interface EngineFailure {
  readonly message: string;
  readonly stack: string;
  readonly refusal?: { readonly code: string; readonly kind: ErrorKind; readonly details: ErrorDetails };
}
