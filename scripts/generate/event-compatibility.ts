import { isDeepStrictEqual } from 'node:util';
import { jsonPointer } from '@quotewright/kernel';

/** A JSON Schema, as far as the comparison knows it. */
export type Schema = Readonly<Record<string, unknown>>;

/** What a schema says about itself, and no validator reads. */
const ANNOTATIONS = new Set(['$schema', '$id', 'title', 'description']);

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Why data of `after` could surprise a consumer that was written against `before`, a line each; none when it cannot.
 * Compatible are other words and more optional members, at any depth. Everything else is refused, also where it might
 * go well: what a consumer relies on is not known here.
 */
export function incompatibilities(
  before: Schema,
  after: Schema,
  path: readonly string[] = [],
): readonly string[] {
  const keywords = new Set(
    [...Object.keys(before), ...Object.keys(after)].filter((k) => !ANNOTATIONS.has(k)),
  );
  return [...keywords].flatMap((keyword) => {
    const [was, is] = [before[keyword], after[keyword]];
    if (keyword === 'properties' && isSchema(was) && isSchema(is)) return membersThatBreak(was, is, path);
    if (keyword === 'required') return requirementsThatBreak(was ?? [], is ?? [], path);
    if (keyword === 'items' && isSchema(was) && isSchema(is))
      return incompatibilities(was, is, [...path, keyword]);
    if (isChoice(keyword, was) && isChoice(keyword, is) && was.length === is.length) {
      return was.flatMap((option, index) =>
        incompatibilities(option, is[index] ?? {}, [...path, keyword, String(index)]),
      );
    }
    const same = isDeepStrictEqual(was, is);
    return same ? [] : [`${at(path)}: "${keyword}" was ${shown(was)} and is ${shown(is)}`];
  });
}

/** Alternatives are compared one by one, in their order: another order is refused, though it means the same. */
function isChoice(keyword: string, value: unknown): value is readonly Schema[] {
  return (keyword === 'anyOf' || keyword === 'oneOf') && Array.isArray(value);
}

function membersThatBreak(was: Schema, is: Schema, path: readonly string[]): readonly string[] {
  return Object.entries(was).flatMap(([name, schema]) => {
    const member = [...path, 'properties', name];
    const now = is[name];
    if (now === undefined) return [`${at(member)}: the member is gone`];
    return incompatibilities(schema as Schema, now as Schema, member);
  });
}

function requirementsThatBreak(was: unknown, is: unknown, path: readonly string[]): readonly string[] {
  const [before, after] = [new Set(was as string[]), new Set(is as string[])];
  return [
    ...[...after.difference(before)].map((name) => `${at(path)}: "${name}" was not required and is`),
    ...[...before.difference(after)].map((name) => `${at(path)}: "${name}" was required and is not`),
  ];
}

const at = (path: readonly string[]) => (path.length === 0 ? 'the schema' : jsonPointer(path));

const shown = (value: unknown) => (value === undefined ? 'absent' : JSON.stringify(value));
