import { DoorMisuse } from './errors.ts';

/**
 * A value as it goes to the server: text, bytes, or null. Done here and not by the drivers, which disagree
 * (local time zones, objects turned into JSON by one and refused by the other).
 */
export function parameter(value: unknown): string | Buffer | null {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'undefined':
      return null;
    case 'object':
      if (value === null) return null;
      if (value instanceof Date) return value.toISOString();
      if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      if (Array.isArray(value)) return arrayText(value);
  }
  throw new DoorMisuse(
    'a query parameter is text, number, boolean, Date, bytes or an array of these; pass JSON as text',
  );
}

export function byteaText(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`;
}

function arrayText(items: readonly unknown[]): string {
  return `{${items.map(arrayElement).join(',')}}`;
}

function arrayElement(item: unknown): string {
  if (Array.isArray(item)) return arrayText(item);
  const value = parameter(item);
  if (value === null) return 'NULL';
  const text = typeof value === 'string' ? value : byteaText(value);
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
