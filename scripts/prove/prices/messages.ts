import type { PriceInput } from '@quotewright/pricing';
import type { Edition } from './editions.ts';
import type { Question } from './questions.ts';

/** Where and when something happened: microseconds of the machine's monotonic clock, which all processes share. */
export interface Span {
  readonly begunAt: number;
  readonly endedAt: number;
}

/** Versions by which something was priced, 0 where there is none. */
export interface Pins {
  readonly catalog: number;
  readonly list: number;
  readonly promotions: number;
  readonly policy: number;
  readonly contract: number;
}

export type Outcome =
  | {
      readonly outcome: 'priced';
      readonly source: 'computed' | 'copy';
      readonly pins: Pins;
      readonly inputHash: string;
      readonly priceHash: string;
      /** What is wrong about the answer alone. */
      readonly faults: readonly string[];
      /** When this node has not sent it yet. */
      readonly input?: PriceInput;
    }
  | { readonly outcome: 'refused'; readonly errors: readonly Reason[] }
  | { readonly outcome: 'busy' }
  | { readonly outcome: 'failed'; readonly error: string };

/** Why something was not priced: a code, and the place in the request. */
export interface Reason {
  readonly code: string;
  readonly pointer: string;
}

export type Answer = Span & Outcome & { readonly question: number };

export type ToNode =
  | { readonly kind: 'begin'; readonly seed: number; readonly accounts: Readonly<Record<string, string>> }
  /** Questions by number, asked several at a time. */
  | { readonly kind: 'ask'; readonly questions: readonly number[] }
  | { readonly kind: 'publish'; readonly edition: Edition; readonly account?: string };

export type FromNode =
  | { readonly kind: 'ready'; readonly accounts: Readonly<Record<string, string>> }
  | { readonly kind: 'answers'; readonly answers: readonly Answer[]; readonly hashed: number }
  | (Span & { readonly kind: 'published'; readonly version: number })
  | { readonly kind: 'unpublished'; readonly error: string }
  /** All that this node has changed is acknowledged by the store. */
  | { readonly kind: 'settled'; readonly at: number };

export type ToOracle =
  | { readonly kind: 'derive'; readonly claims: readonly { inputHash: string; input: PriceInput }[] }
  | {
      readonly kind: 'refuse';
      readonly number: number;
      readonly question: Question;
      readonly accountId?: string;
    };

export type FromOracle =
  | { readonly kind: 'ready' }
  | { readonly kind: 'derived'; readonly proofs: readonly Proof[] }
  /** Absent: the oracle has a price. */
  | { readonly kind: 'refused'; readonly number: number; readonly errors?: readonly Reason[] };

/** What PostgreSQL alone makes of an input. */
export interface Proof {
  readonly inputHash: string;
  /** Of the price, or what kept it from being made. */
  readonly priceHash?: string;
  readonly error?: string;
}

/** Now, as `Span` has it. */
export const microseconds = () => Number(process.hrtime.bigint() / 1000n);
