import type { TokenReader } from './token-reader.ts';
import type { UvlFeature } from './uvl-model.ts';

type Attributes = Pick<UvlFeature, 'abstract' | 'description' | 'otherAttributes'>;

const CONSTRAINTS = new Set(['constraint', 'constraints']);

/** FeatureIDE writes descriptions under the second name. */
const DESCRIPTIONS = new Set(['description', 'featureDescription__']);

/** `{key [value], …}`, or nothing. Undefined after an error. */
export function parseAttributes(reader: TokenReader): Attributes | undefined {
  let abstract = false;
  let description: string | undefined;
  const others = new Set<string>();
  const done = () => ({
    abstract,
    otherAttributes: [...others],
    ...(description !== undefined && { description }),
  });
  if (!reader.takeSymbol('{') || reader.takeSymbol('}')) return done();
  for (;;) {
    const { next: key } = reader;
    if (key?.kind !== 'name' && key?.kind !== 'quoted') {
      reader.refuse('the name of an attribute is expected here');
      return undefined;
    }
    if (CONSTRAINTS.has(key.text)) {
      reader.refuse('constraints in attributes are not supported: write them below "constraints"');
      return undefined;
    }
    reader.take();
    const value = parseValue(reader);
    if (value === undefined) return undefined;
    if (key.text === 'abstract') abstract = value.text !== 'false';
    else if (DESCRIPTIONS.has(key.text) && value.isText) description = value.text;
    else others.add(key.text);
    if (reader.takeSymbol('}')) return done();
    if (!reader.takeSymbol(',')) {
      reader.refuse('"," or "}" is expected here');
      return undefined;
    }
  }
}

interface Value {
  readonly text: string;
  readonly isText: boolean;
}

/** Nothing (which means true), a word, a text, a number, or brackets with whatever is between them. */
function parseValue(reader: TokenReader): Value | undefined {
  const { next } = reader;
  if (next === undefined || next.text === ',' || next.text === '}') return { text: '', isText: false };
  if (next.text === '{' || next.text === '[') return pastBrackets(reader);
  if (next.kind === 'symbol' && next.text !== '-' && next.text !== '.') {
    reader.refuse('the value of an attribute is expected here');
    return undefined;
  }
  if (next.kind !== 'symbol' && next.kind !== 'number') {
    reader.take();
    return { text: next.text, isText: next.kind !== 'name' };
  }
  let text = '';
  while (reader.next?.kind === 'number' || reader.next?.text === '-' || reader.next?.text === '.')
    text += reader.take()?.text;
  return { text, isText: false };
}

const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

function pastBrackets(reader: TokenReader): Value | undefined {
  const closing: string[] = [];
  do {
    const token = reader.take();
    if (token === undefined) {
      reader.refuse('a bracket is not closed');
      return undefined;
    }
    if (token.kind !== 'symbol') continue;
    const expected = CLOSING[token.text];
    if (expected !== undefined) closing.push(expected);
    else if (token.text === closing.at(-1)) closing.pop();
  } while (closing.length > 0);
  return { text: '', isText: false };
}
