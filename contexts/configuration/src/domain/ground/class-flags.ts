import type { ClassMap } from './ground-model.ts';

/** Flags of values as flags of classes: a class is in where any of its values is. */
export function classFlags(map: ClassMap, values: Uint8Array): Uint8Array {
  const { offsets, classOf } = map;
  const classes = new Uint8Array(offsets.at(-1) ?? 0);
  forEachVariable(map, (offset, begin, end) => {
    for (let at = begin; at < end; at++) if (values[at] === 1) classes[offset + (classOf[at] as number)] = 1;
  });
  return classes;
}

/** Flags of classes as flags of values: a value is in where its class is. */
export function valueFlags(map: ClassMap, classes: Uint8Array): Uint8Array {
  const { valueOffsets, classOf } = map;
  const values = new Uint8Array(valueOffsets.at(-1) ?? 0);
  forEachVariable(map, (offset, begin, end) => {
    for (let at = begin; at < end; at++) values[at] = classes[offset + (classOf[at] as number)] as number;
  });
  return values;
}

/** Calls with where a variable's classes begin, and where its values begin and end. */
export function forEachVariable(
  { sizes, offsets, valueOffsets }: ClassMap,
  visit: (offset: number, begin: number, end: number) => void,
): void {
  for (let variable = 0; variable < sizes.length; variable++)
    visit(
      offsets[variable] as number,
      valueOffsets[variable] as number,
      valueOffsets[variable + 1] as number,
    );
}
