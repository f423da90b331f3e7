import type { UvlErrors } from './uvl-errors.ts';
import type { UvlLine, UvlToken } from './uvl-lines.ts';

/** Goes over the tokens of one line. */
export interface TokenReader {
  readonly next: UvlToken | undefined;
  /** Takes the next token. */
  take(): UvlToken | undefined;
  /** Takes the next token if it is this sign. */
  takeSymbol(text: string): UvlToken | undefined;
  /** Complains at the next token, or behind the last one. */
  refuse(message: string): void;
}

export function tokenReader({ tokens }: UvlLine, errors: UvlErrors): TokenReader {
  let position = 0;
  const take = () => tokens[position++];
  return {
    get next() {
      return tokens[position];
    },
    take,
    takeSymbol(text) {
      const token = tokens[position];
      return token?.kind === 'symbol' && token.text === text ? take() : undefined;
    },
    refuse(message) {
      const token = tokens[position];
      const last = tokens.at(-1) ?? tokens[0];
      errors.add(token ?? { line: last.line, column: last.column + last.text.length }, message);
    },
  };
}
