import { UnreadableValue } from './errors.ts';

/*
 * How a column's text becomes a value, the same for both engines. Anything not listed stays text:
 * numeric and date on purpose (a float would lose cents, a Date would invent a time zone).
 */

type Reader = (text: string) => unknown;

const asText: Reader = (text) => text;
const asNumber: Reader = (text) => Number(text);

function readInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new UnreadableValue(`bigint ${text} is beyond the safe integers`);
  return value;
}

/** `2026-03-01 09:30:00.123456+00` (ISO style, any offset) → Date; microseconds are cut off. */
function readTimestamptz(text: string): Date {
  const iso = text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');
  const value = new Date(iso);
  if (Number.isNaN(value.getTime())) throw new UnreadableValue(`timestamp ${text} is no Date`);
  return value;
}

function readBytea(text: string): Buffer {
  return Buffer.from(text.slice(2), 'hex');
}

/** Types by their OID (`pg_type.dat`): the element's reader and the OID of its array. */
const TYPES: readonly (readonly [oid: number, arrayOid: number, read: Reader])[] = [
  [16, 1000, (text) => text === 't'], // bool
  [17, 1001, readBytea],
  [19, 1003, asText], // name
  [20, 1016, readInt8],
  [21, 1005, asNumber], // int2
  [23, 1007, asNumber], // int4
  [25, 1009, asText],
  [26, 1028, asNumber], // oid
  [114, 199, JSON.parse],
  [700, 1021, asNumber], // float4
  [701, 1022, asNumber], // float8
  [1042, 1014, asText], // char(n)
  [1043, 1015, asText], // varchar
  [1082, 1182, asText], // date
  [1114, 1115, asText], // timestamp
  [1184, 1185, readTimestamptz],
  [1700, 1231, asText], // numeric
  [2950, 2951, asText], // uuid
  [3802, 3807, JSON.parse], // jsonb
];

/** One-dimensional array text: `{a,"b \" c",NULL}`. */
function readArray(text: string, read: Reader): unknown[] {
  const items: unknown[] = [];
  const element = /"((?:[^"\\]|\\.)*)"|([^,{}]+)/gs;
  for (const [, quoted, bare] of text.matchAll(element)) {
    if (quoted !== undefined) items.push(read(quoted.replace(/\\(.)/gs, '$1')));
    else items.push(bare === 'NULL' ? null : read(bare as string));
  }
  return items;
}

/** By type OID. */
export const columnReaders: Readonly<Record<number, Reader>> = Object.fromEntries(
  TYPES.flatMap(([oid, arrayOid, read]) => [
    [oid, read],
    [arrayOid, (text: string) => readArray(text, read)],
  ]),
);

export function columnReader(oid: number): Reader {
  return columnReaders[oid] ?? asText;
}
