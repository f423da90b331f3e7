import { placesOfOffsets } from '@quotewright/kernel';
import { Composer, isAlias, isMap, isScalar, isSeq, type ParsedNode, Parser } from 'yaml';
import { jsonPointer, pointerSteps } from '../domain/json-pointer.ts';
import { unacceptableValues } from '../domain/unacceptable-values.ts';
import {
  type DocumentSyntax,
  MAX_DEPTH,
  MAX_PROBLEMS,
  type TextProblem,
} from '../domain/written-document.ts';
import { MAX_YAML_LENGTH } from '../domain/yaml-text.ts';

/*
 * YAML 1.2 in its core schema, as far as it says what JSON can say: one document, texts as names, no tags but the
 * core's, no aliases (a few lines of them can stand for more than any memory holds). What YAML would quietly do – keep
 * the last of two members, round a long number – is refused. Timestamps and "yes" are text.
 */

type Problem = Omit<TextProblem, 'line' | 'column'> & { readonly offset: number };

/** A whole number that is written out: who writes `1e30` knows that it is rounded. */
const WHOLE = /^[-+]?(\d+|0x[\da-f]+|0o[0-7]+)$/i;

const CORE_TAG = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/;

export const readYaml: DocumentSyntax = (text) => {
  if (text.length > MAX_YAML_LENGTH) {
    const reason = `is longer than ${MAX_YAML_LENGTH} characters: send it as JSON`;
    return { problems: [{ pointer: '', line: 1, column: 1, code: 'TOO_LARGE', reason }] };
  }
  const found: Problem[] = [];
  const root = compose(text, found);
  const value = found.length === 0 ? plainValue(root, found) : undefined;
  if (found.length === 0) {
    for (const { pointer, code, reason } of unacceptableValues(value)) {
      found.push({ pointer, code, reason, offset: offsetAt(root, pointer) });
    }
  }
  if (found.length > 0) return { problems: located(text, found.slice(0, MAX_PROBLEMS)) };
  return {
    document: {
      value,
      locate: (pointers) =>
        placesOfOffsets(
          text,
          pointers.map((pointer) => [pointer, offsetAt(root, pointer)] as const),
        ),
    },
  };
};

function located(text: string, problems: readonly Problem[]): readonly TextProblem[] {
  const places = placesOfOffsets(
    text,
    problems.map(({ offset }, index) => [String(index), offset] as const),
  );
  return problems.map(({ pointer, code, reason }, index) => ({
    pointer,
    ...(places.get(String(index)) ?? { line: 1, column: 1 }),
    code,
    reason,
  }));
}

/** Thrown to make the library stop: it would go on to describe every one of a million errors. */
class Enough extends Error {}

/** The one document of the text. Whatever the library dislikes goes to `found`. */
function compose(text: string, found: Problem[]): ParsedNode | null {
  const nul = text.indexOf('\0');
  if (nul !== -1) {
    found.push({ pointer: '', code: 'FORMAT', reason: 'the character U+0000 is not accepted', offset: nul });
    return null;
  }
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    found.push(syntaxProblem(deep, 'RESOURCE_EXHAUSTION', 'is nested too deeply'));
    return null;
  }
  const options = { version: '1.2', schema: 'core', stringKeys: true, uniqueKeys: false } as const;
  const composer = new Composer({ ...options, merge: false, resolveKnownTags: false });
  Object.assign(composer, {
    onError: (source: Source, code: string, message: string, isWarning?: boolean) => {
      // The walk over the values finds the tag again, and knows its pointer.
      if (isWarning === true && code === 'TAG_RESOLVE_FAILED') return;
      const tooDeep = code === 'RESOURCE_EXHAUSTION';
      if (found.length < MAX_PROBLEMS) found.push(syntaxProblem(offsetOf(source), code, message));
      if (tooDeep || found.length >= MAX_PROBLEMS) throw new Enough();
    },
  });
  let root: ParsedNode | null | undefined;
  try {
    for (const document of composer.compose(new Parser().parse(text), true, text.length)) {
      if (root !== undefined) {
        found.push(syntaxProblem(document.range[0], 'MULTIPLE_DOCS', 'there is a second document'));
        break;
      }
      root = document.contents;
      const { explicit, version } = document.directives.yaml;
      if (explicit === true && version !== '1.2')
        found.push(syntaxProblem(0, 'BAD_DIRECTIVE', `YAML ${version} is not read, only 1.2`));
    }
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return root ?? null;
}

