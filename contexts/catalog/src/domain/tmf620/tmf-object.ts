import { jsonPointer } from '../json-pointer.ts';
import type { MappingReport } from './mapped-item.ts';

/** An object of the document, read by type: what has another type is an error at its pointer. */
export interface TmfObject {
  readonly pointer: string;
  readonly members: Readonly<Record<string, unknown>>;
  /** Where a member stands. */
  at(name: string): string;
  /** A text that is not blank. */
  text(name: string): string | undefined;
  flag(name: string): boolean | undefined;
  whole(name: string): number | undefined;
  object(name: string): TmfObject | undefined;
  objects(name: string): readonly TmfObject[];
}

export function tmfObject(
  members: Readonly<Record<string, unknown>>,
  pointer: string,
  report: MappingReport,
): TmfObject {
  const at = (name: string) => `${pointer}${jsonPointer([name])}`;
  const read = <Value>(
    name: string,
    what: string,
    is: (value: unknown) => value is Value,
  ): Value | undefined => {
    const value = members[name];
    if (value === undefined || value === null) return undefined;
    if (is(value)) return value;
    report.error(at(name), 'TYPE', `must be ${what}`);
    return undefined;
  };
  const inner = (value: Record<string, unknown>, place: string) => tmfObject(value, place, report);
  return {
    pointer,
    members,
    at,
    text: (name) => {
      // Ids are numbers in some exports: they name the same thing.
      const value = read(name, 'a text', isText);
      return value === undefined || String(value).trim() === '' ? undefined : String(value);
    },
    flag: (name) => read(name, 'true or false', (value): value is boolean => typeof value === 'boolean'),
    whole: (name) => read(name, 'a whole number', (value): value is number => Number.isSafeInteger(value)),
    object: (name) => {
      const value = read(name, 'an object', isObject);
      return value && inner(value, at(name));
    },
    objects: (name) => {
      const list = read(name, 'an array', (value): value is readonly unknown[] => Array.isArray(value)) ?? [];
      return list.flatMap((value, index) => {
        const place = `${at(name)}/${index}`;
        if (isObject(value)) return [inner(value, place)];
        report.error(place, 'TYPE', 'must be an object');
        return [];
      });
    },
  };
}

function isText(value: unknown): value is string | number {
  return typeof value === 'string' || Number.isSafeInteger(value);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
