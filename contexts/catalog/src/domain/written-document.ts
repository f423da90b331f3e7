import type { TextPlace } from '@quotewright/kernel';

/** A document as somebody wrote it: its value, and where each part of it stands. */
export interface WrittenDocument {
  /** What JSON can say, and no more. */
  readonly value: unknown;
  /** Where values begin in the text. One that is missing is placed where the deepest value around it begins. */
  locate(pointers: readonly string[]): ReadonlyMap<string, TextPlace>;
}

/** Something in the text that has no place in a document, whatever the document is about. */
export interface TextProblem extends TextPlace {
  /** RFC 6901; empty where the text could not be read far enough to know. */
  readonly pointer: string;
  readonly code: string;
  readonly reason: string;
}

export type Reading =
  | { readonly document: WrittenDocument }
  /** At least one, at most `MAX_PROBLEMS`. */
  | { readonly problems: readonly TextProblem[] };

/** Reads a text of one syntax. Never throws. */
export type DocumentSyntax = (text: string) => Reading;

export const MAX_PROBLEMS = 100;

/** As the body of a request. */
export const MAX_DEPTH = 64;
