import type { Category } from '../registry/category.ts';
import { encodePart } from './encode-part.ts';
import { MAX_DATA_LENGTH } from './entry-key.ts';
import { MAX_TENANT_LENGTH, NO_TENANT } from './key-maker.ts';
import type { KeyPart, NamedPart } from './key-part.ts';
import type { Namespace } from './namespace.ts';

/**
 * Why a text is no key of this installation: no category could have made it, none of these categories made it, or it is
 * of another installation, environment or time before a restore.
 */
export type KeyRefusal = 'malformed' | 'unknown-category' | 'foreign-namespace';

/** A key that was read back from its text. */
export interface ParsedKey {
  readonly category: Category;
  /** Null in a global category. */
  readonly tenant: string | null;
  /** The version part as it stands in the key; null where the category has none. */
  readonly version: string | null;
  /** By name, in the order of the key: what the key was made from. A code is known by its SHA-256 only, as it stands in the key. */
  readonly parts: Readonly<Record<string, string>>;
  /** The key without its namespace: what people pass on. */
  readonly text: string;
}

const ALPHABET = /^[A-Za-z0-9._/:%~-]+$/;
/** No first word of a category's keys holds a dot, and every namespace does. */
const NAMESPACE = /^[a-z][a-z0-9-]{0,31}\.[A-Za-z0-9][A-Za-z0-9-]{0,63}\.(?:0|[1-9][0-9]{0,15})$/;

/**
 * Reads a key back, with its namespace or without. Never ambiguous among the categories of a registry, which refuses shapes that
 * could meet. Without `namespace` any well-formed one is taken.
 */
export function parseKey(
  text: string,
  categories: readonly Category<any, any>[],
  namespace?: Namespace,
): ParsedKey | KeyRefusal {
  if (text.length > MAX_DATA_LENGTH || !ALPHABET.test(text)) return 'malformed';
  const members = text.split(':');
  const [first = ''] = members;
  if (first.includes('.')) {
    if (!NAMESPACE.test(first)) return 'malformed';
    if (namespace !== undefined && first !== namespace.text) return 'foreign-namespace';
    members.shift();
  }
  const [system = '', service = '', tenantText = '', ...rest] = members;
  if (rest.length === 0 || members.includes('')) return 'malformed';
  const tenant = tenantOf(tenantText);
  if (tenant === undefined) return 'malformed';
  const category = categories.find(
    (one) =>
      one.system === system &&
      one.service === service &&
      (one.tenantScope === 'tenant') === (tenant !== null) &&
      one.key.length === rest.length &&
      one.key.every((part: KeyPart, at: number) => mayStand(part, rest[at] as string)),
  );
  if (category === undefined) return 'unknown-category';
  const parts: Record<string, string> = {};
  let version: string | null = null;
  for (const [at, part] of (category.key as readonly KeyPart[]).entries()) {
    if (part.form === 'literal') continue;
    const encoded = rest[at] as string;
    const decoded = decodedPart(part, encoded);
    if (decoded === undefined) return 'malformed';
    parts[part.name] = decoded;
    if (part.form === 'version') version ??= encoded;
  }
  return { category, tenant, version, parts, text: members.join(':') };
}

function mayStand(part: KeyPart, encoded: string): boolean {
  return part.form === 'literal' ? part.text === encoded : part.accepts(encoded);
}

function tenantOf(encoded: string): string | null | undefined {
  if (encoded === NO_TENANT) return null;
  return decoded(encoded, (text) => encodePart('tenant', text, MAX_TENANT_LENGTH));
}

function decodedPart(part: NamedPart, encoded: string): string | undefined {
  if (part.form === 'code') return encoded;
  return decoded(encoded, (part as NamedPart<string, string>).encode);
}

/** Undefined for what no encoding makes: a text has one form only, so whatever else stands there is no key of ours. */
function decoded(encoded: string, encode: (text: string) => string): string | undefined {
  try {
    const text = decodeURIComponent(encoded);
    return encode(text) === encoded ? text : undefined;
  } catch {
    return undefined;
  }
}