/** Far above what any document nests, because brackets inside of texts are counted as well. */
const MAX_OPEN_BRACKETS = 1_000;

/**
 * Where more brackets are open than any document has. The library looks at the depth only when it puts its tokens
 * together; until then a text of nothing but brackets has taken a thousand times its size.
 */
function tooDeepAt(text: string): number | undefined {
  let open = 0;
  for (let offset = 0; offset < text.length; offset += 1) {
    const character = text.charCodeAt(offset);
    if (character === 0x5b || character === 0x7b) open += 1;
    else if ((character === 0x5d || character === 0x7d) && open > 0) open -= 1;
    if (open > MAX_OPEN_BRACKETS) return offset;
  }
  return undefined;
}

type Source = number | readonly number[] | { readonly offset: number };

function offsetOf(source: Source): number {
  if (typeof source === 'number') return source;
  return 'offset' in source ? source.offset : (source[0] ?? 0);
}

function syntaxProblem(offset: number, code: string, message: string): Problem {
  if (code === 'RESOURCE_EXHAUSTION')
    return { pointer: '', code: 'TOO_DEEP', reason: `is nested deeper than ${MAX_DEPTH} levels`, offset };
  // Messages may quote the text: a line is enough to know what is meant.
  const [line = ''] = message.split('\n', 1);
  return { pointer: '', code: 'MALFORMED_YAML', reason: `is not YAML: ${line.slice(0, 200)}`, offset };
}

/** The value as JSON has it. */
function plainValue(root: ParsedNode | null, found: Problem[]): unknown {
  const path: PropertyKey[] = [];
  const refuse = (node: ParsedNode, code: string, reason: string): undefined => {
    if (found.length < MAX_PROBLEMS)
      found.push({ pointer: jsonPointer(path), code, reason, offset: node.range[0] });
  };
  const inside = (step: PropertyKey, node: ParsedNode | null): unknown => {
    path.push(step);
    const value = plain(node);
    path.pop();
    return value;
  };
  const plain = (node: ParsedNode | null): unknown => {
    if (node === null) return null;
    if (isAlias(node)) return refuse(node, 'ALIAS', 'is an alias: write the value out');
    if (node.tag !== undefined && !CORE_TAG.test(node.tag))
      return refuse(node, 'TAG', `has the tag ${node.tag.slice(0, 100)}, which means nothing here`);
    if (isScalar(node)) {
      const problem = numberProblem(node.value, node.source);
      return problem === undefined ? node.value : refuse(node, 'NUMBER_RANGE', problem);
    }
    if (path.length >= MAX_DEPTH)
      return refuse(node, 'TOO_DEEP', `is nested deeper than ${MAX_DEPTH} levels`);
    if (isSeq<ParsedNode>(node)) return node.items.map((item, index) => inside(index, item));
    if (!isMap<ParsedNode, ParsedNode | null>(node)) return refuse(node, 'TYPE', 'is of no kind JSON has');
    const members = new Map<string, unknown>();
    for (const { key, value } of node.items) {
      const name = isScalar(key) && typeof key.value === 'string' ? key.value : undefined;
      if (name === undefined) refuse(key, 'NAME', 'has a name that is no text');
      else {
        const twice = members.has(name);
        members.set(name, inside(name, value));
        if (!twice) continue;
        path.push(name);
        refuse(key, 'DUPLICATE_MEMBER', 'is there twice');
        path.pop();
      }
    }
    // Own members whatever their name: `__proto__` is one, to be found and refused.
    return Object.fromEntries(members);
  };
  return plain(root);
}

function numberProblem(value: unknown, source: string | undefined): string | undefined {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return undefined;
  if (!Number.isFinite(value)) return 'is no number that JSON can say; as text it needs quotes';
  const isWhole = Number.isInteger(value) && WHOLE.test(source ?? '');
  return isWhole ? 'is too large to be kept exactly; as text it needs quotes' : undefined;
}

/** Where the value begins, or the deepest one around it. */
function offsetAt(root: ParsedNode | null, pointer: string): number {
  let node = root;
  let offset = root?.range[0] ?? 0;
  for (const step of pointerSteps(pointer)) {
    if (isMap<ParsedNode, ParsedNode | null>(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (pair === undefined) return offset;
      offset = pair.value?.range[0] ?? pair.key.range[0];
      node = pair.value;
    } else if (isSeq<ParsedNode>(node)) {
      node = node.items[Number(step)] ?? null;
      if (node === null) return offset;
      offset = node.range[0];
    } else return offset;
  }
  return offset;
}
