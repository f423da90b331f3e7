import { shown, type UvlErrors } from './uvl-errors.ts';

export interface UvlToken {
  /** `quoted` is a name or text in double quotes, `text` one in single quotes; `text` of both is without the quotes. */
  readonly kind: 'name' | 'quoted' | 'text' | 'number' | 'symbol';
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** A line that says something. What stands between brackets may go over several lines of the text. */
export interface UvlLine {
  /** Columns before the first token; a tab goes to the next multiple of eight. */
  readonly indent: number;
  /** At least one. */
  readonly tokens: readonly [UvlToken, ...UvlToken[]];
}

const MAX_TOKENS_PER_LINE = 10_000;
const TAB_STOP = 8;

/** Longer ones first. */
const SYMBOLS = '<=> => == <= >= != .. ! & | ( ) [ ] { } , . * + - / < > ='.split(' ');
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

const NAME_START = /[\p{L}_]/u;
const NAME_PART = /[\p{L}\p{M}\p{N}_#§%?\\';]/u;
const DIGIT = /\d/;

/** Reads the text line by line, so that no more than one line is held. Errors end the line in which they are. */
export function* uvlLines(text: string, errors: UvlErrors): Generator<UvlLine> {
  let position = 0;
  let line = 1;
  let lineStart = 0;

  const isBreak = (character: string | undefined) => character === '\n' || character === '\r';
  const toBreak = () => {
    while (position < text.length && !isBreak(text[position])) position += 1;
  };
  const pastBreak = () => {
    position += text[position] === '\r' && text[position + 1] === '\n' ? 2 : 1;
    line += 1;
    lineStart = position;
  };
  const here = () => ({ line, column: position - lineStart + 1 });

  /** Past a comment that may go over lines; false where it has no end. */
  const pastComment = (): boolean => {
    const end = text.indexOf('*/', position + 2);
    if (end < 0) {
      errors.add(here(), 'the comment has no end');
      position = text.length;
      return false;
    }
    while (position < end) {
      if (isBreak(text[position])) pastBreak();
      else position += 1;
    }
    position = end + 2;
    return true;
  };

  const quoted = (quote: string): UvlToken | undefined => {
    const at = here();
    let end = position + 1;
    while (end < text.length && text[end] !== quote && !isBreak(text[end])) end += 1;
    if (text[end] !== quote) {
      errors.add(at, `the quote ${quote} is not closed on its line`);
      return undefined;
    }
    const content = text.slice(position + 1, end);
    position = end + 1;
    return { kind: quote === '"' ? 'quoted' : 'text', text: content, ...at };
  };

  const run = (kind: 'name' | 'number', part: RegExp): UvlToken => {
    const at = here();
    const from = position;
    for (;;) {
      const character = characterAt(text, position);
      if (character === '' || !part.test(character)) break;
      position += character.length;
    }
    return { kind, text: text.slice(from, position), ...at };
  };

  const token = (): UvlToken | undefined => {
    const character = characterAt(text, position);
    if (character === '"' || character === "'") return quoted(character);
    if (NAME_START.test(character)) return run('name', NAME_PART);
    if (DIGIT.test(character)) return run('number', DIGIT);
    const symbol = SYMBOLS.find((candidate) => text.startsWith(candidate, position));
    if (symbol === undefined) {
      errors.add(
        here(),
        `${shown(character)} is not expected here; names with other characters stand in "…"`,
      );
      return undefined;
    }
    const read: UvlToken = { kind: 'symbol', text: symbol, ...here() };
    position += symbol.length;
    return read;
  };

  if (text.startsWith('\ufeff')) position = 1;
  while (position < text.length && !errors.isFull) {
    const tokens: UvlToken[] = [];
    const open: UvlToken[] = [];
    let indent = 0;
    for (;;) {
      const character = text[position];
      if (character === undefined) {
        const unclosed = open.at(-1);
        if (unclosed !== undefined) errors.add(unclosed, `${shown(unclosed.text)} is never closed`);
        break;
      }
      if (isBreak(character)) {
        pastBreak();
        if (open.length === 0) break;
      } else if (character === ' ' || character === '\t' || character === '\f') {
        position += 1;
        if (tokens.length === 0) indent += character === '\t' ? TAB_STOP - (indent % TAB_STOP) : 1;
      } else if (text.startsWith('//', position)) {
        toBreak();
      } else if (text.startsWith('/*', position)) {
        if (!pastComment()) break;
      } else {
        const read = token();
        if (read === undefined) {
          toBreak();
          open.length = 0;
          continue;
        }
        tokens.push(read);
        if (tokens.length > MAX_TOKENS_PER_LINE) {
          errors.add(open[0] ?? read, `a line has more than ${MAX_TOKENS_PER_LINE} words and signs`);
          return;
        }
        if (read.kind !== 'symbol') continue;
        if (CLOSING[read.text] !== undefined) open.push(read);
        else if (open.length > 0 && CLOSING[(open.at(-1) as UvlToken).text] === read.text) open.pop();
      }
    }
    const [first, ...others] = tokens;
    if (first !== undefined) yield { indent, tokens: [first, ...others] };
  }
}

function characterAt(text: string, position: number): string {
  const code = text.codePointAt(position);
  return code === undefined ? '' : String.fromCodePoint(code);
}
