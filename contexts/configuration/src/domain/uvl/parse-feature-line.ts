import { parseAttributes } from './parse-attributes.ts';
import { type TokenReader, tokenReader } from './token-reader.ts';
import { shown, type UvlErrors } from './uvl-errors.ts';
import type { UvlLine, UvlToken } from './uvl-lines.ts';
import type { UvlFeature } from './uvl-model.ts';

export type WrittenFeature = Omit<UvlFeature, 'group' | 'line'>;

/** Words that begin a group: as names of features they stand in quotes. */
const GROUP_WORDS = new Set(['mandatory', 'optional', 'or', 'alternative']);

const OTHER_TYPES = new Set(['String', 'Integer', 'Real']);

/** `[type] name [cardinality [n..m]] [{attributes}]`; undefined when there is no name, which is an error. */
export function parseFeatureLine(line: UvlLine, errors: UvlErrors): WrittenFeature | undefined {
  const reader = tokenReader(line, errors);
  let name = reader.take();
  if (
    name?.kind === 'name' &&
    isName(reader.next) &&
    (name.text === 'Boolean' || OTHER_TYPES.has(name.text))
  ) {
    if (name.text !== 'Boolean')
      errors.add(name, `features of type ${name.text} are not supported, only Boolean ones`);
    name = reader.take();
  }
  if (name === undefined || !isName(name) || (name.kind === 'name' && GROUP_WORDS.has(name.text))) {
    errors.add(name ?? line.tokens[0], 'the name of a feature is expected here');
    return undefined;
  }
  if (name.text.length > MAX_NAME_LENGTH)
    errors.add(name, `a name has at most ${MAX_NAME_LENGTH} characters`);
  refuseCardinality(reader);
  const attributes = parseAttributes(reader);
  if (attributes !== undefined && reader.next !== undefined)
    reader.refuse(`${shown(reader.next.text)} is not expected here`);
  return { name: name.text, ...(attributes ?? { abstract: false, otherAttributes: [] }) };
}

const MAX_NAME_LENGTH = 500;

function isName(token: UvlToken | undefined): boolean {
  return token?.kind === 'name' || token?.kind === 'quoted';
}

function refuseCardinality(reader: TokenReader): void {
  const { next } = reader;
  if (next?.kind !== 'name' || next.text !== 'cardinality') return;
  reader.refuse('cardinalities of features are not supported: here a feature is there once or not at all');
  while (reader.next !== undefined && reader.next.text !== ']') reader.take();
  reader.take();
}
