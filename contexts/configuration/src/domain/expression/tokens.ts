import { ExpressionRefusal } from './expression-refusal.ts';

/** Places are counted in UTF-16 units from the beginning of the text. */
export interface Token {
  /** `name` is a variable or path, `context` the name after `context.`, `word` one of the language itself. */
  readonly kind: 'name' | 'context' | 'number' | 'text' | 'word' | 'symbol' | 'end';
  /** What it means: quotes and escapes are taken off. */
  readonly text: string;
  readonly position: number;
}

const WORDS: ReadonlySet<string> = new Set([
  'and',
  'false',
  'has',
  'iff',
  'implies',
  'in',
  'not',
  'or',
  'sum',
  'true',
]);

/** Longer ones first. */
const SYMBOLS = ['!=', '<=', '>=', '..', '=', '<', '>', '(', ')', ',', '+', '-', '*'];

/** Signs of other languages, with what is written here. Longer ones first. */
const FOREIGN: readonly (readonly [sign: string, advice: string])[] = [
  ['<=>', 'write "iff"'],
  ['=>', 'write "implies", or ">=" to compare'],
  ['->', 'write "implies"'],
  ['==', 'write "="'],
  ['<>', 'write "!="'],
  ['&', 'write "and"'],
  ['|', 'write "or"'],
  ['"', "texts stand in single quotes: 'gold'"],
  ['/', 'there is no division: multiply the other side'],
];

const NAME_START = /[A-Za-z@]/;
const NAME_PART = /[A-Za-z0-9._/@-]/;
const NAME = /^[A-Za-z@][A-Za-z0-9._/@-]*$/;
const DIGIT = /[0-9]/;
const SPACE = /[ \t\r\n]/;

const CONTEXT = 'context.';

/** Ends with a token of the kind `end`. Throws ExpressionRefusal. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    if (SPACE.test(text.charAt(position))) {
      position += 1;
      continue;
    }
    const { token, end } = tokenAt(text, position);
    tokens.push(token);
    position = end;
  }
  tokens.push({ kind: 'end', text: '', position });
  return tokens;
}

/** How a variable or a path is written. */
export function nameText(name: string): string {
  return NAME.test(name) && !WORDS.has(name) && !name.startsWith(CONTEXT) ? name : enclosed(name, '`');
}

/** How a member of the request's context is written. */
export function contextText(name: string): string {
  return CONTEXT + (isAll(name, NAME_PART) && name !== '' ? name : enclosed(name, '`'));
}

export function enclosed(content: string, quote: "'" | '`'): string {
  return quote + content.replaceAll(quote, quote + quote) + quote;
}

interface Read {
  readonly token: Token;
  /** Where the next one may begin. */
  readonly end: number;
}

function tokenAt(text: string, position: number): Read {
  const character = text.charAt(position);
  if (NAME_START.test(character)) return wordAt(text, position);
  if (DIGIT.test(character)) return numberAt(text, position);
  if (character === "'") {
    const { content, end } = enclosedAt(text, position);
    return { token: { kind: 'text', text: content, position }, end };
  }
  if (character === '`') {
    const { content, end } = nameAt(text, position);
    return { token: { kind: 'name', text: content, position }, end };
  }
  const foreign = FOREIGN.find(([sign]) => text.startsWith(sign, position));
  if (foreign !== undefined) throw syntax(position, `"${foreign[0]}" means nothing here: ${foreign[1]}`);
  const symbol = SYMBOLS.find((candidate) => text.startsWith(candidate, position));
  if (symbol !== undefined)
    return { token: { kind: 'symbol', text: symbol, position }, end: position + symbol.length };
  const sign = String.fromCodePoint(text.codePointAt(position) ?? 0);
  throw syntax(
    position,
    `"${sign}" means nothing here: names other than letters, digits and . _ - / @ stand in backticks`,
  );
}

function wordAt(text: string, position: number): Read {
  const end = runEnd(text, position, NAME_PART);
  const word = text.slice(position, end);
  if (WORDS.has(word)) return { token: { kind: 'word', text: word, position }, end };
  if (!word.startsWith(CONTEXT)) return { token: { kind: 'name', text: word, position }, end };
  if (word !== CONTEXT)
    return { token: { kind: 'context', text: word.slice(CONTEXT.length), position }, end };
  if (text.charAt(end) !== '`') throw syntax(end, 'a name must follow "context."');
  const name = nameAt(text, end);
  return { token: { kind: 'context', text: name.content, position }, end: name.end };
}

function numberAt(text: string, position: number): Read {
  let end = runEnd(text, position, DIGIT);
  if (text.charAt(end) === '.' && DIGIT.test(text.charAt(end + 1))) end = runEnd(text, end + 1, DIGIT);
  const next = text.charAt(end);
  if (NAME_PART.test(next) && !text.startsWith('..', end)) {
    const advice = 'names that start with a digit stand in backticks, and a minus has spaces around it';
    throw syntax(position, `"${text.slice(position, end + 1)}" is no number: ${advice}`);
  }
  return { token: { kind: 'number', text: text.slice(position, end), position }, end };
}

function nameAt(text: string, position: number) {
  const name = enclosedAt(text, position);
  if (name.content === '') throw syntax(position, 'a name in backticks is empty');
  return name;
}

/** What stands between two quotes, in which a doubled quote is one. */
function enclosedAt(text: string, position: number): { readonly content: string; readonly end: number } {
  const quote = text.charAt(position);
  let content = '';
  let from = position + 1;
  for (;;) {
    const close = text.indexOf(quote, from);
    if (close < 0) throw syntax(position, `the ${quote} that begins here is never closed`);
    content += text.slice(from, close);
    if (text.charAt(close + 1) !== quote) return { content, end: close + 1 };
    content += quote;
    from = close + 2;
  }
}

function runEnd(text: string, from: number, part: RegExp): number {
  let end = from;
  while (end < text.length && part.test(text.charAt(end))) end += 1;
  return end;
}

function isAll(text: string, part: RegExp): boolean {
  return runEnd(text, 0, part) === text.length;
}

function syntax(position: number, message: string): ExpressionRefusal {
  return new ExpressionRefusal('EXPR_SYNTAX', position, message);
}
