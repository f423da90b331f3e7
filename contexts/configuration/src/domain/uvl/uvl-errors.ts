import type { UvlError } from './uvl-model.ts';

const MAX_ERRORS = 100;

/** Collects what is wrong; more than a person would read in one go is not kept. */
export interface UvlErrors {
  add(at: { readonly line: number; readonly column: number }, message: string): void;
  readonly found: readonly UvlError[];
  readonly isFull: boolean;
}

export function uvlErrors(): UvlErrors {
  const found: UvlError[] = [];
  return {
    found,
    add({ line, column }, message) {
      if (found.length < MAX_ERRORS) found.push({ line, column, message });
    },
    get isFull() {
      return found.length === MAX_ERRORS;
    },
  };
}

const MAX_SHOWN = 60;

/** A piece of foreign text as a message may show it. */
export function shown(text: string): string {
  return JSON.stringify(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);
}
